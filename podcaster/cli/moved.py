"""What a migration came to: a bar while it works, then a table, lines for a mail, or JSON."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from podcaster.cli.complaints import LISTED
from podcaster.cli.rates import bytes_text
from podcaster.cli.telling import Manner
from podcaster.cli.terminal import err, in_line, out, print_json, say, warn
from podcaster.upkeep.moves import Move, Moves, Verdict

WORDS: tuple[tuple[Verdict, str, str], ...] = (
    ("moved", "moved", "green"),
    ("deleted", "deleted", "green"),
    ("already_there", "already there", "green"),
    ("withdrawn", "expired or erased meanwhile", "dim"),
    ("conflict", "conflicts: other bytes are there", "red"),
    ("missing", "missing", "red"),
    ("rotten", "not what their rows say", "red"),
    ("failed", "failed", "red"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a migration went as a whole; `verb` says what was done: moved or deleted."""

    source: str
    target: str
    verb: str
    dry_run: bool
    seconds: float
    interrupted: bool
    store_in_config: str

    @property
    def line_to_change(self) -> str | None:
        """What sends new episodes to the target too; None where they go there."""
        if self.verb == "deleted" or self.store_in_config == self.target:
            return None
        return f'[storage] store = "{self.target}"'


def watched(
    outcomes: Iterator[Move], moves: Moves, total: int | None, manner: Manner
) -> Iterator[Move]:
    """The outcomes as they come; on a terminal with how many, how fast, and for how long."""
    if manner.as_json or manner.quiet or not err.is_terminal:
        yield from outcomes
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    began = time.monotonic()
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("", total=total, rate="")
        for move in outcomes:
            yield move
            rate = moves.bytes / max(time.monotonic() - began, 0.001)
            progress.update(task, advance=1, rate=f"{bytes_text(rate)}/s")


def tell(moves: Moves, ended: Ended, manner: Manner) -> None:
    """The report; nothing without a terminal where all is well."""
    if manner.as_json:
        print_json(as_json(moves, ended))
    elif out.is_terminal and not manner.quiet:
        _draw(moves, ended)
    _complain(moves, ended)


def as_json(moves: Moves, ended: Ended) -> dict[str, object]:
    """The object of `migrate-storage --json`; scripts rely on these names."""
    counts = moves.counts
    return {
        "source": ended.source,
        "target": ended.target,
        "dry_run": ended.dry_run,
        "moved": counts["moved"],
        "already_there": counts["already_there"],
        "conflicts": counts["conflict"],
        "missing": counts["missing"] + counts["rotten"],
        "failed": counts["failed"],
        "deleted": counts["deleted"],
        "withdrawn": counts["withdrawn"],
        "unrecorded": moves.unrecorded,
        "unattributed": moves.unattributed,
        "bytes": moves.bytes,
        "seconds": round(ended.seconds, 3),
        "problems": [_problem(each) for each in moves.problems],
        "unattributed_keys": moves.unattributed_keys,
        "put_off": str(moves.put_off) if moves.put_off else None,
        "interrupted": ended.interrupted,
        "config": ended.line_to_change,
    }


def _draw(moves: Moves, ended: Ended) -> None:
    table = Table(show_header=False, box=None, padding=(0, 1))
    table.add_column(justify="right")
    table.add_column()
    would = "would be " if ended.dry_run else ""
    for verdict, words, style in WORDS:
        if moves.counts[verdict] or verdict == ended.verb:
            is_done = verdict in ("moved", "deleted")
            text = f"{would}{words}" if is_done else words
            table.add_row(str(moves.counts[verdict]), text, style=style)
    out.print(table)
    if moves.unrecorded:
        say(f"{moves.unrecorded} of them are files that no row knows, now below legacy/", "dim")
    speed = bytes_text(moves.bytes / max(ended.seconds, 0.001))
    say(f"{bytes_text(moves.bytes)} in {ended.seconds:.1f} s, {speed}/s", "dim")
    if ended.line_to_change:
        still, instead = ended.store_in_config, ended.target
        say(f"New episodes still go to {still}. To send them to {instead}, set in config.toml:")
        say(f"  {ended.line_to_change}", "bold")


def _complain(moves: Moves, ended: Ended) -> None:
    if moves.put_off is not None:
        warn(f"podcaster: {moves.put_off}", "yellow")
    if count := moves.problem_count:
        where = f"from {ended.source} to {ended.target}"
        warn(f"podcaster: {count} objects could not be {ended.verb} {where}:", "red")
        for each in moves.problems[:LISTED]:
            warn(f"  {in_line(each.item.key, 200)}, {each.verdict}: {in_line(each.said, 500)}")
        _and_more(count)
    if count := moves.unattributed:
        warn(f"podcaster: {count} files whose names say nothing of a learner:", "yellow")
        for key in moves.unattributed_keys[:LISTED]:
            warn(f"  {in_line(key, 200)}")
        _and_more(count)
    if ended.interrupted and moves.put_off is None:
        done = moves.counts["moved"] + moves.counts["already_there"] + moves.counts["deleted"]
        warn(f"podcaster: interrupted with {done} objects done", "yellow")
    if ended.interrupted or moves.put_off is not None:
        warn("Run the same command again for the rest; what is done is not done twice.")


def _and_more(count: int) -> None:
    if count > LISTED:
        warn(f"  and {count - LISTED} more: --json names a hundred")


def _problem(move: Move) -> dict[str, str | None]:
    row = move.item.row
    return {
        "kind": move.verdict,
        "key": move.item.key,
        "user_id": move.item.user_id,
        "tenant": row.tenant if row else None,
        "reason": move.said,
    }
