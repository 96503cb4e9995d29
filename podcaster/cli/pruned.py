"""What pruning came to: how much went, and what would not go."""

from collections import Counter
from dataclasses import dataclass, field

from podcaster.cli.complaints import LISTED
from podcaster.cli.rates import bytes_text
from podcaster.cli.terminal import in_line, out, print_json, say, warn
from podcaster.errors import PodcasterError
from podcaster.upkeep.prune import Pruned

SHOWN = 100


@dataclass(slots=True)
class Removed:
    """What went and what did not."""

    counts: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    problems: list[Pruned] = field(default_factory=list)
    error: PodcasterError | None = None

    def add(self, pruned: Pruned) -> None:
        """Counts one more episode."""
        row = pruned.row
        if pruned.said:
            self.counts["failed"] += 1
            self.problems.append(pruned)
            del self.problems[SHOWN:]
            return
        self.counts["episodes"] += 1
        if row.object_key is not None:
            self.counts["objects"] += 1
            self.bytes += row.bytes

    def exit_code(self, interrupted_by: int | None) -> int:
        """Interrupted, then put off, then problems."""
        if interrupted_by is not None:
            return 128 + interrupted_by
        if self.error is not None:
            return self.error.exit_code
        return 3 if self.counts["failed"] else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How it went as a whole."""

    dry_run: bool
    seconds: float
    interrupted: bool


def tell(removed: Removed, ended: Ended, *, as_json: bool, quiet: bool) -> None:
    """The report; nothing without a terminal where all is well, unless it was only a look."""
    if as_json:
        print_json(_json(removed, ended))
    elif not quiet and (out.is_terminal or ended.dry_run):
        _draw(removed, ended)
    _complain(removed, interrupted=ended.interrupted)


def _draw(removed: Removed, ended: Ended) -> None:
    would = "would be " if ended.dry_run else ""
    said = f"{removed.counts['episodes']} episodes {would}expired"
    gone = f"{removed.counts['objects']} recordings ({bytes_text(removed.bytes)}) {would}removed"
    say(f"{said}, {gone}, {ended.seconds:.1f} s")


def _complain(removed: Removed, *, interrupted: bool) -> None:
    if removed.error is not None:
        warn(f"podcaster: {removed.error}", "red")
    if count := removed.counts["failed"]:
        warn(f"podcaster: {count} recordings could not be removed; run `prune` again:", "red")
        for each in removed.problems[:LISTED]:
            warn(f"  {in_line(str(each.row.object_key), 200)}: {in_line(each.said, 500)}")
    if interrupted:
        warn("podcaster: interrupted; run the same command again for the rest", "yellow")


def _json(removed: Removed, ended: Ended) -> dict[str, object]:
    """The object of `prune --json`; scripts rely on these names."""
    return {
        "dry_run": ended.dry_run,
        "expired": removed.counts["episodes"],
        "removed": removed.counts["objects"],
        "bytes": removed.bytes,
        "failed": removed.counts["failed"],
        "problems": [
            {
                "key": each.row.object_key,
                "user_id": each.row.key.learner.user_id,
                "reason": each.said,
            }
            for each in removed.problems
        ],
        "put_off": str(removed.error) if removed.error else None,
        "interrupted": ended.interrupted,
        "seconds": round(ended.seconds, 3),
    }
