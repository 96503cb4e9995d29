# quotation marks of many languages are meant as they stand
from dataclasses import replace

import pytest
from mornings import full

from podcaster.domain.brief import Goal
from podcaster.script.claims import Known, titles
from podcaster.script.figures import figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You gave 34 answers.", ["34"]),
        ("That is 1,234 or 3.5 or 3,5", ["1234", "3.5", "3,5"]),
        ("３４回と12％", ["34", "12"]),
        ("On page 007", ["7"]),
        ("no figures, only two words", []),
    ],
)
def test_numbers_are_found_however_they_are_written(text: str, found: list[str]) -> None:
    assert [figure.readings[0] for figure in figures(text)] == found


@pytest.mark.parametrize(
    "text", ["“a b” and “c”", "„a b“ und „c“", "« a b » et « c »", "「a b」と『c』", '"a b", "c"']
)
def test_titles_are_found_in_the_quotation_marks_of_every_language(text: str) -> None:
    assert list(titles(text)) == ["a b", "c"]


def is_known(number: str, known: Known) -> bool:
    (figure,) = figures(number)
    return known.has(figure, number)


def test_the_numbers_of_a_brief_are_known_and_no_others() -> None:
    known = Known(full("en"))
    for told in ("34", "26", "76", "8", "55", "11", "41", "63", "7", "5", "68"):
        assert is_known(told, known)
    for made_up in ("35", "9071", "2025", "33"):
        assert not is_known(made_up, known)


def test_a_number_in_a_title_is_known() -> None:
    brief = replace(full("en"), goal=Goal(kind="recommended", title="TOEIC 600 in 12 weeks"))
    assert is_known("600", Known(brief))


def test_a_title_is_known_whatever_its_quotation_marks() -> None:
    brief = replace(full("en"), goal=Goal(kind="recommended", title='The "have" trap'))
    known = Known(brief)
    assert known.has_title("The 'have' trap")
    assert known.has_title("the have trap")
    assert not known.has_title("The had trap")
