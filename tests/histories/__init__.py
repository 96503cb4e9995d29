"""What is remembered of learners' episodes, without a ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from podcaster.domain.brief import EpisodeKey, Recent
from podcaster.domain.learner import LearnerId


@dataclass
class Remembered:
    """A history that is made up, and notes for how many learners at a time it was asked."""

    all_served: bool = False
    gone: frozenset[LearnerId] = frozenset()
    episodes: Mapping[LearnerId, Recent] = field(default_factory=dict)
    not_played: Mapping[LearnerId, int] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def served(self, keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
        self.asked.append(("served", len(keys)))
        return frozenset(keys if self.all_served else ())

    def forgotten(self, keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
        return frozenset(key for key in keys if key.learner in self.gone)

    def recent(self, keys: Sequence[EpisodeKey], count: int = 7) -> Mapping[LearnerId, Recent]:
        self.asked.append(("recent", len(keys)))
        return {k.learner: self.episodes[k.learner] for k in keys if k.learner in self.episodes}

    def unheard(self, last_heard: Mapping[EpisodeKey, datetime | None]) -> Mapping[LearnerId, int]:
        self.asked.append(("unheard", len(last_heard)))
        return {key.learner: self.not_played.get(key.learner, 0) for key in last_heard}
