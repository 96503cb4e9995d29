"""How often an episode is tried, how long after a failure, and when that ends."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger.episodes import AT, DAY, brief_for, key_of, recorded_from, scripted_from

from podcaster.domain.episode import Opened
from podcaster.ledger.due import DUE, is_anything_due
from podcaster.ledger.ledger import Ledger, pause_after

TRIES = 3
MINUTES = [10, 20, 40, 80, 160, 160, 160]


def opened(ledger: Ledger, run_id: str, user: str = "42") -> Opened:
    return ledger.open_episode(brief_for(key_of(user)), run_id, AT)


def fail(ledger: Ledger, episode: Opened, *, at=AT, **kwargs: bool) -> bool:
    return ledger.fail(
        episode.id, stage="script", message="no answer", at=at, tries=TRIES, **kwargs
    )


@pytest.fixture
def given_up(ledger: Ledger, run_id: str) -> Opened:
    episode = opened(ledger, run_id)
    assert [fail(ledger, episode) for _ in range(TRIES)] == [False, False, True]
    return episode


def test_the_pause_is_ten_minutes_and_doubles_up_to_less_than_three_hours(
    ledger: Ledger, run_id: str
) -> None:
    episode = opened(ledger, run_id)
    pauses = []
    for _ in MINUTES:
        ledger.fail(episode.id, stage="script", message="no answer", at=AT)
        pauses.append((ledger.begun(episode.id).next_try_at - AT) / timedelta(minutes=1))
    assert pauses == MINUTES


@given(st.integers(1, 10_000))
def test_no_pause_is_shorter_than_the_one_before_it(failures: int) -> None:
    assert timedelta(minutes=10) <= pause_after(failures) <= pause_after(failures + 1)
    assert pause_after(failures + 1) <= 2 * pause_after(failures)


def test_after_its_last_try_an_episode_is_given_up_and_says_why(
    ledger: Ledger, given_up: Opened
) -> None:
    row = ledger.episode("42")
    assert (row.status, row.failures, row.next_try_at) == ("given_up", TRIES, None)
    assert row.error_message == "script: no answer"


def test_what_is_given_up_is_left_to_nobody_but_who_is_named(
    ledger: Ledger, given_up: Opened
) -> None:
    assert ledger.unfinished(DAY) == []
    assert ledger.served([given_up.key]) == {given_up.key}
    assert ledger.given_up("42", DAY) == [ledger.begun(given_up.id)]
    assert ledger.given_up("42", DAY + timedelta(days=1)) == ledger.given_up("4", DAY) == []
    assert ledger.given_up(None, DAY) == ledger.given_up("42", DAY)
    assert ledger.given_up(None, DAY + timedelta(days=1)) == []


def test_what_is_given_up_can_be_made_and_is_given_up_anew_if_that_fails(
    ledger: Ledger, given_up: Opened
) -> None:
    assert ledger.resume(given_up.id) == given_up
    assert fail(ledger, given_up)
    ledger.save(scripted_from(given_up), status="script_generated", at=AT)
    assert [each.id for each in ledger.unfinished(DAY)] == [given_up.id]


def test_what_is_pruned_cannot_be_made_any_more(ledger: Ledger, given_up: Opened) -> None:
    ledger.silence([given_up.id], AT)
    assert ledger.given_up("42", DAY) == []


def test_a_failure_that_does_not_count_begins_the_same_pause_anew_once_that_is_over(
    ledger: Ledger, run_id: str
) -> None:
    episode = opened(ledger, run_id)
    later = AT + timedelta(hours=1)
    for _ in range(TRIES - 1):
        assert not fail(ledger, episode)
        assert not fail(ledger, episode, counts=False, at=later)
    assert ledger.episode("42").failures == TRIES - 1
    assert ledger.begun(episode.id).next_try_at == later + timedelta(minutes=20)


def test_a_failure_that_does_not_count_leaves_a_next_try_that_is_to_come_where_it_is(
    ledger: Ledger, run_id: str
) -> None:
    episode = opened(ledger, run_id)
    fail(ledger, episode)
    fail(ledger, episode, counts=False, at=AT + timedelta(minutes=9))
    assert ledger.begun(episode.id).next_try_at == AT + timedelta(minutes=10)


def test_failures_of_others_lengthen_the_pause_and_are_none_of_the_tries(
    ledger: Ledger, run_id: str
) -> None:
    episode = opened(ledger, run_id)
    assert not any(fail(ledger, episode, is_own=False) for _ in range(2 * TRIES))
    assert ledger.begun(episode.id).next_try_at == AT + timedelta(minutes=160)
    assert [fail(ledger, episode) for _ in range(TRIES)] == [False, False, True]
    assert ledger.episode("42").failures == 3 * TRIES


def test_what_was_given_up_and_fails_by_others_now_is_to_be_finished_again(
    ledger: Ledger, given_up: Opened
) -> None:
    assert not fail(ledger, given_up, is_own=False)
    assert [each.id for each in ledger.unfinished(DAY)] == [given_up.id]


def test_a_recording_that_waits_for_its_store_is_never_given_up(
    ledger: Ledger, run_id: str
) -> None:
    recorded = recorded_from(opened(ledger, run_id))
    ledger.save(recorded, status="pending_upload", at=AT)
    assert not any(fail(ledger, recorded) for _ in range(2 * TRIES))
    assert [each.id for each in ledger.unfinished(DAY)] == [recorded.id]


@pytest.mark.parametrize(("minutes", "is_due"), [(9, False), (10, True), (11, True)])
def test_an_episode_is_due_again_when_its_pause_is_over(
    ledger: Ledger, path: Path, run_id: str, minutes: int, is_due: bool
) -> None:
    fail(ledger, opened(ledger, run_id))
    now = AT + timedelta(minutes=minutes)
    assert is_anything_due(path, AT - timedelta(days=2), now) == is_due


def test_nothing_is_due_that_is_too_old_given_up_or_not_there(
    ledger: Ledger, path: Path, run_id: str
) -> None:
    episode = opened(ledger, run_id)
    assert is_anything_due(path, AT, AT)
    assert not is_anything_due(path, AT + timedelta(days=1), AT)
    for _ in range(TRIES):
        fail(ledger, episode)
    assert not is_anything_due(path, AT, AT + timedelta(days=1))
    assert not is_anything_due(path.with_name("none.sqlite"), AT, AT)


def test_whether_anything_is_due_is_found_by_one_index(ledger: Ledger) -> None:
    plan = ledger._database.rows(f"EXPLAIN QUERY PLAN {DUE}", ["", ""])
    assert [row["detail"] for row in plan] == [
        "SEARCH episodes USING INDEX episodes_unserved (created_at>?)"
    ]
