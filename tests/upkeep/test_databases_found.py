"""What the doctor finds of learners in a database, of their plans, plays and skip list."""

import types
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from podcaster.domain.learner import Learner, LearnerId
from podcaster.errors import Misused, PodcasterError, SourceUnreadable
from podcaster.sources.database.absence import Absent
from podcaster.sources.database.prepared import Loss, Preparation
from podcaster.sources.options import PlanOptions
from podcaster.speech.options import SpeechOptions
from podcaster.upkeep.findings import Finding
from podcaster.upkeep.learners import RECORDS, learners_can_be_read, skip_list_can_be_read
from podcaster.upkeep.plans_named import Wanted

LOSS = Loss("recommended", "there is no table matches", ("episodes recommend nothing",))
DOWN = SourceUnreadable("the database postgresql://db/shop cannot be reached; start it")


@dataclass(frozen=True)
class Pages:
    """What is read at once."""

    learners: Sequence[Learner]
    bad = ()
    duplicates = 0
    warnings = types.MappingProxyType({})


@dataclass
class ShopDatabase:
    """A database of learners 0, 1, 2... with these plans."""

    plans: Sequence[str] = ("premium", "", "")
    losses: tuple[Loss, ...] = ()
    absent: tuple[Absent, ...] = ()
    error: PodcasterError | None = None
    plays_are_known: bool = False
    asked: int = 0
    name = "postgresql://db/shop"

    def examined(self) -> Preparation:
        if self.error:
            raise self.error
        return Preparation(queries={}, losses=self.losses, absent=self.absent)

    def first(self, count: int) -> Pages:
        self.asked += 1
        people = enumerate(self.plans[:count])
        return Pages([self._learner(number, plan) for number, plan in people])

    def pages(self, size: int, user_id: str | None = None):
        raise AssertionError("everybody was asked for")

    def _learner(self, number: int, plan: str) -> Learner:
        who = LearnerId("", str(number))
        return Learner(id=who, plan=plan, plays_are_known=self.plays_are_known)


@dataclass
class Around:
    """A source that puts something right in what another one reads."""

    source: ShopDatabase

    @property
    def name(self) -> str:
        return self.source.name

    def pages(self, size: int, user_id: str | None = None):
        return self.source.pages(size, user_id)

    def first(self, count: int) -> Pages:
        return self.source.first(count)


def found(source, **wanted: object) -> dict[str, Finding]:
    """The findings by what they are about; of the source itself the last."""
    return {each.about: each for each in learners_can_be_read(source, wanted=Wanted(**wanted))}


def test_a_database_that_answers_is_named_without_a_look_at_everybody():
    database = ShopDatabase()
    (answers, read, plans) = learners_can_be_read(database, wanted=Wanted())
    assert answers.verdict == read.verdict == plans.verdict == "ok"
    assert answers.said.startswith("postgresql://db/shop answers")
    assert read.said == "all 3 records of postgresql://db/shop can be read"
    assert database.asked == 1


def test_of_many_learners_only_the_first_are_read():
    database = ShopDatabase(plans=[""] * (2 * RECORDS))
    assert f"the first {RECORDS} records" in found(database)["source"].said


def test_what_a_query_costs_is_a_warning_with_what_to_do():
    loss = found(ShopDatabase(losses=(LOSS,)))["query recommended"]
    assert loss.verdict == "warning"
    assert loss.said == LOSS.sentence
    assert "there is no table matches" in loss.said
    assert loss.do.endswith("name your own recommended in [learners.query]")


def test_a_column_that_was_once_there_is_a_warning_and_one_that_never_was_is_none():
    absent = (
        Absent("auth_user.is_active", "everybody counts as active", is_told=True),
        Absent("users_profile.locale", "nobody's language is taken from it", is_told=False),
    )
    findings = found(ShopDatabase(absent=absent))
    told = findings["column auth_user.is_active"]
    assert (told.verdict, told.said) == ("warning", absent[0].sentence)
    assert "let podcaster read is_active" in told.do
    assert findings["columns"].verdict == "ok"
    assert findings["columns"].said.endswith(": users_profile.locale")


@pytest.mark.parametrize(
    "error", [DOWN, Misused("the query plans in plans.sql returns no column plan; return it")]
)
def test_a_database_that_cannot_be_read_is_one_failure_and_is_left_alone(error):
    database = ShopDatabase(error=error)
    (finding,) = learners_can_be_read(database, wanted=Wanted())
    assert finding.verdict == "failure"
    assert str(error) == f"{finding.said}; {finding.do}"
    assert database.asked == 0


def test_a_database_is_found_whatever_is_laid_around_it():
    findings = found(Around(ShopDatabase(losses=(LOSS,))))
    assert findings["query recommended"].verdict == "warning"
    assert findings["plans"].said == "of all 3: 2 free, 1 premium"


def test_a_plan_that_is_none_is_a_warning_with_what_it_is_served_as():
    plans = found(ShopDatabase(plans=("gold", "gold", "premium", "")))["plans"]
    assert plans.verdict == "warning"
    assert plans.said == (
        "2 of 4 learners have a plan that nobody knows, such as 'gold': they are served as free"
    )


def test_an_alias_is_a_plan():
    speech = SpeechOptions(aliases={"gold": "premium"})
    plans = found(ShopDatabase(plans=("gold", "")), speech=speech)["plans"]
    assert (plans.verdict, plans.said) == ("ok", "of all 2: 1 premium, 1 free")


def test_a_source_of_plans_that_has_none_is_a_warning():
    empty = ShopDatabase(plans=("", ""))
    plans = found(empty, plan=PlanOptions(taken_from="group"))["plans"]
    assert plans.verdict == "warning"
    assert "taken_from = 'group'" in plans.said
    assert found(empty)["plans"].verdict == "ok"


@pytest.mark.parametrize(("known", "verdict"), [(True, "ok"), (False, "warning")])
def test_a_pause_needs_a_source_that_knows_what_was_played(known, verdict):
    database = ShopDatabase(plays_are_known=known)
    assert found(database, pause_after_unheard=3)["plays"].verdict == verdict
    assert "plays" not in found(database)


def test_a_skip_list_that_is_named_has_to_be_there(tmp_path):
    (missing,) = skip_list_can_be_read(tmp_path / "skip.txt")
    assert missing.verdict == "failure"
    (tmp_path / "skip.txt").write_text("1\n2 # asked on Monday\n")
    (there,) = skip_list_can_be_read(tmp_path / "skip.txt")
    assert (there.verdict, there.said.endswith("names 2 learners")) == ("ok", True)
    assert list(skip_list_can_be_read(None)) == []
