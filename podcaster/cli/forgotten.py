"""The receipt of who was forgotten: what went, what is left, what is out of reach."""

from dataclasses import asdict, dataclass
from pathlib import Path

from podcaster.cli.drawing import draw_table
from podcaster.cli.terminal import in_line, print_json, say, warn
from podcaster.upkeep.receipt import Receipt

BACKUPS = (
    "Backups of the ledger and of stores are out of reach, and so is what a service keeps of"
    " removed objects for a time (soft delete): delete those, or let them run out. After an older"
    " backup is put back, run this again."
)


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt, the file that was handed over, and other ledgers beside the one in use."""

    receipt: Receipt
    export: Path | None
    backups: tuple[str, ...]


def tell(told: Told, *, as_json: bool, quiet: bool) -> None:
    """Prints the receipt; what is left is told in any case."""
    if as_json:
        print_json(_json(told))
    elif not quiet:
        _draw(told)
    if left := told.receipt.left:
        warn("podcaster: not everything could be removed; run it again when that is mended:", "red")
        for each in left:
            warn(f"  {each.where}: {in_line(each.reason, 500)}")


def _draw(told: Told) -> None:
    receipt, learner = told.receipt, told.receipt.learner
    of = f" of tenant {in_line(learner.tenant)}" if learner.tenant else ""
    say(f"{in_line(learner.user_id)}{of} is forgotten; nothing is made for them any more", "bold")
    if told.export is not None:
        say(f"What was stored is handed over in {told.export}.")
    if receipt.is_bare:
        say("Nothing was stored about them.")
    else:
        draw_table(("removed", "count"), ((what, str(count)) for what, count in _counts(receipt)))
    if receipt.vacuumed:
        say("The ledger's file was written anew, without them.")
    for path in told.backups:
        say(f"Another ledger may hold them yet, remove it: {path}", "yellow")
    say(BACKUPS, "dim")


def _counts(receipt: Receipt) -> list[tuple[str, int]]:
    return [
        ("recordings", receipt.objects),
        ("copies that migrations had left", receipt.copies),
        ("older versions and marks of removal", receipt.versions),
        ("recordings in the spool", receipt.spool_files),
        ("kept answers", receipt.kept_answers),
        ("rows of the ledger", receipt.rows),
    ]


def _json(told: Told) -> dict[str, object]:
    """The object of `forget --json`; scripts rely on these names."""
    receipt = told.receipt
    return {
        "user_id": receipt.learner.user_id,
        "tenant": receipt.learner.tenant,
        "objects": receipt.objects,
        "versions": receipt.versions,
        "copies": receipt.copies,
        "kept_answers": receipt.kept_answers,
        "spool_files": receipt.spool_files,
        "rows": receipt.rows,
        "vacuumed": receipt.vacuumed,
        "left": [asdict(each) for each in receipt.left],
        "export": None if told.export is None else str(told.export),
        "backups": list(told.backups),
        "note": BACKUPS,
    }
