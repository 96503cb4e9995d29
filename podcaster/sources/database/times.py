"""Times of a database's rows: with a zone or without, as text or not, or no times at all."""

from datetime import UTC, date, datetime, time

from podcaster.domain.days import as_utc
from podcaster.sources.database.values import Misfit

_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_NEVER = ("0000-", "0001-")


def moment(value: object) -> datetime | None:
    """A time in UTC; one without a zone is UTC already. The years 0 and 1 are written for never."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if value.startswith(_NEVER):
            return None
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise Misfit("is no time as ISO 8601 has it") from None
    elif not isinstance(value, date):
        raise Misfit("is no time")
    elif not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if value.year <= 1:
        return None
    return _likely(value)


def _likely(found: datetime) -> datetime:
    try:
        utc = as_utc(found)
    except OverflowError:
        raise Misfit("is a time that cannot be meant") from None
    if not _FIRST <= utc < _LAST:
        raise Misfit("is a time that cannot be meant")
    return utc
