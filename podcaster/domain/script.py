"""What is said: a title and sections of speech and pauses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

SectionKind = Literal["greeting", "focus", "lesson", "practice", "encouragement"]
SECTION_KINDS: tuple[SectionKind, ...] = get_args(SectionKind)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a paragraph that are spoken in a way of their own.

    They are stressed, or in the language of a BCP 47 tag other than the script's, or both. It is
    what a voice does where it can; one that cannot speaks the same words without it.
    """

    start: int
    end: int
    emphasis: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """One paragraph to be spoken; `slower` asks for a calmer pace.

    `text` is words alone; `spans` lie within it, in order, and do not overlap.
    """

    text: str
    slower: bool = False
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence of so many seconds."""

    seconds: float


Part = Say | Pause


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the episode; `heading` is in the episode's language."""

    kind: SectionKind
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole episode in words, in one language."""

    title: str
    language: str
    sections: tuple[Section, ...]

    def said(self) -> Iterator[Say]:
        """Every paragraph, in order."""
        return (
            part for section in self.sections for part in section.parts if isinstance(part, Say)
        )

    @property
    def text(self) -> str:
        """The words alone, a paragraph a line: for lyrics, transcripts and the record."""
        return "\n".join(say.text for say in self.said())

    @property
    def pause_seconds(self) -> float:
        """Seconds of silence the script asks for."""
        return sum(p.seconds for s in self.sections for p in s.parts if isinstance(p, Pause))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A script and who wrote it; `model` is the one that really answered, `template` for ours."""

    script: Script
    provider: str
    model: str
    prompt_sha256: str
    short: bool = False
