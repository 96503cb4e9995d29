"""Clips and silences in the order of the script: the one place that decides the breath between."""

from collections.abc import Iterable, Iterator, Sequence

from podcaster.domain.script import Part, Pause, Script, Section
from podcaster.domain.speech import Clip, Silence, SpokenSection

BETWEEN_PARAGRAPHS = 0.45
BETWEEN_SECTIONS = 0.9


def joined(script: Script, clips: Iterable[Clip | Sequence[Clip]]) -> tuple[SpokenSection, ...]:
    """The sections of `script` as they will be heard; `clips` are its paragraphs in order.

    A paragraph that is several clips is heard without a silence between them.
    Paragraphs and sections are set apart by a short silence unless the script has a pause there;
    a section's own silence stands at its end, so that a chapter starts with speech.
    """
    left = iter(clips)
    last = len(script.sections) - 1
    return tuple(
        SpokenSection(section.kind, section.heading, tuple(_heard(section, left, at == last)))
        for at, section in enumerate(script.sections)
    )


def _heard(
    section: Section, clips: Iterator[Clip | Sequence[Clip]], is_last: bool
) -> Iterator[Clip | Silence]:
    following: list[Part | None] = [*section.parts[1:], None]
    for part, after in zip(section.parts, following, strict=True):
        if isinstance(part, Pause):
            yield Silence(part.seconds)
            continue
        paragraph = next(clips)
        yield from (paragraph,) if isinstance(paragraph, Clip) else paragraph
        if after is None and not is_last:
            yield Silence(BETWEEN_SECTIONS)
        elif after is not None and not isinstance(after, Pause):
            yield Silence(BETWEEN_PARAGRAPHS)
