"""What `migrate-storage` was asked for, from its options."""

from dataclasses import dataclass
from datetime import timedelta

from podcaster.cli.durations import parse_duration
from podcaster.cli.rates import parse_rate
from podcaster.errors import Misused


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for; `older_than` only where the copies left behind are to be deleted."""

    source: str
    target: str
    jobs: int
    limit: int | None
    bytes_per_second: int | None
    reads_back: bool
    dry_run: bool
    unrecorded: bool
    older_than: timedelta | None
    patience: float

    @classmethod
    def parsed(
        cls,
        source: str,
        target: str,
        *,
        jobs: int,
        limit: int | None,
        bandwidth: str | None,
        verify: str,
        dry_run: bool,
        unrecorded: bool,
        delete_source: bool,
        older_than: str | None,
        wait: str,
    ) -> "Order":
        """The options as they were typed; Misused where they contradict one another."""
        if source == target:
            raise Misused(f"SOURCE and TARGET are both {source}: name two stores")
        if delete_source != (older_than is not None):
            raise Misused("--delete-source and --older-than go together: add the other one")
        if delete_source and unrecorded:
            raise Misused("--delete-source knows only what rows left behind: omit --unrecorded")
        age = parse_duration(older_than) if older_than else None
        if age is not None and age < timedelta(days=1):
            raise Misused(f"--older-than {older_than} is what was left there today: say 1d or more")
        return cls(
            source=source,
            target=target,
            jobs=jobs,
            limit=limit,
            bytes_per_second=parse_rate(bandwidth) if bandwidth else None,
            reads_back=verify == "read",
            dry_run=dry_run,
            unrecorded=unrecorded,
            older_than=age,
            patience=parse_duration(wait).total_seconds(),
        )
