"""The newest row of each learner, as a database finds it."""

from typing import Any

from sqlalchemy import Select, Subquery, bindparam, func, select

from podcaster.sources.database.prepared import Moment


def newest(rows: Subquery, *, is_sqlite: bool) -> Select[Any]:
    """The newest `at` of each learner in `rows` that is not after the parameter `now`.

    A time to come would hide the newest real one.
    """
    by = [rows.c[name] for name in ("tenant", "user_id") if name in rows.c]
    # In SQLite a time is text, in one of several forms.
    at = func.datetime(rows.c.at) if is_sqlite else rows.c.at
    asked = select(*by, func.max(rows.c.at).label("at")).group_by(*by)
    return asked.where(at <= bindparam("now", type_=Moment()))
