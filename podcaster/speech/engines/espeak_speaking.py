"""What happens in the worker process: passages become samples.

Imports stay light, and Japanese is only loaded where there is some: every episode begins here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from podcaster.domain.learner import Gender
from podcaster.errors import Rejected
from podcaster.speech.engines.espeak_library import Library
from podcaster.speech.runs import runs
from podcaster.speech.voices import VOLUMES, voice_for

_WORDS_PER_MINUTE = 160
"""What rate 1.0 means to eSpeak NG; its words have the length of English ones."""

_MARKS = tuple(".,;:!?、。！？，；：")  # the full-width ones of Japanese and Chinese


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph and the factor on the normal pace it is spoken at."""

    text: str
    rate: float


def speak(
    passages: Sequence[Passage], language: str, gender: Gender
) -> tuple[int, tuple[bytes, ...]]:
    """The sample rate in hertz, and mono s16 samples for each passage.

    The same passages make the same bytes in any process that has spoken nothing before.
    """
    library = Library()
    spoken = tuple(_speak(library, passage, language, gender) for passage in passages)
    return library.sample_rate, spoken


def _speak(library: Library, passage: Passage, language: str, gender: Gender) -> bytes:
    pace = round(_WORDS_PER_MINUTE * passage.rate)
    spoken = b""
    cut = runs(passage.text, language)
    for run in cut:
        voice = voice_for(run.language, gender)
        if voice is None:
            raise Rejected(f"no embedded voice speaks {run.language}", kind="no_voice")
        library.use_voice(voice.name, VOLUMES[gender])
        is_cut_short = run is not cut[-1] and run.text.rstrip().endswith(_MARKS)
        spoken += library.say(run.text, pace, pause_after=is_cut_short)
    return spoken
