"""A fallback chain asks its links in order and keeps what each said."""

import pytest

from podcaster.domain.attempt import Attempt, Record
from podcaster.errors import ChainExhausted, ProviderError, Rejected, Transient, Unavailable
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
