"""What a night came to: as JSON for scripts, as a table on a terminal, as lines in cron's mail."""

import shlex
from dataclasses import dataclass, field
from datetime import date

from rich.table import Table

from podcaster.cli.terminal import err, in_line, out, say, warn
from podcaster.domain.learner import BadRecord
from podcaster.ledger.costs import RunCost
from podcaster.pipeline.outcomes import Due, Failed
from podcaster.pipeline.tally import Tally

LISTED = 10
"""How many failures are spelled out for people; `--json` has a hundred."""
CENT = 10_000


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
        "dry_run": run_id is None,
        "due": tally.due,
        "completed": tally.completed,
        "failed": tally.failed,
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
    table.add_row(
        str(tally.due), f"{'would be' if rehearsed else ''} due on {day}".strip(), style="bold"
    )
    for status, count in sorted(tally.by_status.items()):
        table.add_row(str(count), status.replace("_", " "), style="green")
    if tally.failed:
        table.add_row(str(tally.failed), "failed", style="red")
    for reason, count in sorted(tally.skipped.items()):
        table.add_row(str(count), f"skipped: {reason.replace('_', ' ')}", style="dim")
    if tally.bad:
        table.add_row(str(tally.bad), "records that could not be read", style="red")
    out.print(table)
    price = _thought(bill.estimate_micro_usd) if rehearsed else amount(bill.cost)
    say(f"{seconds:.1f} s, {price}", "dim")
    if tally.completed:
        one = shlex.quote(in_line(tally.learners[0].learner.user_id))
        say(f"To see one: podcaster show --user {one}", "dim")
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


def complain(tally: Tally, *, day: date, interrupted: bool) -> None:
    """What went wrong, in lines that stand alone in a mail; nothing where all is well."""
    if tally.source_error is not None:
        warn(f"podcaster: {tally.source_error}", "red")
    for reason in tally.benched:
        warn(f"podcaster: not asked any more in this run: {in_line(reason, 500)}", "red")
    if tally.put_off is not None:
        warn(f"podcaster: {tally.put_off}", "yellow")
    if tally.failed:
        warn(
            f"podcaster: {tally.completed} of {tally.due} episodes of {day} are done,"
            f" {tally.failed} failed:",
            "red",
        )
    for failure in tally.failures[:LISTED]:
        where = f"{_who(failure)} ({failure.key.date}) at its {failure.stage}"
        warn(f"  {where}: {in_line(failure.reason, 500)}")
    _and_more(tally.failed)
    if tally.bad:
        warn(f"podcaster: {tally.bad} records of the source could not be read:", "red")
    for bad in tally.bad_records[:LISTED]:
        field = in_line(bad.field) or "whole record"
        warn(f"  line {bad.line}, {field}: {in_line(bad.reason, 500)}")
    _and_more(tally.bad)
    if interrupted and tally.put_off is None:
        warn(
            f"podcaster: interrupted with {tally.completed} of {tally.due} episodes done", "yellow"
        )
    if tally.failed or interrupted or tally.put_off is not None:
        warn("Run `podcaster retry` to finish what is missing; what is done is not made again.")


def money(micro_usd: int | None) -> str:
    """Micro-dollars for people: to a hundredth of a cent, and below a cent to the last of them."""
    if micro_usd is None:
        return "cost unknown"
    if micro_usd < CENT:
        return f"$0.{micro_usd:06d}" if micro_usd else "free"
    dollars, rest = divmod((micro_usd + 50) // 100, 10_000)
    return f"${dollars:,}.{rest:04d}"


def amount(cost: RunCost) -> str:
    """What is known of a cost, and how much is not: "$0.3289 and 1 request of unknown cost"."""
    if not cost.unknown:
        return money(cost.known_micro_usd)
    unknown = f"{cost.unknown} request{'s' * (cost.unknown > 1)} of unknown cost"
    return f"{money(cost.known_micro_usd)} and {unknown}" if cost.known_micro_usd else unknown


def at_least(cost: RunCost) -> str:
    """The same in a few words, for tables."""
    if not cost.unknown:
        return money(cost.known_micro_usd)
    return f"at least {money(cost.known_micro_usd)}" if cost.known_micro_usd else money(None)


def _thought(estimate: int | None) -> str:
    return money(None) if estimate is None else f"would be {money(estimate)}"


def _and_more(count: int) -> None:
    if count > LISTED:
        err.print(f"  and {count - LISTED} more: `podcaster status` counts them")


def _who(failure: Failed) -> str:
    learner = failure.key.learner
    return in_line(f"{learner.tenant}/{learner.user_id}" if learner.tenant else learner.user_id)


def _failure(failed: Failed) -> dict[str, str]:
    return {
        "user_id": failed.key.learner.user_id,
        "tenant": failed.key.learner.tenant,
        "date": failed.key.date.isoformat(),
        "stage": failed.stage,
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
