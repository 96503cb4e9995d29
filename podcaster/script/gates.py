"""What a script must be before anything is spent on speaking it."""

import re
from collections.abc import Iterator

from podcaster.domain.brief import Brief
from podcaster.domain.script import SECTION_KINDS, Pause, Say, Script, Section, SectionKind
from podcaster.script.claims import Known, numbers, titles
from podcaster.script.naming import NAME_TOKEN
from podcaster.script.options import ScriptOptions
from podcaster.script.spans import in_own_language
from podcaster.script.speakable import ADDRESS, phrase
from podcaster.script.tongues import seems_to_be
from podcaster.script.values import plain
from podcaster.text.clean import clean_line
from podcaster.text.pace import RATE_OF_LEVEL, RATE_OF_SLOWER, seconds_of

SHORT_SECONDS = 60
_LONG_TEXT = 12  # a short one, such as the answer "the", is part of many words
# The mini-lesson may make up examples; the other sections speak of the learner.
_CHECKED: frozenset[SectionKind] = frozenset({"greeting", "focus", "practice", "encouragement"})
_MARKUP = re.compile(r"</?[a-z!]|[\[\]{}`]|\*\*|__|^#", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:host|narrator|speaker|presenter|voice)\b[^.!?]{0,12}:"
    r"|[(（]\s*(?:pause|music|intro|outro|laughs?|applause|sound|musik|musique|música|音楽|間)\b",
    re.IGNORECASE,
)


def check(script: Script, brief: Brief, options: ScriptOptions) -> tuple[str, ...]:
    """What is wrong with `script` for `brief`, each in one clause; empty where it may be spoken.

    The name token is allowed; a name is not known here.
    """
    known = Known(brief)
    problems = [
        *_shape(script),
        *_length(script, brief, options),
        *(problem for section in script.sections for problem in _marks(section, known)),
        *(problem for section in script.sections for problem in _claims(section, known)),
    ]
    if not seems_to_be(_own_words(script, known), brief.language):
        problems.append(f"it is not in the language {brief.language}")
    return tuple(dict.fromkeys(problems))


def duration(script: Script, brief: Brief) -> float:
    """About how many seconds `script` will last for this learner, pauses included."""
    rate = RATE_OF_LEVEL[brief.level]
    return script.pause_seconds + sum(
        seconds_of(say.text, script.language, rate * (RATE_OF_SLOWER if say.slower else 1))
        for say in script.said()
    )


def _shape(script: Script) -> Iterator[str]:
    kinds = tuple(section.kind for section in script.sections)
    if kinds != SECTION_KINDS:
        yield f"its sections are {', '.join(kinds) or 'none'} instead of {', '.join(SECTION_KINDS)}"
    for section in script.sections:
        if not any(isinstance(part, Say) for part in section.parts):
            yield f"the section {section.kind} says nothing"
        if any(isinstance(part, Pause) and part.seconds <= 0 for part in section.parts):
            yield f"the section {section.kind} has an empty pause"


def _length(script: Script, brief: Brief, options: ScriptOptions) -> Iterator[str]:
    shortest, longest = (minutes * 60 for minutes in options.minutes)
    if plain(brief)["thin"]:
        shortest = min(shortest, SHORT_SECONDS)
    seconds = duration(script, brief)
    if not shortest <= seconds <= longest:
        yield f"it lasts about {seconds:.0f} s, not {shortest:.0f} to {longest:.0f} s"


def _marks(section: Section, known: Known) -> Iterator[str]:
    for text in (section.heading, *(part.text for part in section.parts if isinstance(part, Say))):
        said = text.replace(NAME_TOKEN, "Name")
        if _MARKUP.search(said):
            yield f"the section {section.kind} holds markup"
        elif said != clean_line(said, len(said)):
            yield f"the section {section.kind} holds doubled spaces or what cannot be spoken"
        if ADDRESS.search(said):
            yield f"the section {section.kind} holds an address"
        # A question of the learner's may well begin with "Speaker A:".
        if (label := _LABEL.search(said)) and not known.has_title(label[0]):
            yield f"the section {section.kind} holds a label or a stage direction"


def _claims(section: Section, known: Known) -> Iterator[str]:
    if section.kind not in _CHECKED:
        return
    for part in section.parts:
        if isinstance(part, Say):
            for number in numbers(part.text):
                if not known.has_number(number):
                    yield f"the section {section.kind} says {number}, which is not in the brief"
            for title in titles(part.text):
                if not known.has_title(title):
                    yield f"the section {section.kind} quotes what is not in the brief: {title}"


def _own_words(script: Script, known: Known) -> str:
    """What the script says apart from marked words and the learner's texts in other languages."""
    said = [say for say in script.said() if not known.has_title(phrase(say.text))]
    own = [in_own_language(say, script.language) for say in said]
    if 2 * sum(map(len, own)) < sum(len(say.text) for say in said):
        own = [say.text for say in said]  # marked or not, it is the language of the script
    text = "\n".join(own).replace(NAME_TOKEN, "")
    # The longest first: a shorter one may be how a longer one begins.
    for quoted in sorted(set(titles(text)), key=len, reverse=True):
        text = text.replace(quoted, " ") if known.has_title(quoted) else text
    for each in sorted(known.texts, key=len, reverse=True):
        text = text.replace(each, " ") if len(each) >= _LONG_TEXT else text
    return text
