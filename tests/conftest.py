"""Settings that every test shares."""

from hypothesis import settings

# A first call may compile a rule, so no example has a deadline.
settings.register_profile("ci", deadline=None)
settings.load_profile("ci")
