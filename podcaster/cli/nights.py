"""The verbs of the nightly commands, once their words are parsed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from podcaster.cli.dates import parse_date, require_makeable
from podcaster.cli.endings import Stop
from podcaster.cli.night import Manner, carry_out, rehearse
from podcaster.domain.days import DateAsked, local_date
from podcaster.domain.episode import Episode
from podcaster.pipeline.batch import at_most, finish_episodes, make_episodes, plan_night
from podcaster.pipeline.outcomes import Outcome
from podcaster.pipeline.produce import Production
from podcaster.wiring import House

RETRIED_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose episodes, for which date, how many at most and at once."""

    day: str
    user: str | None
    tenant: str | None
    jobs: int | None = None
    limit: int | None = None

    def means(self, episode: Episode) -> bool:
        """True where the episode is one of those wanted."""
        learner = episode.key.learner
        return self.user in (None, learner.user_id) and self.tenant in (None, learner.tenant)


def generate_night(house: House, wanted: Wanted, manner: Manner) -> None:
    """Makes an episode for everybody who is due."""
    asked = _makeable(house, wanted)

    def work(production: Production, stop: Stop) -> Iterator[Outcome]:
        choices = house.choices(asked, production.ledger, wanted.user, wanted.tenant)
        at_once = wanted.jobs or house.config.pipeline.jobs
        return make_episodes(at_most(wanted.limit, choices), production, at_once, stop)

    carry_out(house, "generate", asked, work, manner)


def rehearse_night(house: House, wanted: Wanted, manner: Manner) -> None:
    """Says who is due, and makes nothing."""
    asked = _makeable(house, wanted)
    with house.reading_ledger() as ledger:
        choices = house.choices(asked, ledger, wanted.user, wanted.tenant)
        rehearse(house, asked, plan_night(at_most(wanted.limit, choices)), manner)


def retry_nights(house: House, wanted: Wanted, manner: Manner) -> None:
    """Carries on what was begun in the last days."""
    asked = parse_date(wanted.day)
    since = local_date(asked.now, house.zone) - timedelta(days=RETRIED_DAYS)

    def work(production: Production, stop: Stop) -> Iterator[Outcome]:
        begun = (each for each in production.ledger.unfinished(since) if wanted.means(each))
        return finish_episodes(begun, production, wanted.jobs or house.config.pipeline.jobs, stop)

    carry_out(house, "retry", asked, work, manner)


def _makeable(house: House, wanted: Wanted) -> DateAsked:
    asked = parse_date(wanted.day)
    require_makeable(asked, house.zone, house.config.storage.keep_days)
    return asked
