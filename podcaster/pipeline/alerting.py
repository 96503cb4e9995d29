"""When a night is worth waking somebody: counts and thresholds in, sentences out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["warning", "alert"]
Kind = Literal[
    "nothing",
    "failures",
    "source",
    "bad_records",
    "benched",
    "credentials_lost",
    "in_vain",
    "budget",
    "disk",
    "put_off",
    "interrupted",
    "given_up",
    "too_old",
    "bug",
    "configuration",
]

RETRY, STATUS, DOCTOR = "podcaster retry", "podcaster status", "podcaster doctor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a run came to, in numbers and in sentences that are about no single learner.

    `failed` and `completed` are episodes of this run, `read` learners that could be read and `bad`
    records that could not. `bugs` counts failures that are nobody's but the program's, and the
    run's own end by one. `too_old` episodes of earlier runs are not done, and nobody goes on with
    them. `configuration`, `source`, `budget`, `disk` and `put_off` say why, and are
    "" where all is well; `put_off` is any other reason for learners being left. In a `retry` are
    only learners who have failed before, so that no share is judged again.
    """

    is_retry: bool = False
    read: int = 0
    bad: int = 0
    due: int = 0
    completed: int = 0
    failed: int = 0
    given_up: int = 0
    too_old: int = 0
    bugs: int = 0
    is_interrupted: bool = False
    configuration: str = ""
    source: str = ""
    budget: str = ""
    disk: str = ""
    put_off: str = ""
    benched: Sequence[str] = ()
    credentials_lost: Sequence[str] = ()
    in_vain: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """What somebody should know, and the command to run next.

    An `alert` leaves learners without episodes until somebody acts; a `warning` can wait for the
    day.
    """

    level: Level
    kind: Kind
    said: str
    do: str


def alerts_of(
    night: Night, *, warn_above: float, fail_above: float, least: int
) -> tuple[Alert, ...]:
    """What to tell of a night, alerts before warnings; nothing where all is well.

    More than the share `warn_above` of what was tried is a warning, more than `fail_above` an
    alert; of fewer than `least` no share is judged.
    """

    def judged(kind: Kind, wrong: int, of: int, what: str, do: str) -> Iterator[Alert]:
        if of < max(least, 1) or wrong / of <= warn_above:
            return
        is_bad = wrong / of > fail_above
        limit = f"fail_above = {fail_above:g}" if is_bad else f"warn_above = {warn_above:g}"
        said = f"{wrong} of {of} {what}: {wrong / of:.1%} is more than [alerts] {limit}"
        yield Alert("alert" if is_bad else "warning", kind, said, do)

    found = [*_of_run(night), *_of_providers(night)]
    if not night.is_retry:
        tried = night.completed + night.failed
        found += judged("failures", night.failed, tried, "episodes failed", RETRY)
        records = night.read + night.bad
        found += judged("bad_records", night.bad, records, "records cannot be read", DOCTOR)
    return tuple(sorted(found, key=lambda each: each.level))  # "alert" < "warning"


def _of_run(night: Night) -> Iterator[Alert]:
    """What is wrong with the run as a whole."""
    if night.bugs:
        said = f"a bug, met {_times(night.bugs)}: its traceback is in the log"
        yield Alert("alert", "bug", said, STATUS)
    if night.configuration:
        yield Alert("alert", "configuration", night.configuration, DOCTOR)
    if night.source:
        yield Alert("alert", "source", night.source, DOCTOR)
    if night.due and not (night.completed or night.is_retry or night.is_interrupted):
        said = f"none of the {night.due} learners who were due has an episode"
        yield Alert("alert", "nothing", said, DOCTOR)
    if night.budget:
        yield Alert("alert", "budget", night.budget, RETRY)
    if night.disk:
        yield Alert("alert", "disk", night.disk, RETRY)
    if night.put_off:
        yield Alert("warning", "put_off", night.put_off, RETRY)
    if night.is_interrupted:
        said = f"the run was interrupted with {night.completed} of {night.due} episodes done"
        yield Alert("warning", "interrupted", said, RETRY)
    if night.given_up:
        said = f"given up after their last try: {_count(night.given_up, 'episode')}"
        yield Alert("warning", "given_up", said, STATUS)
    if night.too_old:
        count = _count(night.too_old, "episode")
        said = f"never finished, and older than [pipeline] retry_days: {count}"
        yield Alert("warning", "too_old", said, STATUS)


def _of_providers(night: Night) -> Iterator[Alert]:
    """Who could not be asked, or was in vain; equal sentences once."""
    kinds: tuple[tuple[Level, Kind, Sequence[str]], ...] = (
        ("alert", "benched", night.benched),
        ("warning", "credentials_lost", night.credentials_lost),
        ("warning", "in_vain", night.in_vain),
    )
    for level, kind, sentences in kinds:
        for said in dict.fromkeys(sentences):
            yield Alert(level, kind, said, DOCTOR)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
