"""What can be wrong with sound."""

from podcaster.errors import CannotServe


class BadRecording(CannotServe):
    """Speech or an MP3 that is not fit to be heard; the same bytes will not get better."""
