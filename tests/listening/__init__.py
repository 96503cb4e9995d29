"""A recogniser that listens to what was made and tells whether it says what the script says.

Free dictation understands little of an embedded voice, so the recogniser is given a language
model: the words of the script in their order, and decoys that it may hear just as well. What it
reports is therefore evidence that the words are there, roughly in that order: English only.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import miniaudio  # type: ignore[import-untyped]  # ships no types
from pocketsphinx import Decoder, get_model_path  # type: ignore[import-untyped]  # ships none

from listening.bigrams import arpa
from listening.words import DECOYS, spoken_words

RATE = 16_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard, and what should have been; words the recogniser cannot know are left out."""

    words: tuple[str, ...]
    expected: tuple[str, ...]

    @property
    def word_error_rate(self) -> float:
        """Words to insert, drop or replace to get from one to the other, by words expected."""
        return _edits(self.expected, self.words) / max(len(self.expected), 1)

    def missing(self, key_words: Iterable[str]) -> set[str]:
        """Those words of `key_words` (names, scores, topics) that were not heard at all."""
        wanted = {word for phrase in key_words for word in spoken_words(phrase)}
        return wanted - set(self.words)


def hear(pcm_16k: bytes, text: str, decoys: Sequence[str] = DECOYS) -> Heard:
    """What is said in `pcm_16k` (mono s16 at 16 kHz), listened to with `text` in mind.

    `decoys` are words that could have been said instead, and must be there for the answer to
    mean anything.
    """
    expected = tuple(word for word in spoken_words(text) if word in _known_words())
    choice = {word for phrase in decoys for word in spoken_words(phrase)} & _known_words().keys()
    decoder = _decoder(arpa(expected, choice), choice.union(expected))
    decoder.start_utt()
    decoder.process_raw(pcm_16k, full_utt=True)
    decoder.end_utt()
    said = decoder.hyp().hypstr.split() if decoder.hyp() else []
    return Heard(tuple(said), expected)


def at_16_khz(samples: bytes, sample_rate: int) -> bytes:
    """Mono s16 samples as the recogniser wants them."""
    sixteen = miniaudio.SampleFormat.SIGNED16
    return bytes(miniaudio.convert_frames(sixteen, 1, sample_rate, samples, sixteen, 1, RATE))


def decoded(mp3: bytes) -> bytes:
    """An MP3 as mono s16 samples at 16 kHz."""
    return bytes(miniaudio.decode(mp3, nchannels=1, sample_rate=RATE).samples.tobytes())


def _decoder(language_model: str, words: Iterable[str]) -> Decoder:
    """A recogniser that knows `words` and no others: it starts and listens sooner."""
    pronounced = "\n".join(line for word in sorted(words) for line in _known_words()[word])
    with tempfile.TemporaryDirectory() as directory:
        model, dictionary = Path(directory, "script.lm"), Path(directory, "script.dict")
        model.write_text(language_model, encoding="ascii")
        dictionary.write_text(pronounced + "\n", encoding="ascii")
        return Decoder(lm=str(model), dict=str(dictionary), loglevel="FATAL")


@cache
def _known_words() -> Mapping[str, list[str]]:
    """Each word of the recogniser's dictionary with its lines, one for each way to say it."""
    lines: dict[str, list[str]] = {}
    path = Path(get_model_path(), "en-us", "cmudict-en-us.dict")
    for line in path.read_text("utf-8").splitlines():
        lines.setdefault(line.split()[0].partition("(")[0], []).append(line)
    return lines


def _edits(wanted: Sequence[str], got: Sequence[str]) -> int:
    row = list(range(len(got) + 1))
    for i, word in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]
