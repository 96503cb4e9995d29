"""SSML as a vendor reads it: parsed as XML, its tags known, its words and pauses timed."""

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from podcaster.text.pace import seconds_of

_RATES = {
    **{"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.5},
}
_TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
_XML = "{http://www.w3.org/XML/1998/namespace}"


class BadSsml(ValueError):
    """What is wrong with it, in the vendor's voice."""


@dataclass(frozen=True)
class Heard:
    """Words, their language and rate, and the silence after them."""

    text: str
    language: str
    rate: float
    pause: float = 0.0
    voice: str = ""


def parsed(ssml: str) -> ET.Element:
    """The root, which is `speak`."""
    if "<!DOCTYPE" in ssml or "<!ENTITY" in ssml:
        raise BadSsml("Document type declarations are not allowed")
    try:
        root = ET.fromstring(ssml)
    except ET.ParseError as error:
        raise BadSsml(f"Invalid SSML request: {error}") from error
    if name(root) != "speak":
        raise BadSsml(f"The root element is {name(root)}, not speak")
    return root


def name(element: ET.Element) -> str:
    """The tag without its namespace; a vendor's own keep a prefix, as in `mstts:express-as`."""
    space, _, local = element.tag.rpartition("}")
    if "mstts" in space:
        return f"mstts:{local}"
    return f"amazon:{local}" if "amazon" in space else local


def tags(root: ET.Element) -> set[str]:
    return {name(each) for each in root.iter()}


def words(root: ET.Element) -> str:
    return "".join(root.itertext())


def said(root: ET.Element, language: str, longest_break: float, rate: float = 1.0) -> list[Heard]:
    """All that is heard, in order; BadSsml for a rate or a break that no vendor takes."""
    own = root.get(f"{_XML}lang") or language
    return [each for each in _walk(root, own, rate, longest_break, "") if each.text or each.pause]


def seconds(heard: list[Heard], pace: float = 1.0) -> tuple[tuple[float, bool], ...]:
    """Lengths of speech and silence for the sound."""
    parts: list[tuple[float, bool]] = []
    for each in heard:
        length = seconds_of(each.text, each.language, each.rate) * pace
        if speakable(each.text):
            if parts and parts[-1][1]:
                length += parts.pop()[0]
            parts.append((round(length, 2), True))
        if each.pause:
            parts.append((each.pause, False))
    return tuple(parts)


def speakable(text: str) -> bool:
    return any(unicodedata.category(c)[0] in "LN" for c in text)


def rate_of(asked: str) -> float:
    """A rate of `prosody` as a factor: a word, `90%`, `+10%`, `-10%` or a number."""
    if asked in _RATES:
        return _RATES[asked]
    try:
        if asked.endswith("%"):
            number = float(asked[:-1])
            return 1 + number / 100 if asked[0] in "+-" else number / 100
        return float(asked)
    except ValueError:
        raise BadSsml(f"Invalid prosody rate {asked!r}") from None


def _walk(
    element: ET.Element, language: str, rate: float, longest: float, voice: str
) -> Iterator[Heard]:
    match name(element):
        case "break":
            yield Heard("", language, rate, _break(element, longest))
        case "prosody" if "rate" in element.attrib:
            rate *= rate_of(element.attrib["rate"])
        case "lang":
            language = element.get(f"{_XML}lang") or language
        case "voice":
            voice = element.get("name", "")
    if not 0.2 <= rate <= 4:
        raise BadSsml(f"The rate {rate:g} is out of range")
    yield Heard(element.text or "", language, rate, voice=voice)
    for child in element:
        yield from _walk(child, language, rate, longest, voice)
        yield Heard(child.tail or "", language, rate, voice=voice)


def _break(element: ET.Element, longest: float) -> float:
    strengths = {"none": 0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 0.75}
    asked = element.get("time")
    if asked is None:
        return strengths.get(element.get("strength", "medium"), 1.0)
    match = _TIME.fullmatch(asked)
    if match is None:
        raise BadSsml(f"Invalid break time {asked!r}")
    length = float(match[1]) / (1000 if match[2] == "ms" else 1)
    if length > longest:
        raise BadSsml(f"A break of {asked} is longer than {longest:g}s")
    return length
