"""What a script must be before anything is spent on speaking it."""

import re
from collections.abc import Iterator

from podcaster.domain.brief import Brief
from podcaster.domain.script import SECTION_KINDS, Pause, Say, Script, Section, SectionKind
from podcaster.script.claims import Known, titles, unfounded, unquoted
from podcaster.script.endings import is_unfinished, repeated
from podcaster.script.leftovers import guessed_name, is_direction, leftovers
from podcaster.script.naming import NAME_TOKEN
from podcaster.script.options import ScriptOptions
from podcaster.script.phrases import phrases
from podcaster.script.spans import in_own_language
from podcaster.script.speakable import ADDRESS, is_plain, phrase
from podcaster.script.tongues import Sample
from podcaster.script.values import plain
from podcaster.script.work_claims import claims_of_work
from podcaster.text.clean import clean_line
from podcaster.text.pace import RATE_OF_LEVEL, RATE_OF_SLOWER, seconds_of

SHORT_SECONDS = 60
_FAR_TOO_LONG = 3  # times the limit: nothing else needs to be looked for
_LONG_TEXT = 12  # a short one, such as the answer "the", is part of many words
_ENOUGH_TO_JUDGE = 80  # characters
# The mini-lesson may make up examples; the other sections speak of the learner.
_SPEAKS_OF_THE_LEARNER: frozenset[SectionKind] = frozenset(
    {"greeting", "focus", "practice", "encouragement"}
)
_HOLDS_EXAMPLES: frozenset[SectionKind] = frozenset({"focus", "lesson", "practice"})
_MARKUP = re.compile(r"</?[a-z!]|[\[\]{}`]|\*\*|__|^#", re.IGNORECASE)
_MAYBE_ADDRESS = re.compile(r"@|tps?:|\.\w", re.IGNORECASE)  # far quicker


def check(script: Script, brief: Brief, options: ScriptOptions) -> tuple[str, ...]:
    """What is wrong with `script` for `brief`, each in one clause; empty where it may be spoken.

    The name token is allowed; a name is not known here.
    """
    seconds = duration(script, brief)
    problems = [*_shape(script), *_length(seconds, brief, options)]
    if seconds > _FAR_TOO_LONG * options.minutes[1] * 60:
        return tuple(problems)
    known = Known(brief)
    for section in script.sections:
        found = (
            *_marks(section, known),
            *_phrases(section, known),
            *_claims(section, known, brief.language),
        )
        problems += [f"the section {section.kind} {problem}" for problem in found]
    problems += [*_language(script, known, brief.language), *_ending(script, known)]
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
        if not _said(section):
            yield f"the section {section.kind} says nothing"
        if any(isinstance(part, Pause) and part.seconds <= 0 for part in section.parts):
            yield f"the section {section.kind} has an empty pause"


def _length(seconds: float, brief: Brief, options: ScriptOptions) -> Iterator[str]:
    shortest, longest = (minutes * 60 for minutes in options.minutes)
    if SHORT_SECONDS <= seconds < shortest and plain(brief)["thin"]:
        shortest = SHORT_SECONDS
    if not shortest <= seconds <= longest:
        yield f"it lasts about {seconds:.0f} s, not {shortest:.0f} to {longest:.0f} s"


def _marks(section: Section, known: Known) -> Iterator[str]:
    for text in (section.heading, *(say.text for say in _said(section))):
        said = text.replace(NAME_TOKEN, "Name")
        if _MARKUP.search(said):
            yield "holds markup"
        elif not is_plain(said) and said != clean_line(said, len(said)):
            yield "holds doubled spaces or what cannot be spoken"
        if _MAYBE_ADDRESS.search(said) and ADDRESS.search(said):
            yield "holds an address"
        # A question of the learner's may well begin with "Speaker A:".
        yield from (what for what, words in leftovers(text) if not known.has_title(words))
    if any(is_direction(say, span) for say in _said(section) for span in say.spans):
        yield "holds a label or a stage direction"


def _phrases(section: Section, known: Known) -> Iterator[str]:
    text = "\n".join(say.text for say in _said(section))
    for problem, words in phrases(text, in_lesson=section.kind == "lesson"):
        if not known.has_title(words):
            yield f"{problem}: {words}"
    for say in _said(section):
        name = guessed_name(say.text) and guessed_name(unquoted(say.text))
        if name and not known.has_title(name):
            yield "calls the learner by a name that is not the token for it"


def _claims(section: Section, known: Known, language: str) -> Iterator[str]:
    for say in _said(section):
        if section.kind in _SPEAKS_OF_THE_LEARNER:
            yield from unfounded(say.text, known, examples=section.kind in _HOLDS_EXAMPLES)
        else:
            yield from claims_of_work(say.text, language, known)


def _language(script: Script, known: Known, language: str) -> Iterator[str]:
    own = [_own_words(section, known, language) for section in script.sections]
    samples = [Sample(text) for text in own]
    if not sum(samples, Sample("")).seems_to_be(language):
        yield f"it is not in the language {language}"
        return
    for section, text, sample in zip(script.sections, own, samples, strict=True):
        if len(text) >= _ENOUGH_TO_JUDGE and sample.turns_away_from(language):
            yield f"the section {section.kind} is not in the language {language}"


def _own_words(section: Section, known: Known, language: str) -> str:
    """What a section says apart from marked words and the learner's texts in other languages."""
    said = [say for say in _said(section) if not known.has_title(phrase(say.text))]
    own = [in_own_language(say, language) for say in said]
    if 2 * sum(map(len, own)) < sum(len(say.text) for say in said):
        own = [say.text for say in said]  # marked or not, it is the language of the script
    text = "\n".join(own).replace(NAME_TOKEN, "")
    if section.kind in _HOLDS_EXAMPLES:
        text = unquoted(text)
    # The longest first: a shorter one may be how a longer one begins.
    for quoted in sorted(set(titles(text)), key=len, reverse=True):
        text = text.replace(quoted, " ") if known.has_title(quoted) else text
    for each in sorted(known.texts, key=len, reverse=True):
        text = text.replace(each, " ") if len(each) >= _LONG_TEXT else text
    return text


def _ending(script: Script, known: Known) -> Iterator[str]:
    last = _said(script.sections[-1])[-1:] if script.sections else []
    if last and is_unfinished(last[0].text, script.language) and not known.has_title(last[0].text):
        yield "its last sentence is not finished"
    for sentence in repeated(script):
        if not known.has_title(sentence):
            yield f"it says the same again and again: {sentence[:60]}"


def _said(section: Section) -> list[Say]:
    return [part for part in section.parts if isinstance(part, Say)]
