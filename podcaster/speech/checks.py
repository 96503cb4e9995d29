"""What a clip must be before it is believed: whole, audible, and as long as its text."""

from podcaster.domain.speech import Clip
from podcaster.errors import Rejected
from podcaster.text.pace import seconds_of

_SLACK_SECONDS = 1.5
_SHORTEST, _LONGEST = 0.5, 2.5


def check_clip(clip: Clip, sample_rate: int, language: str, rate: float) -> None:
    """Rejected (kind `bad_audio`) unless `clip` can be its text spoken at `rate`.

    The band of lengths is generous: it finds a reply that was cut off, an error message read
    aloud or hours of noise, not a voice that is a little slow.
    """
    if not clip.samples:
        raise _bad("is empty")
    if len(clip.samples) % 2:
        raise _bad("ends in the middle of a sample")
    seconds = len(clip.samples) / 2 / sample_rate
    expected = seconds_of(clip.text, language, rate)
    if not _SHORTEST * expected - _SLACK_SECONDS <= seconds <= _LONGEST * expected + _SLACK_SECONDS:
        raise _bad(
            f"lasts {seconds:.1f} s where {len(clip.text)} characters take about {expected:.1f} s"
        )
    # Imported when there is sound: most commands make none.
    from podcaster.speech.silences import silence_in

    if fault := silence_in(clip.samples, sample_rate):
        raise _bad(fault)


def _bad(fault: str) -> Rejected:
    return Rejected(f"a clip {fault}, so it is not used", kind="bad_audio")
