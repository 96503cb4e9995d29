"""What verifying found: each problem as a line, the count at the end, or one object."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from podcaster.cli.amounts import money
from podcaster.cli.terminal import in_line, out, print_json, say, warn
from podcaster.ledger.objects import ObjectRow
from podcaster.upkeep.faults import Fault, Kind
from podcaster.upkeep.repair import Repair

LISTED = 20
"""How many problems are spelled out for people, and in a mail of cron's."""
KEPT = 1000
"""How many `--json` names; the others are only counted."""


@dataclass(slots=True)
class Findings:
    """How many problems there are, and the first of them with what became of each."""

    checked: int = 0
    repaired: int = 0
    counts: Counter[Kind] = field(default_factory=Counter)
    problems: list[tuple[Fault, Repair | None]] = field(default_factory=list)
    lost: int = 0
    remakes: list[tuple[ObjectRow, int | None]] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    """Why stores could not be looked at, or not to the end."""

    def add(self, fault: Fault, repair: Repair | None) -> None:
        """Counts a problem, and keeps it if it is one of the first."""
        self.counts[fault.kind] += 1
        self.repaired += repair is not None and repair.is_done
        if len(self.problems) < KEPT:
            self.problems.append((fault, repair))

    def add_lost(self, row: ObjectRow, price: Callable[[ObjectRow], int | None]) -> None:
        """Counts an episode that would have to be made again, and what one of the first costs."""
        self.lost += 1
        if len(self.remakes) < KEPT:
            self.remakes.append((row, price(row)))

    def exit_code(self, interrupted_by: int | None) -> int:
        """Interrupted before problems."""
        if interrupted_by is not None:
            return 128 + interrupted_by
        return 3 if self.away or self.repaired < self.counts.total() else 0


def draw_fault(fault: Fault, repair: Repair | None, *, quiet: bool) -> None:
    """One problem and what was done about it; beside the result where that is `quiet`."""
    tell = warn if quiet else say
    whose = f" (learner {in_line(fault.user_id)})" if fault.user_id is not None else ""
    copy = ", a copy left behind" if fault.is_copy else ""
    said = f": {in_line(fault.said, 500)}" if fault.said else ""
    line = f"{fault.kind:<10} {fault.store}: {in_line(fault.key, 300)}{whose}{copy}{said}"
    tell(line, "green" if repair is not None and repair.is_done else "red")
    if repair is not None:
        tell(f"{'':10} -> {in_line(repair.said, 500)}")


def draw_end(findings: Findings, *, repairs: bool, quiet: bool, interrupted: bool) -> None:
    """The count, and what is left to do; `repairs` tells whether anything could be mended."""
    count, repaired = findings.counts.total(), findings.repaired
    _and_more(count, say if not quiet else warn)
    if out.is_terminal and not quiet:
        say(f"{findings.checked} checked, {count} problems, {repaired} repaired")
    for row, cost in findings.remakes[:LISTED]:
        who = f"learner {in_line(row.user_id)}, {row.date}"
        warn(f"  {who}: `podcaster retry --remake` would make it again for {money(cost)}")
    _and_more(findings.lost, warn)
    for each in findings.away:
        warn(f"podcaster: {in_line(each, 500)}", "red")
    if left := count - repaired:
        warn(f"podcaster: {left} problems in {findings.checked} recordings", "red")
        if not repairs:
            warn("`podcaster verify --repair` mends what a whole copy is left of, for nothing.")
    if interrupted:
        warn("podcaster: interrupted; the rest was not looked at", "yellow")


def _and_more(count: int, tell: Callable[[str], None]) -> None:
    if count > LISTED:
        tell(f"  and {count - LISTED} more: --json names the first thousand")


def print_findings(findings: Findings, *, interrupted: bool) -> None:
    """The object of `verify --json`; scripts rely on these names."""
    print_json(
        {
            "checked": findings.checked,
            "counts": dict(sorted(findings.counts.items())),
            "problems": [_problem(fault, repair) for fault, repair in findings.problems],
            "repaired": findings.repaired,
            "remakes": [
                {
                    "user_id": row.user_id,
                    "tenant": row.tenant,
                    "date": row.date.isoformat(),
                    "cost_micro_usd": cost,
                }
                for row, cost in findings.remakes
            ],
            "away": findings.away,
            "interrupted": interrupted,
        }
    )


def _problem(fault: Fault, repair: Repair | None) -> dict[str, object]:
    row = fault.row
    return {
        "kind": fault.kind,
        "key": fault.key,
        "user_id": fault.user_id,
        "tenant": row.tenant if row else None,
        "date": row.date.isoformat() if row else None,
        "store": fault.store,
        "belongs_at": row.key if row and fault.kind == "misplaced" else None,
        "is_copy": fault.is_copy,
        "repaired": repair is not None and repair.is_done,
        "said": repair.said if repair else fault.said,
    }
