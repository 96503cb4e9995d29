import pytest

from podcaster.script.figures import figures, months_named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,234 and 1.234 and 1'234", ["1234", "1234", "1234"]),
        ("1 234 réponses", ["1234"]),
        ("12,34,567", ["1234567"]),
        ("٣٤ و١٢٫٥", ["34", "12.5"]),
        ("३४ और ７", ["34", "7"]),
        ("A¼", ["1", "4"]),
    ],
)
def test_numbers_of_every_script_and_every_way_to_set_thousands_apart(
    text: str, found: list[str]
) -> None:
    assert [figure.readings[0] for figure in figures(text)] == found


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("76 percent", "percent"),
        ("76 %", "percent"),
        ("76 por ciento", "percent"),
        ("百分之76", "percent"),
        ("7６％", "percent"),
        ("8 percentage points", "points"),
        ("8 Prozentpunkte", "points"),
        ("8个百分点", "points"),
        ("6 fois", "times"),
        ("34 answers", "times"),
        ("in 1969", ""),
    ],
)
def test_a_figure_has_the_unit_that_stands_with_it(text: str, unit: str) -> None:
    [figure] = figures(text)
    assert figure.unit == unit


@pytest.mark.parametrize(
    "text", ["the last 7 days", "7 derniers jours", "14 Tage", "in 2 weeks", "7日間"]
)
def test_the_days_that_every_brief_covers_are_a_window(text: str) -> None:
    assert next(figures(text)).is_window


def test_spaces_may_also_part_two_numbers() -> None:
    [figure] = figures("level 5 100 words")
    assert figure.readings == ("5100", "5", "100")


@pytest.mark.parametrize(
    "text", ["December 7", "7. Dezember", "le 7 décembre", "7 de diciembre", "12月7日", "7 декабря"]
)
def test_months_are_known_by_their_names_in_many_languages(text: str) -> None:
    assert months_named(text) == {12}
