"""What is told of a night: counts, causes and alerts, and nothing that is about one learner."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Protocol

_LONGEST = 500  # characters of one sentence
_CAUSE = re.compile(r"[a-z][a-z0-9_]{0,39}")
OTHER = "other"


class Alert(Protocol):
    """One thing that somebody should know, and the command to run next."""

    @property
    def level(self) -> Literal["warning", "alert"]:
        """How soon to look: an `alert` leaves learners without an episode."""

    @property
    def kind(self) -> str:
        """A short word for programs."""

    @property
    def said(self) -> str:
        """One sentence for people."""

    @property
    def do(self) -> str:
        """The command to run next."""


@dataclass(frozen=True, slots=True)
class _Told:
    level: Literal["warning", "alert"]
    kind: str
    said: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run. `causes` counts failures by kind; a kind that is no plain word counts as `other`.

    `date` is None where it is each learner's today. The first of the `alerts` matters most.
    """

    run_id: str
    command: str
    date: date | None
    exit_code: int
    due: int = 0
    completed: int = 0
    failed: int = 0
    skipped: int = 0
    bad_records: int = 0
    given_up: int = 0
    causes: Mapping[str, int] = field(default_factory=dict)
    alerts: Sequence[Alert] = ()

    def redacted(self, redact: Callable[[str], str]) -> "Report":
        """The same with every text in one line, without secrets and not too long."""

        def clean(text: str) -> str:
            return _in_line(redact(_in_line(text)))[:_LONGEST]

        return replace(
            self,
            run_id=clean(self.run_id),
            command=clean(self.command),
            causes=_kinds(self.causes),
            alerts=tuple(
                _Told(each.level, _kind(each.kind), clean(each.said), clean(each.do))
                for each in self.alerts
            ),
        )

    @property
    def level(self) -> Literal["warning", "alert"] | None:
        """The worst of its alerts; None without any."""
        levels = {each.level for each in self.alerts}
        return "alert" if "alert" in levels else "warning" if levels else None

    @property
    def counts(self) -> dict[str, int]:
        """What there were how many of."""
        return {
            "due": self.due,
            "completed": self.completed,
            "failed": self.failed,
            "skipped": self.skipped,
            "bad_records": self.bad_records,
            "given_up": self.given_up,
        }


def _in_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _kind(kind: str) -> str:
    return kind if _CAUSE.fullmatch(kind) else OTHER


def _kinds(causes: Mapping[str, int]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for kind, count in causes.items():
        counted[_kind(kind)] += count
    return dict(counted.most_common())
