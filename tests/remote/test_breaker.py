"""A model in trouble is left in peace, then asked by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import Transient
from podcaster.remote.breaker import COUNTED, Breaker


@pytest.fixture
def breaker(clock):
    return Breaker(clock, name="polly (neural)")


def is_open(breaker: Breaker) -> bool:
    try:
        breaker.look()
    except Transient:
        return True
    return False


def fail(breaker: Breaker, times: int = 5, kind: str = "overloaded") -> None:
    for _ in range(times):
        breaker.failed(kind)


@pytest.mark.parametrize("kind", sorted(COUNTED))
def test_it_opens_at_the_fifth_failure(breaker, kind):
    fail(breaker, 4, kind)
    assert not is_open(breaker)
    fail(breaker, 1, kind)
    assert is_open(breaker)


@pytest.mark.parametrize("kind", ["bad_request", "gate", "refused", "auth", "too_long", "cooling"])
def test_what_is_the_questions_fault_never_counts(breaker, kind):
    fail(breaker, 100, kind)
    assert not is_open(breaker)


def test_less_than_half_failing_is_no_trouble(breaker):
    for _ in range(20):
        breaker.succeeded()
        breaker.succeeded()
        breaker.failed("rate")
    assert not is_open(breaker)


def test_half_failing_is_trouble(breaker):
    for _ in range(3):
        breaker.succeeded()
    fail(breaker, 2)
    assert not is_open(breaker)
    fail(breaker, 1)
    assert is_open(breaker)


def test_what_failed_a_minute_ago_is_forgotten(breaker, clock):
    fail(breaker, 4)
    clock.sleep(60)
    fail(breaker, 4)
    assert not is_open(breaker)


def test_while_it_cools_everybody_learns_for_how_long(breaker, clock):
    fail(breaker)
    clock.sleep(10)
    with pytest.raises(Transient, match=r"polly \(neural\) is left in peace for .* 20 s") as caught:
        breaker.admit()
    assert (caught.value.kind, caught.value.retry_after) == ("cooling", 20)


def test_when_it_has_cooled_one_probe_passes_and_nobody_else(breaker, clock):
    fail(breaker)
    clock.sleep(30)
    breaker.admit()
    with pytest.raises(Transient) as caught:
        breaker.admit()
    assert caught.value.retry_after == 1


def test_looking_takes_no_probe(breaker, clock):
    fail(breaker)
    clock.sleep(30)
    breaker.look()
    breaker.look()
    breaker.admit()


def test_a_good_probe_lets_everybody_pass_and_forgets_the_past(breaker, clock):
    fail(breaker)
    clock.sleep(30)
    breaker.succeeded(breaker.admit())
    fail(breaker, 4)
    assert not is_open(breaker)
    fail(breaker, 1)
    clock.sleep(30)
    assert not is_open(breaker)


def test_each_bad_probe_doubles_the_cooling_up_to_five_minutes(breaker, clock):
    fail(breaker)
    for expected in (30, 60, 120, 240, 300, 300):
        with pytest.raises(Transient) as caught:
            breaker.admit()
        assert caught.value.retry_after == expected
        clock.sleep(expected)
        breaker.failed("timeout", ticket=breaker.admit())


def test_a_probe_that_says_nothing_about_the_provider_is_followed_by_another(breaker, clock):
    fail(breaker)
    clock.sleep(30)
    breaker.failed("bad_request", ticket=breaker.admit())
    breaker.left(breaker.admit())
    breaker.succeeded(breaker.admit())
    assert not is_open(breaker)


def test_what_began_before_the_trouble_decides_nothing_after_it(breaker, clock):
    early = breaker.admit()
    fail(breaker)
    breaker.succeeded(early)
    assert is_open(breaker)
    clock.sleep(30)
    probe = breaker.admit()
    breaker.failed("timeout", ticket=early)
    breaker.left(early)
    with pytest.raises(Transient):
        breaker.admit()
    breaker.succeeded(probe)
    assert not is_open(breaker)


def test_a_server_that_asks_for_more_than_a_minute_gets_it_at_once(breaker):
    breaker.failed("rate", 200)
    with pytest.raises(Transient) as caught:
        breaker.admit()
    assert caught.value.retry_after == 200


def test_a_shorter_hint_alone_opens_nothing(breaker):
    breaker.failed("rate", 60)
    assert not is_open(breaker)


@given(st.lists(st.sampled_from(["ok", "rate", "gate", "left", "wait"]), max_size=60))
def test_it_always_lets_somebody_pass_again_within_five_minutes(events):
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for event in events:
        if is_open(breaker):
            now[0] += 10
            continue
        ticket = breaker.admit()
        if event == "ok":
            breaker.succeeded(ticket)
        elif event in ("left", "wait"):
            breaker.left(ticket)
            now[0] += 20 * (event == "wait")
        else:
            breaker.failed(event, ticket=ticket)
    now[0] += 300
    breaker.admit()
