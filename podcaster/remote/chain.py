"""Several ways to one answer, asked in order until one of them gives it."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from podcaster.domain.attempt import Record
from podcaster.errors import ChainExhausted, Deferred, ProviderError, Transient

Question = TypeVar("Question", contravariant=True)
Reply = TypeVar("Reply", covariant=True)

NOBODYS_FAULT = ("cooling", "benched")
"""The kinds of errors of those who were not asked for the sake of what went before."""


class Link(Protocol[Question, Reply]):
    """One way to answer.

    What a link returns has passed its checks; what does not pass is one of the provider errors.
    Every request it makes, good or bad, is handed to `record` as it ends.
    """

    @property
    def name(self) -> str:
        """The name the operator knows it by."""

    def answer(self, question: Question, record: Record) -> Reply:
        """The checked answer, or Transient, Rejected or Unavailable."""


class FallbackChain(Generic[Question, Reply]):
    """A link like its own links: it answers with the first answer it gets.

    It has no memory: what a provider's trouble means for later questions is its Access's to know.
    Where every link is cooling or benched, it waits for the first to have cooled, `patience`
    seconds in all, and is Deferred where that takes longer.
    """

    put_off: ClassVar[type[Deferred]] = Deferred
    """What is raised then: for whom it means that nobody can be asked."""

    anybody = "anybody"
    """Who they are that cannot be asked then."""

    def __init__(
        self,
        name: str,
        links: Sequence[Link[Question, Reply]],
        *,
        patience: float = 0,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.name = name
        self.links = tuple(links)
        self._patience, self._clock = patience, clock
        self._stop = stop or threading.Event()
        self._sleep = sleep or self._stop.wait

    def answer(self, question: Question, record: Record) -> Reply:
        """The first answer that is one.

        ChainExhausted, with every error, if there is none; Deferred if nobody could be asked.
        """
        patient_until = self._clock() + self._patience
        while True:
            errors: list[ProviderError] = []
            for link in self.links:
                try:
                    return link.answer(question, record)
                except ProviderError as error:
                    errors.append(error)
            if not errors or any(error.kind not in NOBODYS_FAULT for error in errors):
                raise ChainExhausted(f"no {self.name} could be had ({self._said(errors)})", errors)
            self._wait_for_the_first(errors, patient_until)

    def _wait_for_the_first(self, errors: Sequence[ProviderError], patient_until: float) -> None:
        cooling = [
            error.retry_after
            for error in errors
            if isinstance(error, Transient) and error.retry_after is not None
        ]
        wait = min(cooling, default=float("inf"))
        is_in_time = self._clock() + wait <= patient_until
        if is_in_time:
            self._sleep(wait)
        if self._stop.is_set() or not is_in_time:
            raise self.put_off(
                f"no {self.name} can be had for now, from {self.anybody} ({self._said(errors)}); "
                "`podcaster retry` makes what is left when they are back"
            )

    def _said(self, errors: Sequence[ProviderError]) -> str:
        return "; ".join(
            f"{link.name}: {error}" for link, error in zip(self.links, errors, strict=True)
        )
