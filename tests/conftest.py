"""What holds for every test."""

from hypothesis import settings

# How long an example takes tells of the machine; tests that promise a time measure it themselves.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
