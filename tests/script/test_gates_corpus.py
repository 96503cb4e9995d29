"""Scripts as models write them: nearly all good ones may be spoken, nearly no bad one is.

A file of the corpus begins with lines of `key: value`, up to `---`:

    brief: full en      a morning and a language, or one of briefs.toml
    base: good/en-full  another file; sections given here take the place of those there
    note: ...           what is special about it
    swap: this => that  replaces words of the base, which must be there
    drop: lesson        leaves sections out
    order: ...          puts sections in another order, or says them twice
    before:, after:     what a model sends around the script
    cut: words          the end of what came; what would follow is lost
    times: 30           how often the section lesson is said
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from mornings import BRIEFS, full
from pydantic import TypeAdapter

from podcaster.domain.brief import Brief
from podcaster.domain.facts import Fact, Facts
from podcaster.errors import Rejected
from podcaster.script.gates import check
from podcaster.script.layout import parse
from podcaster.script.options import ScriptOptions

CORPUS = Path(__file__).parent / "corpus"
OPTIONS = ScriptOptions()
MOST_REJECTED, LEAST_CAUGHT = 0.02, 0.95
_HEADING = re.compile(r"^## (\w+)", re.MULTILINE)


def _files(kind: str) -> list[str]:
    return [path.relative_to(CORPUS).as_posix()[:-4] for path in sorted((CORPUS / kind).iterdir())]


@cache
def _read(name: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The keys of a file, in their order, and its text."""
    head, _, text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8").partition("\n---\n")
    keys = [line.partition(":")[::2] for line in head.splitlines()]
    return tuple((key, value.strip()) for key, value in keys), text


def sent(name: str) -> str:
    """What the model sends in the file `name`."""
    keys, text = _read(name)
    told = dict(keys)
    if "base" in told:
        text = _replaced(sent(told["base"]), _sections(text))
    for key, value in keys:
        text = _spoiled(text, key, value.replace("\\n", "\n"))
    return text


def _spoiled(text: str, key: str, value: str) -> str:
    match key:
        case "swap":
            old, new = value.split(" => ") if " => " in value else (value.removesuffix(" =>"), "")
            assert old in text, f"{old!r} is not there to be swapped"
            return text.replace(old, new)
        case "drop":
            return _joined({k: v for k, v in _sections(text).items() if k not in value.split()})
        case "order":
            sections = _sections(text)
            return "\n".join(sections[kind] for kind in ("", *value.split()))
        case "before":
            return f"{value}\n{text}"
        case "after":
            return f"{text.rstrip()}\n{value}\n"
        case "cut":
            return text[: text.index(value) + len(value)]
        case "times":
            sections = _sections(text)
            heading, _, lesson = sections["lesson"].partition("\n")
            return _joined({**sections, "lesson": f"{heading}\n{lesson * int(value)}"})
    return text


def _sections(text: str) -> dict[str, str]:
    """The parts of a text by the kind of their section; the title is under the empty one."""
    starts = [match.start() for match in _HEADING.finditer(text)]
    parts = [text[i:j] for i, j in zip([0, *starts], [*starts, len(text)], strict=True)]
    return {match[1] if (match := _HEADING.match(part)) else "": part for part in parts}


def _replaced(text: str, sections: dict[str, str]) -> str:
    own = {kind: part for kind, part in sections.items() if part.strip()}
    return _joined({**_sections(text), **own})


def _joined(sections: dict[str, str]) -> str:
    return "\n".join(sections.values())


@cache
def _learners() -> dict[str, dict[str, Any]]:
    return tomllib.loads((CORPUS / "briefs.toml").read_text(encoding="utf-8"))


def brief(name: str) -> Brief:
    """The brief that the file `name` was written for."""
    told = dict(_read(name)[0])
    if "brief" not in told:
        return brief(told["base"])
    morning, _, language = told["brief"].partition(" ")
    return BRIEFS[morning](language) if morning in BRIEFS else _own(morning)


@cache
def _own(learner: str) -> Brief:
    told = dict(_learners()[learner])
    last_week = told.pop("accuracy_last_week", None)
    base = full(told["language"])
    facts = Facts(accuracy_last_week=last_week and Fact(last_week, 20, "", "answers"))
    fields = {
        field: TypeAdapter(Brief.__annotations__[field]).validate_python(value)
        for field, value in told.items()
    }
    return replace(base, facts=facts, **fields)


def problems(name: str) -> tuple[str, ...]:
    """What is wrong with a script of the corpus, on the way that a model's reply takes."""
    asked = brief(name)
    try:
        script = parse(sent(name), asked.language)
    except Rejected as error:
        return (str(error),)
    return check(script, asked, OPTIONS)


def _wrongly_judged(kind: str) -> Iterator[str]:
    for name in _files(kind):
        found = problems(name)
        if bool(found) == (kind == "good"):
            yield f"{name}: {'; '.join(found) or 'no problem was found'}"


def test_the_corpus_is_large_enough_and_in_many_languages() -> None:
    for kind in ("good", "bad"):
        names = _files(kind)
        assert len(names) >= 66
        assert len({(sent(name), brief(name)) for name in names}) == len(names)
        assert {name.split("/")[1][:2] for name in names} >= {"en", "ja", "es", "fr", "de", "zh"}


def test_at_most_two_in_a_hundred_good_scripts_are_rejected() -> None:
    rejected = list(_wrongly_judged("good"))
    assert len(rejected) <= MOST_REJECTED * len(_files("good")), "\n".join(rejected)


def test_at_least_ninety_five_in_a_hundred_bad_scripts_are_caught() -> None:
    missed = list(_wrongly_judged("bad"))
    assert len(missed) <= (1 - LEAST_CAUGHT) * len(_files("bad")), "\n".join(missed)


def test_no_bad_script_is_caught_by_the_length_of_the_good_one_it_was_made_from() -> None:
    for name in _files("bad"):
        keys, found = dict(_read(name)[0]), problems(name)
        if "base" in keys and "times" not in keys and found:
            assert not all(problem.startswith("it lasts") for problem in found), name
