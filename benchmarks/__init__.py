"""How fast the engine is, against the same rules written in other ways."""
