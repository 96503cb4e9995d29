"""Every request is remembered, whatever becomes of it."""

import pytest

from podcaster.domain.attempt import Attempt
from podcaster.errors import Conflict, Deferred, Rejected
from podcaster.remote.attempting import attempting


def test_an_answer_is_recorded_with_what_it_used():
    seen: list[Attempt] = []
    with attempting(seen.append, stage="script", provider="p", model="asked") as usage:
        usage.model, usage.units_in, usage.cost_micro_usd = "answered", 7, 12
    (attempt,) = seen
    assert (attempt.outcome, attempt.model, attempt.units_in) == ("ok", "answered", 7)
    assert attempt.cost_micro_usd == 12


def test_a_provider_error_is_recorded_with_its_kind_and_goes_on_its_way():
    seen: list[Attempt] = []
    with (
        pytest.raises(Rejected),
        attempting(seen.append, stage="speech", provider="p", voice="v"),
    ):
        raise Rejected("no such voice", kind="no_voice", http_status=404)
    (attempt,) = seen
    assert (attempt.outcome, attempt.error_kind, attempt.http_status) == ("failed", "no_voice", 404)
    assert attempt.error_message == "no such voice"


def test_an_error_without_a_kind_is_recorded_under_its_name():
    seen: list[Attempt] = []
    with pytest.raises(Conflict), attempting(seen.append, stage="upload", provider="local"):
        raise Conflict("other bytes are there")
    assert seen[0].error_kind == "conflict"


def test_what_was_put_off_is_no_attempt():
    seen: list[Attempt] = []
    with pytest.raises(Deferred), attempting(seen.append, stage="upload", provider="local"):
        raise Deferred("the disk is full")
    assert seen == []


def test_unknown_cost_is_unknown_and_not_nothing():
    seen: list[Attempt] = []
    with attempting(seen.append, stage="script", provider="p"):
        pass
    assert seen[0].cost_micro_usd is None
    assert seen[0].started_at.tzinfo is not None


def test_what_was_put_off_after_it_was_answered_is_an_attempt_with_its_cost():
    seen: list[Attempt] = []

    def pay() -> None:
        with attempting(seen.append, stage="script", provider="p") as usage:
            usage.answered, usage.cost_micro_usd = True, 12
            raise Deferred("the disk is full")

    with pytest.raises(Deferred):
        pay()
    assert (seen[0].outcome, seen[0].error_kind) == ("failed", "deferred")
    assert seen[0].cost_micro_usd == 12


def test_a_bug_after_the_answer_is_an_attempt_that_tells_nothing_of_what_was_in_it():
    seen: list[Attempt] = []

    def pay() -> None:
        with attempting(seen.append, stage="script", provider="p") as usage:
            usage.answered = True
            raise KeyError("Sarah")

    with pytest.raises(KeyError):
        pay()
    assert (seen[0].outcome, seen[0].error_kind) == ("failed", "keyerror")
    assert "Sarah" not in seen[0].error_message


def test_a_bug_before_the_answer_is_no_attempt():
    seen: list[Attempt] = []
    with pytest.raises(KeyError), attempting(seen.append, stage="script", provider="p"):
        raise KeyError("Sarah")
    assert seen == []
