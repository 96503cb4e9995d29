"""Why an episode is about what it is about, in words for developers."""

import pytest

from podcaster.cli.reasons import because
from podcaster.domain.brief import Focus


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        (1, "1 of its questions was missed and not answered right since"),
        (3, "3 of its questions were missed and not answered right since"),
        (None, "some of its questions were missed and not answered right since"),
    ],
)
def test_missed_questions_are_counted_in_good_english(missed: int | None, expected: str) -> None:
    assert because(Focus(topic="Verbs", why="missed_questions", missed=missed)) == expected
