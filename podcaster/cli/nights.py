"""The verbs of the nightly commands, once their words are parsed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path

from podcaster.cli.dates import parse_date, require_makeable
from podcaster.cli.edited import only_due, writer_of
from podcaster.cli.losses import discard_lost
from podcaster.cli.night import carry_out, nothing_to_do, rehearse
from podcaster.cli.telling import Manner
from podcaster.cli.waiting import Waiting
from podcaster.domain.days import DateAsked
from podcaster.errors import Misused
from podcaster.ledger.entries import Begun
from podcaster.ledger.view import LedgerView
from podcaster.pipeline.batch import at_most, plan_night
from podcaster.pipeline.choosing import Choice
from podcaster.pipeline.deadline import NEVER, Deadline
from podcaster.pipeline.outcomes import LimitReached, Noted, Read
from podcaster.pipeline.produce import Production
from podcaster.script.operator import OperatorWriter
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose episodes, for which date, how many at most and at once, until when, in whose words."""

    day: str
    user: str | None
    tenant: str | None
    jobs: int | None = None
    deadline: Deadline = NEVER
    limit: int | None = None
    script_file: Path | None = None
    remakes: bool = False
    given_up: bool = False

    def means(self, episode: Begun) -> bool:
        """True where the episode is one of those wanted."""
        learner = episode.key.learner
        return self.user in (None, learner.user_id) and self.tenant in (None, learner.tenant)

    def lets_wait(self, episode: Begun, now: datetime) -> bool:
        """True where its time to be tried has not come; who is named does not wait."""
        return self.user is None and episode.next_try_at is not None and episode.next_try_at > now


def generate_night(house: House, wanted: Wanted, manner: Manner) -> None:
    """Makes an episode for everybody who is due."""
    asked = _makeable(house, wanted)
    writer = _own_words(house, asked, wanted)

    def work(production: Production) -> Iterator[Choice | LimitReached]:
        return _choices(house, asked, wanted, production.ledger)

    carry_out(
        house,
        "generate",
        asked,
        work,
        manner,
        jobs=wanted.jobs,
        deadline=wanted.deadline,
        twice=True,
        written_by=writer,
        is_private=wanted.user is not None,
    )


def rehearse_night(house: House, wanted: Wanted, manner: Manner) -> None:
    """Says who is due, and makes nothing."""
    asked = _makeable(house, wanted)
    writer = _own_words(house, asked, wanted)
    with house.reading_ledger() as ledger:
        warnings = map(Noted, house.warnings(ledger))
        outcomes = plan_night(_choices(house, asked, wanted, ledger))
        rehearse(house, asked, chain(warnings, outcomes), manner, written_by=writer)


def retry_nights(house: House, wanted: Wanted, manner: Manner) -> None:
    """Carries on what was begun in the last days; a run without work leaves no trace."""
    asked = parse_date(wanted.day)
    since = asked.now.date() - timedelta(days=house.config.pipeline.retry_days)
    if wanted.remakes:
        since = asked.now.date() - timedelta(days=house.config.storage.keep_days)
        discard_lost(house, wanted.user, wanted.tenant, since)
    with house.locked(), house.renewed_ledger() as ledger:
        if wanted.user is not None and ledger.episode(wanted.user, wanted.tenant) is None:
            raise Misused(f"nothing was ever begun for learner {wanted.user[:80]!r}")
        begun = list(_begun(wanted, ledger, since))
    waiting = Waiting(tuple(each for each in begun if wanted.lets_wait(each, asked.now)), asked.now)
    if len(waiting) == len(begun):
        nothing_to_do(house, asked, manner, waiting)

    def work(production: Production) -> list[Begun]:
        found = _begun(wanted, production.ledger, since)
        return [each for each in found if not wanted.lets_wait(each, asked.now)]

    carry_out(
        house,
        "retry",
        asked,
        work,
        manner,
        jobs=wanted.jobs,
        deadline=wanted.deadline,
        waiting=waiting,
        is_private=wanted.user is not None,
    )


def _begun(wanted: Wanted, ledger: LedgerView, since: date) -> Iterator[Begun]:
    """The unfinished episodes that are wanted; those given up if asked for, or named."""
    takes_all = wanted.given_up or wanted.user is not None
    given_up = ledger.given_up(wanted.user, since) if takes_all else []
    return filter(wanted.means, [*ledger.unfinished(since), *given_up])


def _makeable(house: House, wanted: Wanted) -> DateAsked:
    asked = parse_date(wanted.day)
    require_makeable(asked, house.zone, house.config.storage.keep_days)
    return asked


def _own_words(house: House, asked: DateAsked, wanted: Wanted) -> OperatorWriter | None:
    """The writer of the script file, if there is one; Misused where that cannot be spoken."""
    if wanted.script_file is None:
        return None
    if wanted.user is None:
        raise Misused("--script-file needs --user: a script is one learner's")
    return writer_of(wanted.script_file, house, asked, wanted.user, wanted.tenant)


def _choices(
    house: House, asked: DateAsked, wanted: Wanted, ledger: LedgerView
) -> Iterator[Choice | LimitReached]:
    choices = house.choices(asked, ledger, wanted.user, wanted.tenant)
    if wanted.script_file is not None and wanted.user is not None:
        choices = only_due(choices, wanted.user, asked)
    return at_most(wanted.limit, _of_tenant(wanted.tenant, choices))


def _of_tenant(tenant: str | None, choices: Iterator[Choice]) -> Iterator[Choice]:
    """The choices, and Misused at their end if nobody was of that tenant."""
    learners = 0
    for choice in choices:
        learners += choice.learners if isinstance(choice, Read) else 0
        yield choice
    if tenant is not None and learners == 0:
        raise Misused(f"there is no learner of tenant {tenant[:80]!r}")
