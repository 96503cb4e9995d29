"""What a run came to, as those are told who did not look: alerts and the record of the last run."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from podcaster.alerts.report import Report
from podcaster.errors import (
    Misused,
    OutOfBudget,
    OutOfRoom,
    PodcasterError,
    SourceUnreadable,
    TryLater,
)
from podcaster.pipeline.alerting import Alert, Night
from podcaster.pipeline.tally import Tally

SCHEMA = 1
"""The version of last-run.json; a key that is added does not change it."""

_VALUE = re.compile(r": ['\"]")  # what follows in a warning came with a learner's record


@dataclass(slots=True, kw_only=True)
class Ran:
    """A run, filled in as it goes on; one that dies of a bug ends with 1.

    `command` ends with ` --user` where it was for one learner. `id` is "" before it has a row.
    `error` is what ended it before its time. In one `of_retries` everybody who was due had been
    tried by an earlier run. `in_vain` and `credentials_lost` are sentences about providers.
    """

    command: str
    date: date | None
    started_at: datetime
    id: str = ""
    exit_code: int = 1
    cost_micro_usd: int | None = 0
    error: PodcasterError | None = None
    is_interrupted: bool = False
    of_retries: bool = False
    in_vain: list[str] = field(default_factory=list)
    credentials_lost: list[str] = field(default_factory=list)

    @property
    def is_retry(self) -> bool:
        """True where it reads no learners and goes on with what was begun."""
        return self.command.startswith("retry")


def night_of(ran: Ran, tally: Tally) -> Night:
    """The run in numbers and sentences.

    Of a retry only what is given up or concerns everybody is told: it comes again every few
    minutes.
    """
    is_retry = ran.is_retry
    reasons = _reasons(ran, tally)
    is_explained = bool(reasons["budget"] or reasons["disk"] or reasons["configuration"])
    return Night(
        is_retry=is_retry or ran.of_retries,
        read=tally.read,
        bad=tally.bad,
        due=0 if is_explained and not ran.is_interrupted else tally.due,
        completed=tally.completed,
        failed=tally.failed,
        given_up=tally.given_up,
        too_old=tally.too_old,
        bugs=tally.bugs + (ran.exit_code == 1),
        is_interrupted=ran.is_interrupted and not is_retry,
        **{**reasons, "put_off": "" if is_retry or tally.benched else reasons["put_off"]},
        benched=tally.benched,
        credentials_lost=ran.credentials_lost,
        in_vain=() if is_retry else ran.in_vain,
    )


def _reasons(ran: Ran, tally: Tally) -> dict[str, str]:
    """Why a run did not do everything, under the names of Night; the last of each kind."""
    said = dict.fromkeys(("configuration", "source", "budget", "disk", "put_off"), "")
    put_off = None if ran.is_interrupted else tally.put_off or tally.not_tried_again
    for error in filter(None, (put_off, tally.source_error, ran.error)):
        said[_name(error)] = str(error)
    return said


def _name(error: PodcasterError) -> str:
    match error:
        case Misused():
            return "configuration"
        case OutOfBudget():
            return "budget"
        case OutOfRoom():
            return "disk"
        case TryLater():
            return "put_off"
        case SourceUnreadable() | _:
            return "source"


def report_of(ran: Ran, tally: Tally, alerts: tuple[Alert, ...]) -> Report:
    """What whoever is told gets to know: counts, causes and alerts."""
    return Report(
        run_id=ran.id or f"{ran.started_at:%Y%m%dT%H%M%SZ}-not-begun",
        command=ran.command,
        date=ran.date,
        exit_code=ran.exit_code,
        due=tally.due,
        completed=tally.completed,
        failed=tally.failed,
        skipped=sum(tally.skipped.values()),
        bad_records=tally.bad,
        given_up=tally.given_up,
        causes=tally.causes,
        alerts=alerts,
    )


def record_of(
    ran: Ran, tally: Tally, alerts: tuple[Alert, ...], at: datetime, redact: Callable[[str], str]
) -> dict[str, object]:
    """last-run.json: no ids, no names, nothing out of a learner's record.

    `run_id` is None where the run ended before it had a row.
    """
    warnings: Counter[str] = Counter()
    for said, count in tally.warnings.items():
        warnings[redact(_VALUE.split(said, maxsplit=1)[0])] += count
    return {
        "schema": SCHEMA,
        "run_id": ran.id or None,
        "command": ran.command,
        "date": ran.date.isoformat() if ran.date else None,
        "started_at": ran.started_at.isoformat(),
        "finished_at": at.isoformat(),
        "exit_code": ran.exit_code,
        "due": tally.due,
        "completed": tally.completed,
        "failed": tally.failed,
        "given_up": tally.given_up,
        "bad_records": tally.bad,
        "skipped": dict(sorted(tally.skipped.items())),
        "by_status": dict(sorted(tally.by_status.items())),
        "causes": dict(tally.causes.most_common()),
        "cost_micro_usd": ran.cost_micro_usd,
        "warnings": dict(sorted(warnings.items())),
        "benched": [redact(each) for each in tally.benched],
        "alerts": [{k: redact(v) for k, v in asdict(each).items()} for each in alerts],
        "not_told": [],
    }
