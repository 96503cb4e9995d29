"""Signs that a model lost its way: a script that stops within a sentence, or goes in circles."""

import re
from collections import Counter
from collections.abc import Iterator

from podcaster.domain.script import Pause, Say, Script
from podcaster.script.claims import unquoted
from podcaster.script.naming import NAME_TOKEN
from podcaster.text.languages import base

_FINAL = tuple(".!?…。！？．｡؟۔।॥~～")
_CLOSERS = "\"'”’“‘»«›‹)]」』）】〉》* "
_WITHOUT_FINAL_MARKS = frozenset({"th", "lo", "km", "my"})
_SENTENCE = re.compile(r"[^.!?…。！？؟।]+[.!?…。！？؟।]*")
_QUESTION = ("?", "？", "؟")
_TOO_OFTEN = 3
# In letters. Shorter sentences are drills and encouragement: "Went. Went. Went.", "Very good.";
# and one that is not so long may stand with each of several questions.
_LONG_IN_A_ROW, _LONG = 16, 40
_SIGN = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_OF_A_SIGN = 2


def is_unfinished(text: str, language: str) -> bool:
    """True where `text` ends without a mark, as one does that was cut off."""
    if base(language) in _WITHOUT_FINAL_MARKS:
        return False
    return not text.rstrip(_CLOSERS).endswith((*_FINAL, NAME_TOKEN))


def repeated(script: Script) -> Iterator[str]:
    """Statements said three times: in a row, or anywhere if they are long.

    Questions, and prompts before a pause, may come back as often as they like.
    """
    said = list(_statements(script))
    rows = (row for row in zip(said, said[1:], said[2:], strict=False) if len(set(row)) == 1)
    yield from (row[0] for row in rows if _length(row[0]) >= _LONG_IN_A_ROW)
    for sentence, times in Counter(said).items():
        if times >= _TOO_OFTEN and _length(sentence) >= _LONG:
            yield sentence


def _statements(script: Script) -> Iterator[str]:
    for section in script.sections:
        for part, following in zip(section.parts, (*section.parts[1:], None), strict=True):
            if isinstance(part, Say) and not part.slower:
                found = [each.strip() for each in _SENTENCE.findall(part.text)]
                prompts = 1 if isinstance(following, Pause) else 0
                spoken = found[: len(found) - prompts]
                yield from (each for each in spoken if not each.endswith(_QUESTION))


def _length(sentence: str) -> int:
    """Letters of its own, without what it quotes; a sign counts as two."""
    own = unquoted(sentence)
    return len(own) + (_OF_A_SIGN - 1) * len(_SIGN.findall(own))
