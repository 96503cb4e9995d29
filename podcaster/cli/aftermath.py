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
            if self._tells:
                self.house.channels.start(self.ran.id)

    def end(self) -> None:
        """Writes the record, tells, and notes what could not be told; raises nothing of ours."""
        alerts = () if self.tally.is_before_its_day else self._alerts()
        path, at = self.house.config.state_dir / LAST_RUN, utc_now()
        record = record_of(self.ran, self.tally, alerts, at, self.house.redact)
        if self.ran.id:
            write_private(path, record)
        if not self._tells or self.tally.is_before_its_day:
            return
        lost = self._tell(alerts)
        if lost and self.ran.id:
            write_private(path, record | {"not_told": lost})

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
        channels, is_news = self.house.channels, told.has_news(alerts)
        lost = channels.end(report_of(self.ran, self.tally, alerts), is_news=is_news)
        for each in lost:
            log.info("%s", each)
        if alerts and is_news and channels.has_told:
            told.remember(alerts)
        return list(lost)


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
