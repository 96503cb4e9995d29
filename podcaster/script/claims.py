"""What a script says about the learner, and whether the brief knows it."""
# quotation marks of many languages are meant as they stand

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict

from podcaster.domain.brief import Brief
from podcaster.script.speakable import speakable

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_QUOTED = re.compile(
    r"“([^“”]*)”|„([^„“”]*)[“”]|«([^«»]*)»|‹([^‹›]*)›|「([^「」]*)」|『([^『』]*)』|\"([^\"]*)\""
)
_MARKS = re.compile(r"[\"'“”„‟«»‹›‘’「」『』＂]")
_LONGEST = 100_000
_NOT_TOLD = frozenset({"window", "source"})  # how a fact is known is nothing to talk about


class Known:
    """The numbers and texts of a brief, as they may be spoken."""

    def __init__(self, brief: Brief) -> None:
        """What `brief` tells of the learner; its key, name and plan are nothing to talk about."""
        told = {
            "progress": brief.progress and asdict(brief.progress),
            "focus": brief.focus and asdict(brief.focus),
            "missed": [asdict(each) for each in brief.missed],
            "review": [asdict(each) for each in brief.review],
            "review_count": brief.review_count,
            "practice": brief.practice and asdict(brief.practice),
            "goal": asdict(brief.goal),
            "facts": asdict(brief.facts),
        }
        leaves = list(_leaves(told))
        raw = [leaf for leaf in leaves if isinstance(leaf, str)]
        self.texts = tuple(raw + [speakable(text, _LONGEST) for text in raw])
        self._plain = "\n".join(map(_bare, self.texts))
        self._numbers = {f"{abs(leaf):g}" for leaf in leaves if isinstance(leaf, int | float)}
        self._numbers |= {number for text in self.texts for number in numbers(text)}

    def has_number(self, number: str) -> bool:
        """True where the brief holds `number`, alone or in a text."""
        return number in self._numbers

    def has_title(self, title: str) -> bool:
        """True where `title` stands in a text of the brief, whatever its quotation marks."""
        return _bare(title) in self._plain


def numbers(text: str) -> Iterator[str]:
    """The numbers written in digits, without thousands separators; full-width ones too."""
    for match in _NUMBER.finditer(unicodedata.normalize("NFKC", text)):
        yield _THOUSANDS.sub("", match[0]).lstrip("0") or "0"


def titles(text: str) -> Iterator[str]:
    """What stands in quotation marks of any language."""
    for match in _QUOTED.finditer(text):
        yield next(filter(None, match.groups()), "").strip()


def _bare(text: str) -> str:
    return " ".join(_MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold().split())


def _leaves(told: object) -> Iterator[object]:
    match told:
        case dict():
            for name, each in told.items():
                if name not in _NOT_TOLD:
                    yield from _leaves(each)
        case list() | tuple():
            for each in told:
                yield from _leaves(each)
        case bool() | None:
            return
        case _:
            yield told
