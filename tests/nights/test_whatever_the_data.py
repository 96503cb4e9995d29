"""From any learner's record to the template script: nothing is said that the record does not hold.

What is known is worked out here once more, so that the gates do not judge themselves.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import DAY, activities, learners, zones

from podcaster.briefing.brief import make_brief
from podcaster.domain.brief import Brief
from podcaster.domain.learner import LearnerId
from podcaster.domain.script import Script
from podcaster.script.options import ScriptOptions
from podcaster.script.prompts import Prompts
from podcaster.script.template import TemplateWriter

WRITER = TemplateWriter(Prompts(), ScriptOptions())
TENANT, USER = "tenant-77x", "user-4711-abc"
QUOTED = re.compile("“([^”]*)”|„([^“]*)“|«([^»]*)»|「([^」]*)」")
PERCENT = re.compile(
    r"(\d+)\s*(?:(?:percent|por ciento|pour cent|Prozent)\b|パーセント|퍼센트(?!포인트))"
    r"|百分之(\d+)"
)
MARKS = re.compile(r"[{}\[\]`]|</?\w|\*\*|__|^#|  |^ | $")
VALUES = re.compile(r"\b(?:undefined|None|null|nan|True|False)\b", re.IGNORECASE)
"""How a program writes what nobody has given a value, and no word of a template."""
OWN = {
    "en": ("Today's focus", "Goal for tomorrow", "Thank you for listening"),
    "ja": ("今日のテーマ", "明日の目標", "聞いてくださって、ありがとうございました"),
    "es": ("El tema de hoy", "La meta de mañana", "Gracias por escuchar"),
    "fr": ("Le thème du jour", "L'objectif de demain", "Merci de ton écoute"),
    "de": ("Das Thema heute", "Das Ziel für morgen", "Danke fürs Zuhören"),
    "zh": ("今天的主题", "明天的小目标", "谢谢你的收听"),
    "ko": ("오늘의 주제", "내일의 목표", "들어 주셔서 고마워요"),
}
"""Two headings of each language's template, and how it ends."""

tried = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
in_every_language = pytest.mark.parametrize("language", OWN)
learner_records = st.tuples(learners(DAY), activities(DAY), zones())


def told(record: tuple, language: str) -> tuple[Brief, Script]:
    """The brief for a record, and the script that the template makes of it."""
    learner, activity, zone = record
    learner = replace(learner, id=LearnerId(TENANT, USER))
    brief = make_brief(learner, activity, day=DAY, zone=zone, plan="premium", language=language)
    return brief, WRITER.answer(brief, lambda _: None).script


def lines(script: Script) -> Iterator[str]:
    """Everything of a script that is shown or spoken."""
    yield script.title
    for section in script.sections:
        yield section.heading
    yield from (say.text for say in script.said())


def leaves(value: object) -> Iterator[object]:
    """Whatever stands in a brief; not its key and plan, nor when something was."""
    if is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if each.name not in ("key", "plan", "language", "window", "source"):
                yield from leaves(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    elif not isinstance(value, datetime):
        yield value


def letters(text: str) -> str:
    """The letters and digits alone, so that marks and spaces make no difference."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def digits(text: str) -> set[str]:
    return set(re.findall(r"\d+", unicodedata.normalize("NFKC", text)))


def known_numbers(brief: Brief) -> set[str]:
    found = list(leaves(brief))
    spelt = {number for each in found if isinstance(each, str) for number in digits(each)}
    return spelt | {str(abs(each)) for each in found if type(each) is int}


def percentages(brief: Brief) -> set[str]:
    of_focus = [brief.focus.accuracy_percent, brief.focus.retention_percent] if brief.focus else []
    of_week = [brief.progress.accuracy_percent] if brief.progress else []
    return {
        str(each) for each in (*of_focus, *of_week, *(i.retention_percent for i in brief.review))
    }


@in_every_language
@given(learner_records)
@tried
def test_every_number_in_digits_stands_in_the_brief(language: str, record: tuple) -> None:
    brief, script = told(record, language)
    known = known_numbers(brief)
    for line in lines(script):
        assert digits(line) <= known


@in_every_language
@given(learner_records)
@tried
def test_every_percentage_is_one_that_was_measured(language: str, record: tuple) -> None:
    brief, script = told(record, language)
    said = {max(found) for line in lines(script) for found in PERCENT.findall(line)}
    assert said <= percentages(brief)


@in_every_language
@given(learner_records)
@tried
def test_every_quoted_title_stands_in_the_brief(language: str, record: tuple) -> None:
    brief, script = told(record, language)
    known = [letters(each) for each in leaves(brief) if isinstance(each, str)]
    for match in (match for line in lines(script) for match in QUOTED.finditer(line)):
        quoted = letters("".join(filter(None, match.groups())))
        assert any(quoted in each for each in known), match[0]


@pytest.mark.servers
@in_every_language
@given(learner_records)
@settings(tried, max_examples=500)
def test_five_hundred_learners_are_told_only_what_is_known_of_them(
    language: str, record: tuple
) -> None:
    brief, script = told(record, language)
    known = [letters(each) for each in leaves(brief) if isinstance(each, str)]
    for line in lines(script):
        assert digits(line) <= known_numbers(brief)
        for match in QUOTED.finditer(line):
            quoted = letters("".join(filter(None, match.groups())))
            assert any(quoted in each for each in known), match[0]


@in_every_language
@given(learner_records)
@tried
def test_it_is_free_of_ids_markup_placeholders_and_doubled_spaces(
    language: str, record: tuple
) -> None:
    _, script = told(record, language)
    for line in lines(script):
        assert USER not in line
        assert TENANT not in line
        assert not MARKS.search(line)


@in_every_language
@given(learner_records)
@tried
def test_what_has_no_value_is_not_spoken(language: str, record: tuple) -> None:
    brief, script = told(record, language)
    assume(not any(VALUES.search(each) for each in leaves(brief) if isinstance(each, str)))
    for line in lines(script):
        assert not VALUES.search(line)


@in_every_language
@given(learner_records)
@tried
def test_it_is_made_from_the_template_of_its_language_alone(language: str, record: tuple) -> None:
    _, script = told(record, language)
    text = "\n".join(lines(script))
    assert [each for each in OWN if all(phrase in text for phrase in OWN[each])] == [language]
    assert [each for each in OWN if OWN[each][-1] in text] == [language]
