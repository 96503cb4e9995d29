"""One learner from the rows of several queries."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from podcaster.domain.learner import BadRecord, Gender, Learner, LearnerId
from podcaster.sources.database.languages import language_of
from podcaster.sources.database.shapes import LEARNERS
from podcaster.sources.database.times import moment
from podcaster.sources.database.values import Misfit, Row, identity, text, truth
from podcaster.sources.fields import LONGEST_NAME
from podcaster.sources.plan_file import LONGEST_FOUND

OPT_OUTS, PLAYS = "opt_outs", "plays"
MERGED = ("profiles", "preferences", OPT_OUTS, PLAYS)
"""The queries whose rows are laid over those of `learners`, in this order."""

_FLAGS = ("opted_out", "paused")
_TIMES = ("last_login_at", "last_active_at", "last_heard_at")
_NAMES = ("display_name", "first_name", "plan", "language", "timezone", "voice_gender")
_TOLD = ("plan", "plan_found", "language", "timezone", "voice_gender")
_TRACES = {"last_login_at": "login", "last_active_at": "record"}
_GENDERS: Mapping[str, Gender] = {"female": "female", "male": "male"}

NamedRow = tuple[str, Row]
"""A row, and the query it is from."""


class Unfit(Exception):
    """A value that does not fit: the column that holds it, and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column, self.reason = column, reason

    def at(self, number: int) -> BadRecord:
        """The same, told of the row with that number."""
        return BadRecord(number, self.column, self.reason)


def learner_id(row: Row, tenant: str) -> LearnerId:
    """Whose row of `learners` it is; Unfit where that cannot be told."""
    column = "user_id"
    try:
        user_id = identity(row.get(column))
        column = "tenant"
        named = row.get(column)
        return LearnerId(tenant if named in (None, "") else identity(named), user_id)
    except Misfit as misfit:
        raise Unfit(column, str(misfit)) from None


class Merged:
    """What the rows of one learner say together; Unfit where a value of them does not fit.

    Of texts the last that is not empty counts, of times the newest that is not after `now`. Who
    opted out anywhere did so, and an account that is closed anywhere is closed.
    """

    def __init__(self, rows: Iterable[NamedRow], now: datetime) -> None:
        self._now = now
        self._values: dict[str, object] = {}
        self._origins: dict[str, str] = {}
        for query, row in rows:
            self._add(query, row)

    def _add(self, query: str, row: Row) -> None:
        if query == OPT_OUTS and not row.keys() & {*_FLAGS}:
            self._values["opted_out"] = True
        for column, value in row.items():
            if value is None or value == "":
                continue
            try:
                self._values[column] = self._laid(column, value)
            except Misfit as misfit:
                where = column if query == LEARNERS else f"{query}.{column}"
                raise Unfit(where, str(misfit)) from None
            self._origins[column] = f"database: {query}.{column}"

    def _laid(self, column: str, value: object) -> object:
        before = self._values.get(column)
        if column in _FLAGS:
            return before is True or truth(value) is True
        if column == "is_active":
            return before is not False and truth(value) is not False
        if column in _TIMES:
            return self._newest(before, moment(value))
        return text(value)[:LONGEST_NAME] if column in _NAMES else value

    def _newest(self, *times: object) -> datetime | None:
        known = (time for time in times if isinstance(time, datetime) and time <= self._now)
        return max(known, default=None)

    def set_plan(self, plan: str, found: str, origin: str) -> None:
        """The plan that was found elsewhere, maybe by another name, instead of the record's own."""
        self._values["plan"], self._origins["plan"] = plan, f"database: {origin}"
        if found not in ("", plan):
            self._origins["plan_found"] = found[:LONGEST_FOUND]

    def learner(
        self, who: LearnerId, seen: Mapping[str, datetime], *, plays_are_known: bool
    ) -> Learner:
        """The learner; `seen` are the traces that other queries found."""
        traces = {**self._traces(), **seen}
        language, self._origins["language"] = language_of(self._values, self._origins)
        return Learner(
            id=who,
            display_name=self._said("display_name") or self._said("first_name"),
            is_active=self._values.get("is_active") is not False,
            last_active_at=max(traces.values(), default=None),
            plan=self._said("plan"),
            language=language,
            timezone=self._said("timezone"),
            voice_gender=_GENDERS.get(self._said("voice_gender").strip().lower()),
            opted_out=self._values.get("opted_out") is True,
            paused=self._values.get("paused") is True,
            traces=traces,
            plays_are_known=plays_are_known,
            last_heard_at=self._time("last_heard_at"),
            origins={name: said for name in _TOLD if (said := self._origins.get(name))},
        )

    def _traces(self) -> dict[str, datetime]:
        times = ((kind, self._time(column)) for column, kind in _TRACES.items())
        return {kind: time for kind, time in times if time is not None}

    def _said(self, column: str) -> str:
        value = self._values.get(column)
        return value if isinstance(value, str) else ""

    def _time(self, column: str) -> datetime | None:
        value = self._values.get(column)
        return value if isinstance(value, datetime) else None
