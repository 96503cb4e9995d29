"""A fallback chain asks its links in order and keeps what each said."""

import threading

import pytest

from podcaster.domain.attempt import Attempt, Record
from podcaster.errors import (
    ChainExhausted,
    Deferred,
    ProviderError,
    Rejected,
    Transient,
    Unavailable,
)
from podcaster.remote.chain import FallbackChain


class Saying:
    """A link that says the same to everybody, and counts how often it was asked."""

    def __init__(self, name: str, reply: str | ProviderError | Exception) -> None:
        self.name, self.reply, self.asked = name, reply, 0

    def answer(self, question: str, record: Record) -> str:
        self.asked += 1
        if isinstance(self.reply, Exception):
            raise self.reply
        return f"{self.reply} to {question}"


def ignore(attempt: Attempt) -> None:
    """A record that forgets."""


TROUBLES = [
    Transient("busy", kind="rate"),
    Rejected("too long", kind="input"),
    Unavailable("no key", kind="auth"),
]


def test_the_first_link_that_answers_is_the_answer():
    first, second = Saying("first", "yes"), Saying("second", "no")
    assert FallbackChain("script", [first, second]).answer("this", ignore) == "yes to this"
    assert second.asked == 0


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: type(trouble).__name__)
def test_a_provider_error_of_any_kind_moves_on_to_the_next_link(trouble):
    chain = FallbackChain("script", [Saying("first", trouble), Saying("second", "yes")])
    assert chain.answer("this", ignore) == "yes to this"


def test_an_exhausted_chain_holds_what_every_link_said_in_order():
    chain = FallbackChain("voice", [Saying(str(n), each) for n, each in enumerate(TROUBLES)])
    with pytest.raises(ChainExhausted, match="0: busy; 1: too long; 2: no key") as caught:
        chain.answer("this", ignore)
    assert caught.value.errors == tuple(TROUBLES)


def test_a_bug_in_a_link_is_not_a_reason_to_ask_the_next():
    second = Saying("second", "yes")
    with pytest.raises(ZeroDivisionError):
        FallbackChain("script", [Saying("first", ZeroDivisionError()), second]).answer("x", ignore)
    assert second.asked == 0


def test_a_chain_has_no_memory():
    first = Saying("first", Unavailable("no key", kind="auth"))
    chain = FallbackChain("script", [first, Saying("second", "yes")])
    chain.answer("this", ignore)
    chain.answer("that", ignore)
    assert first.asked == 2


def test_an_exhausted_chain_is_itself_a_link_of_another_chain():
    inner = FallbackChain("inner", [Saying("first", "yes")])
    assert FallbackChain("outer", [inner]).answer("this", ignore) == "yes to this"


def test_a_chain_without_links_is_exhausted_at_once():
    with pytest.raises(ChainExhausted):
        FallbackChain("script", []).answer("this", ignore)


def cooling(seconds: float) -> Transient:
    return Transient(f"cools for {seconds} s", kind="cooling", retry_after=seconds)


BENCHED = Unavailable("the key is wrong", kind="benched")


class Cooled(Saying):
    """A link that answers once it has been told so."""

    is_cool = False

    def answer(self, question: str, record: Record) -> str:
        if self.is_cool:
            return "yes"
        return super().answer(question, record)


def test_a_chain_of_which_nobody_can_be_asked_is_deferred_with_every_reason():
    chain = FallbackChain("speech", [Saying("polly", cooling(9)), Saying("azure", BENCHED)])
    with pytest.raises(Deferred, match="polly: cools for 9 s; azure: the key is wrong") as caught:
        chain.answer("this", ignore)
    assert "podcaster retry" in str(caught.value)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.kind)
def test_one_link_that_was_really_asked_in_vain_makes_it_a_failure(trouble):
    chain = FallbackChain("speech", [Saying("polly", cooling(9)), Saying("azure", trouble)])
    with pytest.raises(ChainExhausted):
        chain.answer("this", ignore)


def test_a_patient_chain_waits_for_the_first_link_to_have_cooled(clock):
    slow, quick = Saying("slow", cooling(40)), Cooled("quick", cooling(7))

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        quick.is_cool = True

    chain = FallbackChain("speech", [slow, quick], patience=10, clock=clock, sleep=sleep)
    assert chain.answer("this", ignore) == "yes"
    assert clock.slept == [7]


def test_its_patience_is_for_all_waiting_together(clock):
    link = Saying("polly", cooling(4))
    chain = FallbackChain("speech", [link], patience=10, clock=clock, sleep=clock.sleep)
    with pytest.raises(Deferred):
        chain.answer("this", ignore)
    assert (clock.slept, link.asked) == ([4, 4], 3)


def test_there_is_nothing_to_wait_for_where_all_are_benched(clock):
    chain = FallbackChain(
        "speech", [Saying("polly", BENCHED)], patience=10, clock=clock, sleep=clock.sleep
    )
    with pytest.raises(Deferred):
        chain.answer("this", ignore)
    assert clock.slept == []


def test_a_patient_chain_stops_waiting_when_the_run_is_told_to_stop():
    stop = threading.Event()
    link = Saying("polly", cooling(30))
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(Deferred):
        FallbackChain("speech", [link], patience=60, stop=stop).answer("this", ignore)
    assert link.asked == 1
