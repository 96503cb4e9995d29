"""What holds for every test."""

from hypothesis import settings

# How long an example takes tells of the machine; tests that promise a time measure it themselves.
# Half as many examples as usual: the properties are many, and are tried anew at every run.
settings.register_profile("any machine", deadline=None, max_examples=50)
settings.load_profile("any machine")
