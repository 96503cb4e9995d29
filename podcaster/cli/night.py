"""What `generate` and `retry` share: lock, run row, progress, summary, exit code."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import typer

from podcaster.cli.aftermath import followed
from podcaster.cli.endings import Interruption, stoppable, unread_if_need_be
from podcaster.cli.logs import name_run
from podcaster.cli.summary import Bill
from podcaster.cli.telling import Ended, Manner, tell, watched
from podcaster.cli.waiting import Waiting
from podcaster.domain.days import DateAsked
from podcaster.errors import Misused, PodcasterError
from podcaster.ledger.costs import RunCost
from podcaster.ledger.entries import Begun
from podcaster.ledger.ledger import Ledger
from podcaster.pipeline.batch import carry_on
from podcaster.pipeline.choosing import Choice
from podcaster.pipeline.deadline import NEVER, Deadline
from podcaster.pipeline.outcomes import LimitReached, Noted, Outcome
from podcaster.pipeline.produce import Production, utc_now
from podcaster.pipeline.reporting import Ran
from podcaster.pipeline.tally import Tally
from podcaster.script.writers import Writer
from podcaster.wiring.house import House


@dataclass(slots=True)
class _Run:
    """A row of the ledger that is to be closed, and what it cost."""

    ran: Ran
    cost: RunCost = field(default_factory=RunCost)


def carry_out(
    house: House,
    command: str,
    asked: DateAsked,
    work: Callable[[Production], Iterable[Choice | LimitReached | Begun]],
    manner: Manner,
    *,
    jobs: int | None,
    deadline: Deadline = NEVER,
    twice: bool = False,
    written_by: Writer | None = None,
    waiting: Waiting | None = None,
    is_private: bool = False,
) -> None:
    """Does a night's work under the lock and its run row, and ends with its exit code.

    Nobody is started after the `deadline`; who failed is tried `twice`. `written_by` writes the
    scripts instead of the chain; `waiting` is what a retry leaves alone. Of a run that
    `is_private`, of one learner by hand, nobody is told, and its row has ` --user` behind the
    `command`.
    """
    # Long, so that all that is held while a run lasts, and in what order, stands in one place.
    began, tally = time.monotonic(), Tally()
    ran_as = f"{command} --user" if is_private else command
    run = _Run(Ran(command=ran_as, date=_recorded(asked, house.zone), started_at=asked.now))
    with (
        stoppable(house.stop) as interruption,
        house.locked(),
        followed(house, run.ran, tally, interruption, is_private=is_private) as follower,
        house.ledger() as ledger,
    ):
        house.prepare(written_by)
        run.ran.id = ledger.start_run(ran_as, run.ran.date, asked.now)
        with _run(house, ledger, run, tally, interruption):
            for warning in house.warnings(ledger):
                tally.add(Noted(warning))
            production = house.production(ledger, run.ran.id, written_by)
            production.tidy()
            at_once = jobs or house.config.pipeline.jobs
            outcomes = carry_on(
                work(production), production, at_once, house.stop, deadline=deadline, twice=twice
            )
            for outcome in watched(outcomes, tally, manner):
                tally.add(outcome)
                follower.see(outcome)
            if command == "generate" and not is_private:
                tally.leave_behind(_too_old(house, ledger, asked))
            run.ran.exit_code = _exit_code(tally, interruption.signal)
    ended = Ended(
        bill=Bill(estimate_micro_usd=house.estimate(tally.due_by, written_by), cost=run.cost),
        run_id=run.ran.id,
        seconds=time.monotonic() - began,
        signal=interruption.signal,
        waiting=waiting,
    )
    with unread_if_need_be():  # what happened does not change because nobody reads of it
        tell(house, asked, tally, ended, manner)
    raise typer.Exit(run.ran.exit_code)


def rehearse(
    house: House,
    asked: DateAsked,
    outcomes: Iterable[Outcome],
    manner: Manner,
    *,
    written_by: Writer | None = None,
) -> None:
    """Counts what a night would do, without lock, rows or cost."""
    house.require_somebody(*house.config.speech.plans, written_by=written_by)
    began, tally = time.monotonic(), Tally()
    for outcome in watched(outcomes, tally, manner):
        tally.add(outcome)
    is_known = tally.source_error is None
    estimate = house.estimate(tally.due_by, written_by) if is_known else None
    bill = Bill(estimate_micro_usd=estimate)
    if bill.estimate_micro_usd is not None and not house.budget.allows(bill.estimate_micro_usd):
        tally.add(Noted("the budget will not do for all of them: see [budget]"))
    ended = Ended(bill=bill, seconds=time.monotonic() - began, rehearsed=True)
    tell(house, asked, tally, ended, manner)
    raise typer.Exit(tally.rehearsed_exit_code)


def nothing_to_do(house: House, asked: DateAsked, manner: Manner, waiting: Waiting) -> None:
    """Ends a retry that need not be remembered."""
    tell(house, asked, Tally(), Ended(bill=Bill(estimate_micro_usd=0), waiting=waiting), manner)
    raise typer.Exit(0)


@contextmanager
def _run(
    house: House, ledger: Ledger, run: _Run, tally: Tally, interruption: Interruption
) -> Iterator[None]:
    """A run whose row is closed whatever happens, with what was counted until then."""
    ran = run.ran
    name_run(ran.id)
    try:
        yield
    except PodcasterError as error:
        ran.exit_code = interruption.exit_code_of(error)
        raise
    finally:
        tally.benched.extend(house.providers.benched())
        ran.credentials_lost.extend(house.losses(ledger))
        for provider, asked in ledger.in_vain(ran.id):
            said = f"{provider} answered none of {asked} requests of this run"
            tally.add(Noted(said))
            if provider not in house.providers.names_benched:
                ran.in_vain.append(said)
        if tally.failed:
            ran.of_retries = ledger.begun_before(ran.id, ran.started_at) >= tally.due
        house.put_away()
        run.cost = ledger.spending(ran.id)
        ran.cost_micro_usd = run.cost.cost_micro_usd
        ledger.finish_run(
            ran.id,
            at=utc_now(),
            eligible=tally.due,
            completed=tally.completed,
            failed=tally.failed,
            skipped=tally.skipped,
            cost_micro_usd=ran.cost_micro_usd,
            exit_code=ran.exit_code,
        )


def _too_old(house: House, ledger: Ledger, asked: DateAsked) -> int:
    """How many unfinished episodes no `retry` goes on with: somebody has to know."""
    days = timedelta(days=house.config.pipeline.retry_days)
    return ledger.too_old_to_retry(asked.now.astimezone(UTC).date() - days)


def _recorded(asked: DateAsked, zone: ZoneInfo) -> date | None:
    """The date that was named, `yesterday` as it is here; None for each learner's today."""
    return asked.for_zone(zone) if asked.named or asked.days_ago else None


def _exit_code(tally: Tally, interrupted_by: int | None) -> int:
    return Misused.exit_code if tally.is_before_its_day else tally.exit_code(interrupted_by)
