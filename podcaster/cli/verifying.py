"""Verifying, drawn: every problem as it is found, what was done about it, and the count."""

import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from podcaster.cli.amounts import money
from podcaster.cli.endings import stoppable
from podcaster.cli.terminal import err, in_line, out, print_json, say, warn
from podcaster.errors import Rejected
from podcaster.ledger.objects import ObjectRow
from podcaster.ledger.view import LedgerView
from podcaster.upkeep.faults import Fault
from podcaster.upkeep.repair import Repair, Repairer
from podcaster.upkeep.verify import Verifier
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How thoroughly, where, and whether to mend."""

    reads: bool
    repairs: bool
    store: str | None
    jobs: int


@dataclass(slots=True)
class Findings:
    """The count, and every problem with what became of it."""

    checked: int = 0
    problems: list[tuple[Fault, Repair | None]] = field(default_factory=list)
    remakes: list[tuple[ObjectRow, int | None]] = field(default_factory=list)

    @property
    def repaired(self) -> int:
        """How many problems there are no more."""
        return sum(repair is not None and repair.is_done for _, repair in self.problems)

    def exit_code(self, interrupted_by: int | None) -> int:
        """Interrupted before problems."""
        if interrupted_by is not None:
            return 128 + interrupted_by
        return 3 if self.repaired < len(self.problems) else 0


def verify_archive(house: House, wanted: Wanted, *, as_json: bool, quiet: bool) -> int:
    """Compares what was asked for, mends if asked to, and tells; the exit code."""
    findings = Findings()
    with (
        stoppable(house.stop) as interruption,
        tempfile.TemporaryDirectory(prefix="podcaster-") as room,
        house.reading_ledger() as ledger,
    ):
        for fault in _faults(house, ledger, wanted, Path(room), findings):
            repair = _repairer(house, ledger, room).repair(fault) if wanted.repairs else None
            findings.problems.append((fault, repair))
            if repair is not None and repair.needs_remaking and fault.row is not None:
                findings.remakes.append((fault.row, _price(house, ledger, fault.row)))
            if not as_json:
                _draw(fault, repair, quiet=quiet)
    interrupted = interruption.signal is not None
    if as_json:
        print_json(_json(findings, interrupted=interrupted))
    else:
        _draw_end(findings, wanted, quiet=quiet, interrupted=interrupted)
    return findings.exit_code(interruption.signal)


def _faults(
    house: House, ledger: LedgerView, wanted: Wanted, room: Path, findings: Findings
) -> Iterator[Fault]:
    """The problems of the stores in question, with a line of counts on a terminal."""
    stores = [house.store_named(name) for name in house.stores_in_use(ledger, wanted.store)]
    verifier = Verifier(
        ledger=ledger,
        others=tuple(house.config.stores),
        room=room,
        jobs=wanted.jobs,
        reads=wanted.reads,
        stop=house.stop,
    )
    with err.status("verifying") if err.is_terminal else nullcontext() as status:
        for store in stores:
            for compared in verifier.compare(store):
                findings.checked += compared.is_row
                if compared.fault is not None:
                    yield compared.fault
                if status is not None and findings.checked % 100 == 0:
                    found = len(findings.problems)
                    status.update(f"{store.name}: {findings.checked} checked, {found} problems")


def _repairer(house: House, ledger: LedgerView, room: str) -> Repairer:
    return Repairer(
        ledger=ledger, store_named=house.store_named, spool=house.spool, room=Path(room)
    )


def _price(house: House, ledger: LedgerView, lost: ObjectRow) -> int | None:
    """What it would cost to speak an episode again, in micro-dollars; None where not known."""
    row = ledger.episode(lost.user_id, lost.tenant, lost.date)
    if row is None or row.script_text is None or row.plan not in house.studio.narrators:
        return None
    narrators = house.studio.narrators[row.plan]
    try:
        forecast = narrators.forecast(row.language, row.tts_voice_gender, len(row.script_text))
    except Rejected:
        return None
    return forecast.cost_micro_usd


def _draw(fault: Fault, repair: Repair | None, *, quiet: bool) -> None:
    tell = warn if quiet else say
    whose = f" (learner {in_line(fault.user_id)})" if fault.user_id is not None else ""
    copy = ", a copy left behind" if fault.is_copy else ""
    said = f": {in_line(fault.said, 500)}" if fault.said else ""
    line = f"{fault.kind:<10} {fault.store}: {in_line(fault.key, 300)}{whose}{copy}{said}"
    tell(line, "green" if repair is not None and repair.is_done else "red")
    if repair is not None:
        tell(f"{'':10} -> {in_line(repair.said, 500)}")


def _draw_end(findings: Findings, wanted: Wanted, *, quiet: bool, interrupted: bool) -> None:
    count, repaired = len(findings.problems), findings.repaired
    if out.is_terminal and not quiet:
        say(f"{findings.checked} checked, {count} problems, {repaired} repaired")
    for row, cost in findings.remakes:
        who = f"learner {in_line(row.user_id)}, {row.date}"
        warn(f"  {who}: `podcaster retry --remake` would make it again for {money(cost)}")
    if left := count - repaired:
        warn(f"podcaster: {left} problems in {findings.checked} recordings", "red")
        if not wanted.repairs:
            warn("`podcaster verify --repair` mends what a whole copy is left of, for nothing.")
    if interrupted:
        warn("podcaster: interrupted; the rest was not looked at", "yellow")


def _json(findings: Findings, *, interrupted: bool) -> dict[str, object]:
    """The object of `verify --json`; scripts rely on these names."""
    return {
        "checked": findings.checked,
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
        "interrupted": interrupted,
    }


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
