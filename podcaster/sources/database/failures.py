"""What drivers and servers say, in our words: without names, secrets or data."""

from sqlalchemy.exc import DBAPIError

from podcaster.errors import SourceUnreadable


def what_is_missing(error: DBAPIError) -> str | None:
    """`table intelligence_matchscore`, `column users_profile.locale`, or None."""
    said = str(error.orig)
    if "no such table: " in said:
        return "table " + said.rpartition(": ")[2]
    if "no such column: " in said:
        return "column " + said.rpartition(": ")[2]
    return None


def complaint(error: DBAPIError) -> str | None:
    """What the database has against a statement itself; None where something else is wrong."""
    return str(error.orig).partition("\n")[0][:200]


def unreadable(error: DBAPIError, name: str) -> SourceUnreadable:
    """The error in our words, about the database `name`."""
    return SourceUnreadable(f"the database {name} cannot be read; look at its log")
