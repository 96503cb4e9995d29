"""One learner is found without more being read than has to be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import Misused
from podcaster.pipeline.seeking import OneLearner, seek

NORTH, SOUTH = LearnerId("north", "42"), LearnerId("south", "42")


@dataclass
class Rows:
    """A source that finds one learner by their id, as a database does."""

    ids: Sequence[LearnerId]
    bad: Sequence[BadRecord] = ()
    name: str = "rows"
    read: list[LearnerId] = field(default_factory=list)

    def pages(self, size: int, user_id: str | None = None) -> Iterator[OneLearner]:
        for each in self.ids:
            if user_id in (None, each.user_id):
                self.read.append(each)
                known = Activity(courses=(each.tenant,))
                yield OneLearner(self.name, Learner(id=each), known, bad=self.bad)


def test_the_source_is_asked_for_that_learner_alone() -> None:
    rows = Rows([LearnerId("", "41"), NORTH, LearnerId("", "43")])
    found = seek(rows, "42", None, 100)
    assert (found.learner.id, found.activity.courses) == (NORTH, ("north",))
    assert rows.read == [NORTH]


def test_one_of_several_tenants_has_to_be_named() -> None:
    with pytest.raises(Misused, match=r"several tenants \('north', 'south'\): add --tenant"):
        seek(Rows([SOUTH, NORTH]), "42", None, 100)
    assert seek(Rows([SOUTH, NORTH]), "42", "south", 100).learner.id == SOUTH


def test_a_second_record_of_one_learner_makes_no_second_learner() -> None:
    assert seek(Rows([NORTH, NORTH]), "42", None, 100).learner.id == NORTH


def test_who_is_not_there_is_named_with_what_could_not_be_read() -> None:
    with pytest.raises(Misused, match=r"no learner '42' of tenant 'east' in rows$"):
        seek(Rows([NORTH]), "42", "east", 100)
    bad = [BadRecord(3, "plan", "is not text")]
    with pytest.raises(Misused, match=r"in rows; 1 records there could not be read"):
        seek(Rows([NORTH], bad=bad), "42", "east", 100)
