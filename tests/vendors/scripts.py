"""A script in each of seven languages that holds for any learner: it claims nothing."""

import re
from functools import cache
from itertools import count, product
from pathlib import Path

from vendors.settings import Asked, Writer

LANGUAGES = ("en", "ja", "es", "fr", "de", "zh", "ko")
_NAME = re.compile(r"<([^<>]*)>")
_PARAGRAPH = re.compile(r"^((?!#|\[pause).+)$", re.MULTILINE)
_MANNERS = (
    *("calmly", "slowly", "softly", "clearly", "gently", "quietly", "warmly", "firmly"),
    *("simply", "freely", "kindly", "boldly", "plainly", "brightly", "steadily", "easily"),
)
_TAG = re.compile(r"\(([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)")


def canned(asked: Asked) -> str:
    """The script of the language that is asked for; English where there is none."""
    return script_in(asked.language, named=asked.named)


def never_the_same() -> Writer:
    """English scripts of which no two have a paragraph in common, so that no clip is shared."""
    numbers = count()
    manners = list(product(_MANNERS, repeat=3))

    def write(asked: Asked) -> str:
        a, b, c = manners[next(numbers) % len(manners)]
        added = f" Say it {a}, {b} and {c}."
        return _PARAGRAPH.sub(rf"\1{added}", script_in("en", named=asked.named))

    return write


@cache
def script_in(language: str, *, named: bool = True) -> str:
    base = language.partition("-")[0].lower()
    path = Path(__file__).parent / "scripts" / f"{base if base in LANGUAGES else 'en'}.txt"
    return _NAME.sub(r"\1" if named else "", path.read_text(encoding="utf-8"))


def language_of(system: str) -> str:
    """The language tag that a system prompt names in brackets."""
    tags = _TAG.findall(system)
    return tags[0] if tags else "en"


def asked_of(provider: str, model: str, system: str, turns: list[tuple[str, str]]) -> Asked:
    return Asked(
        provider, model, system, tuple(turns), language_of(system), named="{name}" in system
    )
