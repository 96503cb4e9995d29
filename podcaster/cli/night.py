"""What `generate` and `retry` share: lock, run row, progress, summary, exit code."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import typer

from podcaster.cli import summary
from podcaster.cli.endings import Stop, stoppable
from podcaster.cli.terminal import err, out, print_json
from podcaster.domain.days import DateAsked
from podcaster.errors import Misused, PodcasterError
from podcaster.ledger.ledger import Ledger
from podcaster.pipeline.outcomes import Outcome
from podcaster.pipeline.produce import Production, utc_now
from podcaster.pipeline.tally import Tally
from podcaster.wiring import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a night is told."""

    as_json: bool
    quiet: bool
    with_learners: bool = False


def carry_out(
    house: House,
    command: str,
    asked: DateAsked,
    work: Callable[[Production, Stop], Iterable[Outcome]],
    manner: Manner,
) -> None:
    """Does a night's work under the lock and its run row, and ends with its exit code."""
    began, tally, code = time.monotonic(), Tally(), 1
    with stoppable() as stop, house.locked(), house.ledger() as ledger:
        house.require_room()
        run_id = ledger.start_run(command, asked.named, asked.now)
        production = house.production(ledger, run_id)
        house.workers.begin_nothing_after(stop)
        try:
            production.tidy()
            for outcome in _watched(work(production, stop), tally, manner):
                tally.add(outcome)
            code = _exit_code(tally, house, asked, stop)
        except PodcasterError as error:
            code = error.exit_code
            raise
        finally:
            _close(ledger, run_id, tally, code)
    if code == Misused.exit_code:
        raise Misused(f"{asked.named} has not begun yet where any of the learners is")
    _tell(tally, house, asked, manner, run_id, seconds=time.monotonic() - began)
    raise typer.Exit(code)


def rehearse(house: House, asked: DateAsked, outcomes: Iterable[Outcome], manner: Manner) -> None:
    """Counts what a night would do, without lock, rows or cost."""
    began, tally = time.monotonic(), Tally()
    for outcome in _watched(outcomes, tally, manner):
        tally.add(outcome)
    _tell(tally, house, asked, manner, None, seconds=time.monotonic() - began)
    raise typer.Exit(tally.rehearsed_exit_code)


def _close(ledger: Ledger, run_id: str, tally: Tally, code: int) -> None:
    ledger.finish_run(
        run_id,
        at=utc_now(),
        eligible=tally.due,
        completed=tally.completed,
        failed=tally.failed,
        skipped=tally.skipped,
        cost_micro_usd=tally.cost_micro_usd,
        exit_code=code,
    )


def _exit_code(tally: Tally, house: House, asked: DateAsked, stop: Stop) -> int:
    nobody_is_there_yet = not tally.due and tally.skipped["not_yet_today"] > 0
    if asked.is_ahead_of(house.zone) and nobody_is_there_yet:
        return Misused.exit_code
    return tally.exit_code(stop.signal)


def _tell(
    tally: Tally, house: House, asked: DateAsked, manner: Manner, run_id: str | None, seconds: float
) -> None:
    day = asked.for_zone(house.zone)
    if manner.as_json:
        print_json(
            summary.as_json(tally, day=day, run_id=run_id, with_learners=manner.with_learners)
        )
    elif out.is_terminal and not manner.quiet:
        summary.draw(tally, day=day, rehearsed=run_id is None, seconds=seconds)
    summary.complain(tally, day=day)


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
