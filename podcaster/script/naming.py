"""The learner's name, put in here as the last act: no model and no template has seen it."""

import re
from collections.abc import Callable
from dataclasses import replace

from podcaster.domain.script import Part, Say, Script, Section
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


def with_name(script: Script, name: str) -> Script:
    """`script` with `name` wherever the token stands; without a name the token goes gracefully."""
    if name:
        return _changed(script, lambda text: text.replace(NAME_TOKEN, name))
    language = base(script.language)
    return _changed(script, lambda text: _without_name(text, language))


def _changed(script: Script, change: Callable[[str], str]) -> Script:
    def part(part: Part) -> Part:
        return replace(part, text=change(part.text)) if isinstance(part, Say) else part

    def section(section: Section) -> Section:
        parts = tuple(part(each) for each in section.parts)
        spoken = tuple(each for each in parts if each != Say("") and each != Say("", slower=True))
        return replace(section, heading=change(section.heading), parts=spoken)

    return replace(
        script, title=change(script.title), sections=tuple(section(s) for s in script.sections)
    )


def _without_name(text: str, language: str) -> str:
    if NAME_TOKEN not in text:
        return text
    text = _VOCATIVE_BEFORE.sub("", text)
    if language in _HONORIFIC:
        text = re.sub(_TOKEN + _HONORIFIC[language], "", text)
    text = _AT_START.sub(lambda match: match[1] + match[2].upper(), text)
    return " ".join(_ANYWHERE.sub("", text).split())
