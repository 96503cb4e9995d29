"""What deciding about a learner needs to know of their episodes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from podcaster.domain.brief import EpisodeKey, Recent
from podcaster.domain.learner import LearnerId


class History(Protocol):
    """What became of earlier episodes; a ledger knows."""

    def served(self, keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
        """Those of `keys` for which nothing is left to do."""

    def forgotten(self, keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
        """Those of `keys` whose learners are forgotten: nothing is ever made for them again."""

    def recent(self, keys: Sequence[EpisodeKey], count: int = 7) -> Mapping[LearnerId, Recent]:
        """What up to `count` episodes before each of `keys` were about, where there were any."""

    def unheard(self, last_heard: Mapping[EpisodeKey, datetime | None]) -> Mapping[LearnerId, int]:
        """How many episodes before each key were delivered since its learner played one last."""
