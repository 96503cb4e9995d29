"""From wherever an episode stands to where it is served: step, write down, step."""

import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from podcaster.domain.attempt import Attempt
from podcaster.domain.episode import SERVED, Episode, Recorded, Scripted, Stored
from podcaster.domain.keys import owner_of
from podcaster.errors import CannotServe, PodcasterError, TryLater
from podcaster.ledger.entries import Begun
from podcaster.ledger.forgetting import Forgotten
from podcaster.ledger.ledger import Ledger
from podcaster.pipeline.failing import failure
from podcaster.pipeline.outcomes import Failed, PutOff, Served, Withdrawn
from podcaster.pipeline.releasing import Releasing
from podcaster.pipeline.step import Studio, spool_key, step
from podcaster.pipeline.under_way import EPISODE
from podcaster.pipeline.work import Work, due
from podcaster.storage.room import Room

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


Made = Served | Failed | Withdrawn | PutOff


@dataclass(frozen=True, slots=True)
class Production:
    """What carries episodes on: the studio that makes them and the ledger that remembers.

    One that `rewrites` has the scripts of unfinished episodes written anew.
    """

    studio: Studio
    ledger: Ledger
    run_id: str
    paid: Releasing
    now: Callable[[], datetime] = utc_now
    rewrites: bool = False
    room: Room | None = None
    """What has to be free before anything is paid for another episode."""
    tries: int | None = None
    """After how many failures of its own an episode is given up; None: it never is."""

    def tidy(self) -> None:
        """Empties the spool of recordings whose run died between storing and discarding them."""
        for key in self.ledger.stored(list(self.studio.spool.keys())):
            self._discard(key)

    def produce(self, work: Work, *, again: bool = False) -> Made:
        """Carries one episode as far as it will go; `again` where it failed in this run already.

        A failure `again`, or before the time of the next try, does not count as one of the tries.

        Each milestone is durable before the next step begins. One learner's trouble, be it a bug
        of ours, ends here: it is written down and the others go on.
        """
        EPISODE.set("")
        try:
            return self._carry_on(work, again)
        except Forgotten as error:
            log.info("learner %s is left out: %s", work.key.learner.user_id, error)
            return Withdrawn(due(work), "forgotten")
        except TryLater as error:
            log.info("learner %s waits: %s", work.key.learner.user_id, error)
            return PutOff(error, work.plan, work.language)

    def _carry_on(self, work: Work, again: bool) -> Served | Failed:
        reached: Episode | None = None
        counts = not again
        try:
            reached = self._opened(work)
            counts = not (again or self._is_early(reached))
            reached = self._as_it_stands(self._rewritable(reached))
            self._save_if_served(reached)
            self._require_room(reached)
            while self.studio.status_of(reached) not in SERVED:
                self._announce(reached)
                reached = self._stepped(reached)
            return self._served(reached)
        except Forgotten:
            raise
        except CannotServe as error:
            return self._failed(failure(work.key, reached, error, str(error)), counts)
        except PodcasterError:
            self._lay_down(reached)
            raise
        except Exception as error:  # noqa: BLE001  # one learner's bug must cost one learner
            log.error("learner %s met a bug:\n%s", work.key.learner.user_id, _frames(error))
            reason = f"a bug of podcaster ({type(error).__name__}): please report it"
            return self._failed(failure(work.key, reached, error, reason), counts)

    def _opened(self, work: Work) -> Episode:
        """A new episode, or the one begun earlier, at its milestone."""
        if isinstance(work, Begun):
            EPISODE.set(work.id)
            return self.ledger.resume(work.id)
        episode = self.ledger.open_episode(work.brief(), self.run_id, self.now())
        EPISODE.set(episode.id)
        return episode

    def _is_early(self, episode: Episode) -> bool:
        """True before the time of its next try: somebody asked, or a `generate` came along."""
        begun = self.ledger.begun(episode.id)
        next_try = None if begun is None else begun.next_try_at
        return next_try is not None and next_try > self.now()

    def _rewritable(self, episode: Episode) -> Episode:
        """The episode without its script, if that is to be written anew and is not out yet."""
        if not self.rewrites or isinstance(episode, Stored) or not isinstance(episode, Scripted):
            return episode
        return self.ledger.discard_script(episode.id)

    def _stepped(self, reached: Episode) -> Episode:
        def record(attempt: Attempt) -> None:
            self.ledger.record(attempt, self.run_id, reached.id)

        further = step(reached, self.studio, record)
        self.ledger.save(further, status=self.studio.status_of(further), at=self.now())
        return further

    def _save_if_served(self, reached: Episode) -> None:
        """Sets right a row whose summary lags behind, as after a change of configuration."""
        status = self.studio.status_of(reached)
        if isinstance(reached, Scripted) and status in SERVED:
            self.ledger.save(reached, status=status, at=self.now())

    def _as_it_stands(self, episode: Episode) -> Episode:
        """The episode without a recording that the spool has lost."""
        if not isinstance(episode, Recorded) or isinstance(episode, Stored):
            return episode
        if not self.studio.spool.holds(spool_key(episode), episode.recording.sha256):
            log.warning("episode %s lost its recording and is spoken again", episode.id)
            return self.ledger.discard_recording(episode.id)
        return episode

    def _require_room(self, reached: Episode) -> None:
        """Deferred where what is about to be paid for would find no room.

        A recording that is there already is to leave the spool, and may need none.
        """
        if self.room is not None and not isinstance(reached, Recorded):
            self.room.require()

    def _announce(self, reached: Episode) -> None:
        if isinstance(reached, Scripted) and not isinstance(reached, Recorded):
            self.ledger.in_flight(reached.id, self.now())

    def _lay_down(self, reached: Episode | None) -> None:
        """Says of an episode that waits that nobody is at work on it, if that can be written."""
        if reached is not None:
            with suppress(PodcasterError):
                self.ledger.at_rest(reached.id, self.studio.status_of(reached), self.now())

    def _served(self, episode: Episode) -> Served:
        self._discard(spool_key(episode))
        self.paid.add(self.ledger.answers(episode.id), owner_of(episode.key))
        status = self.studio.status_of(episode)
        log.info("episode %s is %s", episode.id, status)
        return Served(key=episode.key, status=status)

    def _discard(self, key: str) -> None:
        """Empties the spool of one recording; where that fails, the next run tidies up."""
        try:
            self.studio.spool.discard(key)
        except CannotServe as error:
            log.warning("a recording that is stored stays in the spool: %s", error)

    def _failed(self, failed: Failed, counts: bool) -> Failed:
        """The failure, once it is written down."""
        user, stage, reason = failed.key.learner.user_id, failed.stage, failed.reason
        log.info("learner %s failed at the %s: %s", user, stage, reason)
        if not failed.episode_id:
            return failed
        is_given_up = self.ledger.fail(
            failed.episode_id,
            stage=stage,
            message=reason,
            at=self.now(),
            tries=self.tries,
            counts=counts,
            is_own=not failed.of_providers,
        )
        return replace(failed, is_given_up=is_given_up)


def _frames(error: Exception) -> str:
    """Where a bug was met, without its message: that may hold what the learner wrote."""
    return f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}"
