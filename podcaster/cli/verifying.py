"""Verifying: the stores in question, every problem as it is found, what is done about it."""

import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from podcaster.cli.endings import stoppable
from podcaster.cli.terminal import err
from podcaster.cli.verified import LISTED, Findings, draw_end, draw_fault, print_findings
from podcaster.errors import CannotServe, Deferred, Rejected
from podcaster.ledger.objects import ObjectRow
from podcaster.ledger.view import LedgerView
from podcaster.storage.store import Store
from podcaster.upkeep.faults import Fault
from podcaster.upkeep.repair import Repairer
from podcaster.upkeep.verify import Compared, Verifier
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How thoroughly, where, and whether to mend."""

    reads: bool
    repairs: bool
    store: str | None
    jobs: int


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
            findings.add(fault, repair)
            if repair is not None and repair.needs_remaking and fault.row is not None:
                findings.add_lost(fault.row, partial(_price, house, ledger))
            if not as_json and findings.counts.total() <= LISTED:
                draw_fault(fault, repair, quiet=quiet)
    interrupted = interruption.signal is not None
    if as_json:
        print_findings(findings, interrupted=interrupted)
    else:
        draw_end(findings, repairs=wanted.repairs, quiet=quiet, interrupted=interrupted)
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
            for compared in _compared(verifier, store, findings):
                findings.checked += compared.is_row
                if compared.fault is not None:
                    yield compared.fault
                if status is not None and findings.checked % 100 == 0:
                    found = findings.counts.total()
                    status.update(f"{store.name}: {findings.checked} checked, {found} problems")


def _compared(verifier: Verifier, store: Store, findings: Findings) -> Iterator[Compared]:
    """What a store holds; one that does not answer keeps nobody from looking at the others."""
    try:
        yield from verifier.compare(store)
    except CannotServe as error:
        findings.away.append(str(error))
    except Deferred as error:
        if not verifier.stop.is_set():  # else it is told that the rest was not looked at
            findings.away.append(str(error))


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
