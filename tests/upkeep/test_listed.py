"""What the doctor finds of the ids on the skip list."""

from collections.abc import Collection, Sequence

from podcaster.domain.learner import LearnerId
from podcaster.upkeep.findings import Finding
from podcaster.upkeep.listed import MOST, found_by_id, listed_are_learners

LEARNERS = {LearnerId("", "41"), LearnerId("acme", "42")}


def finding(*listed: str, learners: Collection[LearnerId] = LEARNERS, is_all: bool = True):
    (found,) = listed_are_learners(frozenset(listed), learners, is_all=is_all)
    assert isinstance(found, Finding)
    return found


def test_ids_that_match_nobody_are_counted_by_id_and_by_tenant() -> None:
    found = finding("41", "acme/42", "other/42", "7")
    assert (found.verdict, found.said) == ("ok", "2 of 4 ids of the skip list match nobody")


def test_names_of_users_in_the_place_of_ids_are_a_warning_that_repeats_none() -> None:
    found = finding("41", "sarah", "acme/tom")
    assert found.verdict == "warning"
    assert found.said.startswith("2 of 3 ids of the skip list look like user names")
    assert "sarah" not in found.said + found.do


def test_where_ids_are_words_no_word_is_a_surprise() -> None:
    assert finding("sarah", learners={LearnerId("", "tom")}).verdict == "ok"


def test_nobody_is_missed_among_learners_that_were_not_all_looked_at() -> None:
    found = finding("41", "9999", is_all=False)
    assert found.said.startswith("1 of 2 ids of the skip list are among the first learners")


class Asked:
    """A source that notes what it was asked for."""

    def among(self, user_ids: Sequence[str]) -> Collection[LearnerId]:
        self.user_ids = user_ids
        return LEARNERS


def test_a_source_is_asked_for_ids_with_and_without_a_tenant_and_not_for_too_many() -> None:
    asked = Asked()
    assert found_by_id(asked, {"41", "acme/42"}) == LEARNERS
    assert asked.user_ids == ["41", "42", "acme/42"]
    found_by_id(asked, {str(number) for number in range(2 * MOST)})
    assert len(asked.user_ids) == MOST
