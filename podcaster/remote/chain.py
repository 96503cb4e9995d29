"""Several ways to one answer, asked in order until one of them gives it."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from podcaster.domain.attempt import Record
from podcaster.errors import ChainExhausted, ProviderError

Question = TypeVar("Question", contravariant=True)
Reply = TypeVar("Reply", covariant=True)


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
    """

    def __init__(self, name: str, links: Sequence[Link[Question, Reply]]) -> None:
        self.name = name
        self.links = tuple(links)

    def answer(self, question: Question, record: Record) -> Reply:
        """The first answer that is one; ChainExhausted, with every error, if there is none."""
        errors: list[ProviderError] = []
        for link in self.links:
            try:
                return link.answer(question, record)
            except ProviderError as error:
                errors.append(error)
        said = "; ".join(
            f"{link.name}: {error}" for link, error in zip(self.links, errors, strict=True)
        )
        raise ChainExhausted(f"no {self.name} could be had ({said})", errors)
