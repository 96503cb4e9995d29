"""The writers of a chain, in the order in which they are asked."""

import threading
from collections.abc import Sequence
from typing import Protocol

from podcaster.domain.brief import Brief
from podcaster.domain.script import Written
from podcaster.remote.chain import FallbackChain, Link


class Writer(Link[Brief, Written], Protocol):
    """A way to have a script written; what it returns has passed the gates."""

    def price_estimate(self) -> int | None:
        """Micro-dollars for a usual script, without asking anybody; None where it is not known."""


class Writers(FallbackChain[Brief, Written]):
    """A chain of writers that can also say beforehand what a script would cost."""

    def __init__(
        self,
        writers: Sequence[Writer],
        *,
        patience: float = 0,
        stop: threading.Event | None = None,
    ) -> None:
        """The writers, the first one first."""
        super().__init__("script", writers, patience=patience, stop=stop)
        self._writers = tuple(writers)

    def price_estimate(self) -> int | None:
        """What the first of them asks for a usual script; nothing where there is none."""
        return self._writers[0].price_estimate() if self._writers else 0
