"""A fault: what becomes of a request instead of its good answer, vendor by vendor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vendors.wire import Answer, Seen

Good = Callable[[], Answer]
MODELS = ("openai", "gemini", "anthropic")
ENGINES = ("polly", "google", "azure", "openai_speech")
PROVIDERS = (*MODELS, *ENGINES)


@dataclass(frozen=True)
class Fault:
    """`form` makes the answer of `Vendors` to a request, and may ask for the good one."""

    name: str
    forms: Mapping[str, Callable[[Seen, Good], Answer]]

    @property
    def providers(self) -> tuple[str, ...]:
        return tuple(self.forms)

    def answer(self, seen: Seen, good: Good) -> Answer:
        if seen.provider not in self.forms:
            raise ValueError(f"{seen.provider} has no form of {self.name}")
        return self.forms[seen.provider](seen, good)

    def __repr__(self) -> str:
        return self.name


def same(name: str, **answers: Answer) -> Fault:
    """The same answer each time."""
    return Fault(name, {k: lambda seen, good, v=v: v for k, v in answers.items()})


def changed(name: str, providers: tuple[str, ...], change: Callable[[Answer], Answer]) -> Fault:
    """The good answer, not as it should be."""
    return Fault(name, dict.fromkeys(providers, lambda seen, good: change(good())))
