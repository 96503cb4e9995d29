"""A script in each of seven languages that holds for any learner: it claims nothing."""

import re
from functools import cache
from pathlib import Path

from vendors.settings import Asked

LANGUAGES = ("en", "ja", "es", "fr", "de", "zh", "ko")
_NAME = re.compile(r"<([^<>]*)>")
_TAG = re.compile(r"\(([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)")


def canned(asked: Asked) -> str:
    """The script of the language that is asked for; English where there is none."""
    return script_in(asked.language, named=asked.named)


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
