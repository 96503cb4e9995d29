"""The learner's name, put in here as the last act: no model and no template has seen it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from podcaster.domain.script import Say, Script, Section
from podcaster.script.spans import Edit, edited
from podcaster.text.languages import base

NAME_TOKEN = "{name}"

_TOKEN = re.escape(NAME_TOKEN)
_HONORIFIC = {
    "ja": r"(?:さん|様|さま|くん|君|ちゃん|先輩)?(?:[、，,]|[はがもにへをと][、，]?|の)?",
    "zh": r"(?:同学|先生|女士)?(?:[，、,]|的)?",
    "ko": r"\s?(?:님|씨)?(?:[은는이가의께]|,)?",
}
_VOCATIVE_BEFORE = re.compile(
    rf"[,、，]\s*{_TOKEN}(?:さん|様|さま|くん|君|ちゃん|님|씨)?(?=\s*(?:[.!?…。！？,、，]|$))"
)
_AT_START = re.compile(rf"(^|[.!?…:]\s+|[¡¿«“„]\s?){_TOKEN}(?:['’]s)?\s*[,:]?\s*(\w?)")
_ANYWHERE = re.compile(rf"\s?{_TOKEN}(?:['’]s?(?=\s))?")
_SPACES = re.compile(r"\s+")


def with_name(script: Script, name: str) -> Script:
    """`script` with `name` wherever the token stands; without a name the token goes gracefully.

    What is stressed or in another language stays so.
    """
    if name:
        return _changed(script, lambda say: edited(say, _each(re.compile(_TOKEN), say, name)))
    language = base(script.language)
    return _changed(script, lambda say: _without_name(say, language))


def _changed(script: Script, change: Callable[[Say], Say]) -> Script:
    def text(text: str) -> str:
        return change(Say(text)).text

    def section(section: Section) -> Section:
        parts = (change(part) if isinstance(part, Say) else part for part in section.parts)
        spoken = tuple(part for part in parts if not isinstance(part, Say) or part.text)
        return replace(section, heading=text(section.heading), parts=spoken)

    return replace(
        script, title=text(script.title), sections=tuple(section(s) for s in script.sections)
    )


def _without_name(say: Say, language: str) -> Say:
    if NAME_TOKEN not in say.text:
        return say
    say = edited(say, _each(_VOCATIVE_BEFORE, say))
    if language in _HONORIFIC:
        say = edited(say, _each(re.compile(_TOKEN + _HONORIFIC[language]), say))
    say = edited(say, _capitals(say))
    say = edited(say, _each(_ANYWHERE, say))
    return edited(say, _folds(say))


def _each(pattern: re.Pattern[str], say: Say, text: str = "") -> Iterator[Edit]:
    return (Edit(match.start(), match.end(), text) for match in pattern.finditer(say.text))


def _capitals(say: Say) -> Iterator[Edit]:
    """The token at the start of a sentence goes, and the next letter begins it."""
    for match in _AT_START.finditer(say.text):
        yield Edit(match.end(1), match.start(2), "")
        yield Edit(match.start(2), match.end(2), match[2].upper())


def _folds(say: Say) -> Iterator[Edit]:
    """White space becomes one space, and none at the ends."""
    for match in _SPACES.finditer(say.text):
        is_inside = match.start() > 0 and match.end() < len(say.text)
        yield Edit(match.start(), match.end(), " " if is_inside else "")
