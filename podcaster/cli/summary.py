"""What a night came to: as JSON for scripts, as a table on a terminal."""

import shlex
from dataclasses import dataclass, field
from datetime import date

from rich.table import Table

from podcaster.cli.amounts import amount, money
from podcaster.cli.complaints import LISTED
from podcaster.cli.terminal import in_line, out, say, warn
from podcaster.domain.learner import BadRecord
from podcaster.ledger.costs import RunCost
from podcaster.pipeline.outcomes import Due, Failed
from podcaster.pipeline.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What a night was thought to cost, and what it did, in millionths of a US dollar."""

    estimate_micro_usd: int | None
    cost: RunCost = field(default_factory=RunCost)


def as_json(
    tally: Tally, bill: Bill, *, day: date, run_id: str | None, with_learners: bool = False
) -> dict[str, object]:
    """The object of `generate --json`; scripts rely on these names."""
    summary: dict[str, object] = {
        "date": day.isoformat(),
        "run_id": run_id,
        "due": tally.due,
        "stopped_by_limit": tally.limit is not None,
        "due_by_trace": dict(sorted(tally.due_by_trace.items())),
        "completed": tally.completed,
        "failed": tally.failed,
        "given_up": tally.given_up,
        "by_status": dict(sorted(tally.by_status.items())),
        "skipped": dict(sorted(tally.skipped.items())),
        "failures": [_failure(each) for each in tally.failures],
        "bad_records": [_bad(each) for each in tally.bad_records],
        "warnings": dict(sorted(tally.warnings.items())),
        "benched": tally.benched,
        "source_error": str(tally.source_error) if tally.source_error else None,
        "estimate_micro_usd": bill.estimate_micro_usd,
        "cost_micro_usd": bill.cost.cost_micro_usd,
        "known_cost_micro_usd": bill.cost.known_micro_usd,
        "unknown_attempts": bill.cost.unknown,
    }
    if with_learners:
        summary["learners"] = [_due(each) for each in tally.learners]
    return summary


def draw(tally: Tally, bill: Bill, *, day: date, rehearsed: bool, seconds: float) -> None:
    """The night as a table, for somebody who is looking."""
    table = Table(show_header=False, box=None, padding=(0, 1))
    table.add_column(justify="right")
    table.add_column()
    table.add_row(*_due_in_words(tally, day, rehearsed=rehearsed), style="bold")
    if others := tally.due_by_trace.total():
        table.add_row(str(others), "of them seen by other traces than a login", style="dim")
    for status, count in sorted(tally.by_status.items()):
        table.add_row(str(count), status.replace("_", " "), style="green")
    if tally.failed:
        given_up = f", {tally.given_up} of them given up" if tally.given_up else ""
        table.add_row(str(tally.failed), f"failed{given_up}", style="red")
    for reason, count in sorted(tally.skipped.items()):
        table.add_row(str(count), f"skipped: {reason.replace('_', ' ')}", style="dim")
    if tally.bad:
        table.add_row(str(tally.bad), "records that could not be read", style="red")
    out.print(table)
    price = _thought(tally, bill) if rehearsed else amount(bill.cost)
    say(f"{seconds:.1f} s, {price}", "dim")
    if tally.completed:
        first = tally.learners[0]
        one = shlex.quote(in_line(first.learner.user_id))
        say(f"To see one: podcaster show --user {one} --date {first.date}", "dim")
    for text, count in sorted(tally.warnings.items()):
        warn(f"warning: {in_line(text, 200)} ({count} x)", "yellow")


def name_left_out(names: list[str]) -> None:
    """Who was not asked for want of credentials; nothing where everybody could be."""
    if names:
        once = ", ".join(dict.fromkeys(names))
        say(f"Without credentials, so not asked: {once}. `podcaster doctor` says more.", "dim")


def name(tally: Tally) -> None:
    """The first of those who are due, a line each."""
    for each in tally.learners[:LISTED]:
        say(f"  {in_line(each.learner.user_id)}, {each.date}, {each.plan}, {each.language}")
    if tally.due > LISTED:
        say(f"  and {tally.due - LISTED} more: --json names a hundred")


def _due_in_words(tally: Tally, day: date, *, rehearsed: bool) -> tuple[str, str]:
    """How many are due, as far as the learners were read."""
    said = f"{'would be ' if rehearsed else ''}due on {day}"
    if tally.limit is not None:
        return str(tally.due), f"{said}, then stopped by --limit"
    if tally.source_error is None:
        return str(tally.due), said
    if tally.read:
        return str(tally.due), f"{said} of those read; of the others it is not known"
    return "?", f"{said}: not known, as nobody could be read"


def _thought(tally: Tally, bill: Bill) -> str:
    if tally.source_error is not None:
        return "what it would cost is not known"
    estimate = bill.estimate_micro_usd
    return money(None) if estimate is None else f"would be {money(estimate)}"


def _failure(failed: Failed) -> dict[str, object]:
    return {
        "user_id": failed.key.learner.user_id,
        "tenant": failed.key.learner.tenant,
        "date": failed.key.date.isoformat(),
        "stage": failed.stage,
        "kind": failed.kind,
        "is_given_up": failed.is_given_up,
        "reason": failed.reason,
    }


def _bad(record: BadRecord) -> dict[str, object]:
    return {"line": record.line, "field": record.field, "reason": record.reason}


def _due(due: Due) -> dict[str, str]:
    return {
        "user_id": due.learner.user_id,
        "tenant": due.learner.tenant,
        "date": due.date.isoformat(),
        "plan": due.plan,
        "language": due.language,
    }
