"""Whether a retry has anything to do: one query, of which most runs of cron come to no more.

Apart from the ledger's other questions because those take a while to import.
"""

from datetime import datetime
from pathlib import Path

from podcaster.ledger.database import Database, require_no_rest
from podcaster.ledger.schema import UNSERVED
from podcaster.ledger.values import day_text, moment

_BUSY_TIMEOUT = 30.0
DUE = (
    f"SELECT 1 FROM episodes WHERE {UNSERVED} AND created_at >= ?"
    " AND (next_try_at IS NULL OR next_try_at <= ?) LIMIT 1"
)


def is_anything_due(path: Path, since: datetime, now: datetime) -> bool:
    """True where the ledger at `path` has an unfinished episode whose time to be tried has come.

    Opened on the day of `since` or later. Deferred or Misused where it cannot be read as it is.
    """
    require_no_rest(path)
    if not path.exists():
        return False
    database = Database.open_to_read(path, _BUSY_TIMEOUT)
    try:
        return bool(database.rows(DUE, [day_text(since.date()), moment(now)]))
    finally:
        database.close()
