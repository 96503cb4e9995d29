"""What a script says about the learner, and whether the brief knows it."""
# quotation marks of many languages are meant as they stand

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from podcaster.domain.brief import Brief
from podcaster.script.figures import Figure, figures, months_named
from podcaster.script.speakable import speakable

# Apostrophes within words end no quotation.
_INNER = r"(?:[^‘’\n]|(?<=\w)’(?=\w))*"
_QUOTED = re.compile(
    r"“([^“”]*)”|„([^„“”]*)[“”]|«([^«»]*)»|»([^«»]*)«|‹([^‹›]*)›|「([^「」]*)」|『([^『』]*)』"
    r"|《([^《》]*)》|〈([^〈〉]*)〉|\"([^\"]*)\"|＂([^＂]*)＂|‚([^‚‘]*)‘"
    rf"|‘({_INNER})’(?!\w)|(?<!\w)'((?:[^'\n]|(?<=\w)'(?=\w))+)'(?!\w)"
)
_MARKS = re.compile(r"[\"'“”„‟«»‹›‘’‚「」『』《》〈〉＂]")
_STOPS = ".,;:!?…。、，．！？ "
_LONGEST = 100_000
_NOT_TOLD = frozenset({"window", "source"})  # how a fact is known is nothing to talk about
_PERCENT = frozenset({"accuracy_percent", "retention_percent", "change"})
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_SENTENCE_WORDS = 4
_SMALL_WORD = re.compile(r"[^\W\d_A-ZÀ-Ý]+(?<=[a-zß-ÿ])|[ぁ-ゖー]+")
# Japanese titles end with a noun, in kanji or katakana; speech ends with particles and verbs.
# A single word in a script without capital letters is a word, more likely than a title.
_SPOKEN = re.compile("[ぁ-ゖ]{2}$|^[가-힣]+$|^[\u0600-\u06ff]+$|^[\u0900-\u097f]+$")


class Known:
    """The numbers and texts of a brief, as they may be spoken."""

    def __init__(self, brief: Brief) -> None:
        """What `brief` tells of the learner; its key, name and plan are nothing to talk about."""
        told = (brief.progress, brief.focus, brief.missed, brief.review, brief.practice, brief.goal)
        leaves = [("review_count", brief.review_count), *_leaves((*told, brief.facts), "")]
        raw = list(dict.fromkeys(leaf for _, leaf in leaves if isinstance(leaf, str)))
        self.texts = tuple(dict.fromkeys([*raw, *(speakable(text, _LONGEST) for text in raw)]))
        self._plain = "\n".join(map(_bare, self.texts))
        named = [(name, f"{abs(leaf):g}") for name, leaf in leaves if isinstance(leaf, int | float)]
        said = {each for text in self.texts for found in figures(text) for each in found.readings}
        self._numbers = {number for _, number in named} | said
        self._percents = {number for name, number in named if name in _PERCENT} | said
        self._percents |= _accuracies(brief)
        self._points = {number for name, number in named if name == "change"} | said
        windows = " ".join(fact.window for _, fact in brief.facts.known())
        self._days = [tuple(map(int, day)) for day in _DAY.findall(windows)]

    def has(self, figure: Figure, text: str) -> bool:
        """True where the brief holds `figure`, which stands in `text`, in its unit.

        The seven days and two weeks that every brief speaks of are known, and so are the first
        and the last of the days that a fact was counted in.
        """
        held = {"percent": self._percents, "points": self._points}.get(figure.unit, self._numbers)
        whole, *parts = figure.readings
        return (
            whole in held
            or (bool(parts) and held.issuperset(parts))
            or figure.is_window
            or whole in self._of_days(text)
        )

    def has_title(self, title: str) -> bool:
        """True where `title` stands in a text of the brief, whatever its quotation marks."""
        bare = _bare(title)
        return bare in self._plain or bare.strip(_STOPS) in self._plain

    def _of_days(self, text: str) -> set[str]:
        named = months_named(text) if self._days else frozenset[int]()
        return {str(part) for day in self._days if day[1] in named for part in day}


def titles(text: str) -> Iterator[str]:
    """What stands in quotation marks of any language."""
    for match in _QUOTED.finditer(text):
        yield next(filter(None, match.groups()), "").strip()


def unquoted(text: str) -> str:
    """`text` without what stands in quotation marks."""
    return _QUOTED.sub(" ", text)


def unfounded(text: str, known: Known, *, examples: bool) -> Iterator[str]:
    """What `text` says about the learner that is not in the brief, each in one clause.

    Where it may hold `examples`, quoted words and sentences of the subject matter are none of the
    learner's: what begins with a small letter, and what is a sentence.
    """
    for figure in figures(text):
        if not known.has(figure, text):
            yield f"says {figure.readings[0]}, which is not in the brief"
    for title in titles(text):
        if not known.has_title(title) and not _is_a_word(title, examples=examples):
            yield f"quotes what is not in the brief: {title}"


def _is_a_word(quoted: str, *, examples: bool) -> bool:
    """True for what no title looks like: one small word; among examples, speech of any length."""
    if _SMALL_WORD.fullmatch(quoted):
        return True
    is_sentence = quoted.endswith((".", "!", "?", "…", "。", "！", "？"))
    is_long = len(quoted.split()) >= _SENTENCE_WORDS or (not quoted.isascii() and " " not in quoted)
    looks_spoken = quoted[:1].islower() or (is_sentence and is_long)
    return examples and (looks_spoken or bool(_SPOKEN.search(quoted)))


def _bare(text: str) -> str:
    return " ".join(_MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold().split())


def _accuracies(brief: Brief) -> set[str]:
    facts = (brief.facts.accuracy_this_week, brief.facts.accuracy_last_week)
    return {str(fact.value) for fact in facts if fact}


def _leaves(told: object, name: str) -> Iterator[tuple[str, object]]:
    """Every value of `told`, with the name of the field that it stands in."""
    if isinstance(told, tuple):
        for each in told:
            yield from _leaves(each, name)
    elif is_dataclass(told):
        for field in fields(told):
            if field.name not in _NOT_TOLD:
                yield from _leaves(getattr(told, field.name), field.name)
    elif told is not None and not isinstance(told, bool):
        yield name, told
