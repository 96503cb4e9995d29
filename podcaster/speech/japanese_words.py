"""The words of a Japanese text with their readings, from SudachiDict."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from podcaster.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, its reading in katakana, its dictionary form and its part of speech.

    The reading of a word that the dictionary does not know is the word as written.
    """

    written: str
    reading: str
    dictionary_form: str
    part_of_speech: tuple[str, ...]


def words(text: str) -> list[Word]:
    """`text` cut into words, longest first; Unavailable where the dictionary is missing."""
    return [
        Word(
            written=each.surface(),
            reading=each.reading_form() or each.surface(),
            dictionary_form=each.dictionary_form(),
            part_of_speech=tuple(each.part_of_speech()),
        )
        for each in _tokenizer().tokenize(text)
    ]


@cache
def _tokenizer() -> Any:
    try:
        from sudachipy import Dictionary  # type: ignore[import-untyped]  # lacks py.typed

        return Dictionary(dict="core").tokenizer()
    except (ImportError, OSError) as error:
        raise Unavailable(
            "the embedded voice reads Japanese only with the packages sudachipy and"
            " sudachidict-core; install them with pip",
            kind="not_installed",
        ) from error
