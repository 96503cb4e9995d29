"""What follows a run, however it ended: its record for programs, and word to whoever is to know."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from podcaster.cli.endings import Interruption
from podcaster.errors import PodcasterError
from podcaster.pipeline.alerting import Alert, alerts_of
from podcaster.pipeline.outcomes import Due, Outcome
from podcaster.pipeline.produce import utc_now
from podcaster.pipeline.reporting import Ran, night_of, record_of, report_of
from podcaster.pipeline.tally import Tally
from podcaster.upkeep.state_files import LAST_RUN, AlertsTold, write_private
from podcaster.wiring.house import House

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Follower:
    """Goes along with a run. Where it `is_private`, somebody looks on, and nobody is told."""

    house: House
    ran: Ran
    tally: Tally
    is_private: bool
    _has_begun: bool = False

    def see(self, outcome: Outcome) -> None:
        """Says that a run begins as soon as it is known to have work."""
        if isinstance(outcome, Due) and not self._has_begun:
            self._has_begun = True
            if self._tells and not self.ran.is_retry:  # it would cover for a night that died
                self.house.channels.start(self.ran.id)

    def end(self) -> None:
        """Writes the record, tells, and notes what could not be told; raises nothing of ours."""
        alerts = () if self.tally.is_before_its_day else self._alerts()
        path, at = self.house.config.state_dir / LAST_RUN, utc_now()
        record = record_of(self.ran, self.tally, alerts, at, self.house.redact)
        level = logging.WARNING if self.ran.id else logging.INFO  # else its own end says it all
        write_private(path, record, level=level)
        if not self._tells or self.tally.is_before_its_day:
            return
        lost = self._tell(alerts)
        if lost:
            write_private(path, record | {"not_told": lost}, level=level)

    @property
    def _tells(self) -> bool:
        return not self.is_private and self.house.config.alerts.tells_somebody

    def _alerts(self) -> tuple[Alert, ...]:
        options, night = self.house.config.alerts, night_of(self.ran, self.tally)
        return alerts_of(
            night,
            warn_above=options.warn_above,
            fail_above=options.fail_above,
            least=options.least,
        )

    def _tell(self, alerts: tuple[Alert, ...]) -> list[str]:
        """What could not be told, and why."""
        told = AlertsTold(self.house.config.state_dir, utc_now())
        told.make_room()
        channels, report = self.house.channels, report_of(self.ran, self.tally, alerts)
        to = [each for each in channels.names if told.has_news(alerts, each)]
        lost = channels.end(report, to=to, pings_success=not self.ran.is_retry)
        for each in lost:
            log.info("%s", each)
        if self._is_judged and self.tally.completed:
            told.forget_all_but(alerts)
        told.remember(alerts, channels.reached)
        return list(lost)

    @property
    def _is_judged(self) -> bool:
        """False where only those were due who had failed before: of the others it says nothing."""
        return not (self.ran.is_retry or self.ran.of_retries)


@contextmanager
def followed(
    house: House, ran: Ran, tally: Tally, interruption: Interruption, *, is_private: bool
) -> Iterator[Follower]:
    """A run that is recorded and told of however it ends, and never otherwise for that."""
    follower = Follower(house, ran, tally, is_private)
    try:
        yield follower
    except PodcasterError as error:
        ran.exit_code, ran.error = interruption.exit_code_of(error), error
        raise
    finally:
        ran.is_interrupted = interruption.signal is not None
        follower.end()
