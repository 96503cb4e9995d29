"""From wherever an episode stands to where it is served: step, write down, step."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.episode import SERVED, Episode, Recorded, Scripted, Stored
from podcaster.errors import CannotServe, PodcasterError, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.pipeline.outcomes import Failed, PutOff, Served
from podcaster.pipeline.step import NoVoice, Studio, spool_key, step

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Production:
    """What carries episodes on: the studio that makes them and the ledger that remembers."""

    studio: Studio
    ledger: Ledger
    run_id: str
    now: Callable[[], datetime] = utc_now

    def tidy(self) -> None:
        """Empties the spool of recordings whose run died between storing and discarding them."""
        for key in self.ledger.stored(list(self.studio.spool.keys())):
            self.studio.spool.discard(key)

    def open(self, brief: Brief) -> Episode:
        """The episode for a brief: a new one, or the one begun earlier, at its milestone."""
        return self.ledger.open_episode(brief, self.run_id, self.now())

    def produce(self, episode: Episode) -> Served | Failed | PutOff:
        """Carries one episode as far as it will go.

        Each milestone is durable before the next step begins. One learner's trouble, be it a bug
        of ours, ends here: it is written down and the others go on.
        """
        try:
            return self._carry_on(episode)
        except TryLater as error:
            log.info("episode %s waits: %s", episode.id, error)
            return PutOff(error)

    def _carry_on(self, episode: Episode) -> Served | Failed:
        reached: Episode = episode
        costs: list[int | None] = []

        def record(attempt: Attempt) -> None:
            costs.append(attempt.cost_micro_usd)
            self.ledger.record(attempt, self.run_id, episode.id)

        try:
            reached = self._as_it_stands(episode)
            while self.studio.status_of(reached) not in SERVED:
                self._announce(reached)
                reached = step(reached, self.studio, record)
                self.ledger.save(reached, status=self.studio.status_of(reached), at=self.now())
            return self._served(reached, costs)
        except CannotServe as error:
            return self._failed(reached, str(error), _stage(reached, error))
        except PodcasterError:
            raise
        except Exception as error:  # one learner's bug must cost one learner
            log.error("episode %s met a bug", episode.id, exc_info=True)
            reason = f"a bug of podcaster ({type(error).__name__}): please report it"
            return self._failed(reached, reason, _stage(reached, error))

    def _as_it_stands(self, episode: Episode) -> Episode:
        """The episode without a recording that the spool has lost."""
        if not isinstance(episode, Recorded) or isinstance(episode, Stored):
            return episode
        if not self.studio.spool.holds(spool_key(episode), episode.recording.sha256):
            log.warning("episode %s lost its recording and is spoken again", episode.id)
            return self.ledger.discard_recording(episode.id)
        return episode

    def _announce(self, reached: Episode) -> None:
        if isinstance(reached, Scripted) and not isinstance(reached, Recorded):
            self.ledger.in_flight(reached.id, self.now())

    def _served(self, episode: Episode, costs: list[int | None]) -> Served:
        self.studio.spool.discard(spool_key(episode))
        known = [cost for cost in costs if cost is not None]
        total = sum(known) if len(known) == len(costs) else None
        status = self.studio.status_of(episode)
        log.info("episode %s is %s", episode.id, status)
        return Served(key=episode.key, status=status, cost_micro_usd=total)

    def _failed(self, reached: Episode, reason: str, stage: str) -> Failed:
        log.info("episode %s failed at its %s: %s", reached.id, stage, reason)
        self.ledger.fail(reached.id, stage=stage, message=reason, at=self.now())
        return Failed(key=reached.key, stage=stage, reason=reason)


def _stage(reached: Episode, error: Exception) -> str:
    """Where an error met an episode; a missing voice is found out before there is a script."""
    match reached:
        case Recorded():
            return "upload"
        case Scripted():
            return "speech"
        case _:
            return "speech" if isinstance(error, NoVoice) else "script"
