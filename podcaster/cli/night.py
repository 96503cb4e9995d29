"""What `generate` and `retry` share: lock, run row, progress, summary, exit code."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import typer

from podcaster.cli import summary
from podcaster.cli.endings import stoppable
from podcaster.cli.logs import name_run
from podcaster.cli.terminal import err, out, print_json
from podcaster.domain.days import DateAsked
from podcaster.errors import Misused, PodcasterError
from podcaster.ledger.costs import RunCost
from podcaster.ledger.entries import Begun
from podcaster.ledger.ledger import Ledger
from podcaster.pipeline.batch import carry_on
from podcaster.pipeline.choosing import Choice
from podcaster.pipeline.outcomes import Noted, Outcome
from podcaster.pipeline.produce import Production, utc_now
from podcaster.pipeline.tally import Tally
from podcaster.script.writers import Writer
from podcaster.wiring.house import House

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a night is told; one that `is_asked` about is told without a terminal too."""

    as_json: bool
    quiet: bool
    with_learners: bool = False
    is_asked: bool = False


def carry_out(
    house: House,
    command: str,
    asked: DateAsked,
    work: Callable[[Production], Iterable[Choice | Begun]],
    manner: Manner,
    *,
    jobs: int | None,
    written_by: Writer | None = None,
) -> None:
    """Does a night's work under the lock and its run row, and ends with its exit code.

    `written_by` writes the scripts instead of the chain.
    """
    began, tally, code = time.monotonic(), Tally(), 1
    with stoppable(house.stop) as interruption, house.locked(), house.ledger() as ledger:
        house.prepare(written_by)
        run_id = ledger.start_run(command, asked.named, asked.now)
        name_run(run_id)
        try:
            for warning in house.warnings(ledger):
                tally.add(Noted(warning))
            production = house.production(ledger, run_id, written_by)
            production.tidy()
            at_once = jobs or house.config.pipeline.jobs
            outcomes = carry_on(work(production), production, at_once, house.stop)
            for outcome in _watched(outcomes, tally, manner):
                tally.add(outcome)
            code = (
                Misused.exit_code
                if tally.is_before_its_day
                else tally.exit_code(interruption.signal)
            )
        except PodcasterError as error:
            code = error.exit_code
            raise
        finally:
            tally.benched.extend(house.providers.benched())
            house.put_away()
            cost = _close(ledger, run_id, tally, code)
    estimate = house.estimate(tally.due_by, written_by)
    bill = summary.Bill(estimate_micro_usd=estimate, cost=cost)
    _tell(tally, bill, house, asked, manner, run_id, time.monotonic() - began, interruption.signal)
    raise typer.Exit(code)


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
    for outcome in _watched(outcomes, tally, manner):
        tally.add(outcome)
    estimate = house.estimate(tally.due_by, written_by)
    bill = summary.Bill(estimate_micro_usd=estimate)
    _tell(tally, bill, house, asked, manner, None, time.monotonic() - began)
    raise typer.Exit(tally.rehearsed_exit_code)


def nothing_to_do(house: House, asked: DateAsked, manner: Manner) -> None:
    """Ends a run that need not be remembered."""
    bill = summary.Bill(estimate_micro_usd=0)
    _tell(Tally(), bill, house, asked, manner, None, 0.0)
    raise typer.Exit(0)


def _close(ledger: Ledger, run_id: str, tally: Tally, code: int) -> RunCost:
    cost = ledger.spending(run_id)
    ledger.finish_run(
        run_id,
        at=utc_now(),
        eligible=tally.due,
        completed=tally.completed,
        failed=tally.failed,
        skipped=tally.skipped,
        cost_micro_usd=cost.cost_micro_usd,
        exit_code=code,
    )
    return cost


def _tell(
    tally: Tally,
    bill: summary.Bill,
    house: House,
    asked: DateAsked,
    manner: Manner,
    run_id: str | None,
    seconds: float,
    signal: int | None = None,
) -> None:
    if tally.is_before_its_day:
        raise Misused(f"{asked.named} has not begun yet where any of the learners is")
    day = asked.for_zone(house.zone)
    if manner.as_json:
        print_json(
            summary.as_json(tally, bill, day=day, run_id=run_id, with_learners=manner.with_learners)
            | {"left_out": house.providers.left_out_json}
        )
    elif (out.is_terminal or manner.is_asked) and not manner.quiet:
        summary.draw(tally, bill, day=day, rehearsed=run_id is None, seconds=seconds)
        summary.name_left_out([each.name for each in house.providers.left_out])
        if manner.is_asked:
            summary.name(tally)
    for text, count in sorted(tally.warnings.items()):
        log.info("warning: %s (%d x)", text, count)
    summary.complain(tally, day=day, interrupted=signal is not None)


def _watched(outcomes: Iterable[Outcome], tally: Tally, manner: Manner) -> Iterator[Outcome]:
    """The outcomes as they come, with a line of counts on a terminal while they do."""
    if manner.as_json or manner.quiet or not err.is_terminal:
        yield from outcomes
        return
    with err.status("reading learners") as status:
        for outcome in outcomes:
            yield outcome
            skipped = sum(tally.skipped.values())
            status.update(
                f"{tally.due} due, {tally.completed} done, {tally.failed} failed, {skipped} skipped"
            )
