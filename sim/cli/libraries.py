"""Quick loading of the libraries that a market needs: a second counts on the command line."""

from __future__ import annotations

import sys


def load_libraries() -> None:
    """Imports what a market needs, in the order and manner that takes the least time.

    Mesa looks through every module loaded so far, twice, so it comes before the others. igraph
    loads Matplotlib for its own drawings, for longer than it takes itself; nobody draws a graph in
    a command, and Matplotlib stays out of reach meanwhile. In a program of one's own, where igraph
    may well draw, `import sim` does nothing of the kind.
    """
    import mesa  # noqa: F401

    if "igraph" in sys.modules or "matplotlib" in sys.modules:
        return
    # None makes the import system say that there is no such module, and igraph do without.
    sys.modules["matplotlib"] = None  # type: ignore[assignment]
    try:
        import igraph  # noqa: F401
    finally:
        del sys.modules["matplotlib"]
