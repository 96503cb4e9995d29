"""What drivers and servers say, in our words: without names, secrets or data."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from podcaster.errors import Misused, SourceUnreadable
from podcaster.sources.database.troubles import Trouble, code_of, trouble_of

SOURCE = "[learners] source"
"""Where a URL is mended, unless it was looked up elsewhere; see `mended_in`."""
_URL = f"the URL in {SOURCE}"
_SAYS: dict[Trouble, str] = {
    "password": f"refuses this user name or password; put the right ones into {_URL}",
    "rights": f"is not for this user; grant it SELECT there, or name another user in {_URL}",
    "no_database": f"does not exist on its server; name the right one in {_URL}",
    "no_host": f"is on a host that is not known here; mend the host in {_URL}",
    "unreachable": f"does not answer; see that it is up, and mend host and port in {_URL}",
    "not_let_in": "does not let this machine in; allow it there, such as in pg_hba.conf",
    "tls": f"and podcaster found no secure connection; mend the TLS settings in {_URL} or there",
    "full": "has no connection left; try again later, or allow more there",
    "starting": "is starting or stopping; try again in a minute",
    "slow": (
        "took longer over a query than [learners] statement_timeout allows;"
        " raise that, or give its tables the indexes that the platform makes"
    ),
    "lost": "ended the connection; see that it is up, then run the same again",
    "writes": "was asked to change data, which podcaster never does; write plain SELECTs only",
    "in_use": "is locked by another program; end that, then run the same again",
    "no_sqlite": f"is no SQLite database; name another file in {SOURCE}",
    "damaged": "is damaged; put its newest backup there",
    "journal": (
        "is being written by another program, or was when that ended;"
        " let the user that runs podcaster write to its directory"
    ),
    "unopened": "cannot be opened by this user; let the user that runs podcaster read it",
}


_NO_TABLE = {"42P01", "1146"}
_NO_COLUMN = {"42703", "1054"}
_NO_RIGHT = {"42501", "1142", "1143"}
_OF_SQLITE = re.compile(r"no such (table|column): ([\w.]+)")
_NAME = re.compile(r"""["'«„`]([\w.]+)["'»“`]|\b([A-Za-z_]\w*\.[A-Za-z_]\w*)""")
"""A name in the text of a server, whose language is its own."""
_TABLE = re.compile(r"(?:for|on)\b.*?\b(?:table|view|relation)\s+(\S+)", re.IGNORECASE)
_SOMEBODY = re.compile(r"user\s+'[^']*'(?:@'[^']*')?|role\s+\"[^\"]*\"")
_LONGEST = 200


@contextmanager
def mended_in(where: str) -> Iterator[None]:
    """Lets what is said of SOURCE name the place where its URL stands."""
    try:
        yield
    except (Misused, SourceUnreadable) as error:
        if where == SOURCE:
            raise
        raise type(error)(str(error).replace(SOURCE, where)) from None


def unreadable(error: DBAPIError, name: str) -> SourceUnreadable:
    """What is wrong with the database `name`, and what to do."""
    trouble = trouble_of(error)
    if trouble:
        return SourceUnreadable(f"the database {name} {_SAYS[trouble]}")
    missing = what_is_missing(error)
    if missing:
        return SourceUnreadable(
            f"the database {name} has no {missing}; see what needs it with `podcaster doctor`"
        )
    code = code_of(error) or type(error.orig).__name__
    return SourceUnreadable(
        f"the database {name} could not carry out a query ({code});"
        " look for that in its log, and at the queries that are yours"
    )


def unopened(error: OSError | RuntimeError | UnicodeError, name: str) -> SourceUnreadable:
    """What a driver raises beside its own errors, before there is a connection."""
    if isinstance(error, UnicodeError):
        return SourceUnreadable(f"the database {name} {_SAYS['no_host']}")
    if isinstance(error, OSError):
        return SourceUnreadable(
            f"the database {name} was not asked: a file that {_URL} names cannot be read"
            f" ({error.strerror}); mend its path"
        )
    return SourceUnreadable(
        f"the database {name} asks for the password in a way that needs the package cryptography;"
        " install it with pip install 'podcaster[mysql]'"
    )


def what_is_missing(error: DBAPIError) -> str | None:
    """`table intelligence_matchscore`, `column users_profile.locale`, or None."""
    code, said = code_of(error), str(error.orig)
    if found := _OF_SQLITE.search(said):
        return _named(found[1], found[2], error.statement)
    if code in _NO_TABLE:
        return _named("table", _name_in(said), error.statement)
    if code in _NO_COLUMN:
        return _named("column", _name_in(said), error.statement)
    return None


def what_is_forbidden(error: DBAPIError) -> str | None:
    """`table intelligence_matchscore`, where this user may not read that; else None."""
    if code_of(error) not in _NO_RIGHT:
        return None
    found = _TABLE.search(str(error.orig))
    bare = re.sub(r"[`'\".,)]+", " ", found[1]).split() if found else []
    return f"table {bare[-1]}" if bare else "one of its tables"


def complaint(error: DBAPIError) -> str | None:
    """What the database has against a statement itself; None where something else is wrong.

    Only for queries that are tried: of one that reads, the text could quote a row.
    """
    if trouble_of(error) not in (None, "rights") or not code_of(error):
        return None
    said = str(error.orig.args[-1]) if error.orig and error.orig.args else ""
    return _SOMEBODY.sub("this user", said.partition("\n")[0])[:_LONGEST]


def _name_in(said: str) -> str:
    found = _NAME.search(said)
    return (found[1] or found[2]) if found else "that it names"


def _named(kind: str, name: str, statement: str | None) -> str:
    """A table without its database, a column with its table and not with that one's alias."""
    if kind == "table":
        return f"table {name.rpartition('.')[2]}"
    alias, _, column = name.rpartition(".")
    alias = alias.rpartition(".")[2]
    found = alias and re.search(
        rf"\b(?:FROM|JOIN)\s+([\w.]+)\s+(?:AS\s+)?{alias}\b", statement or "", re.IGNORECASE
    )
    table = found[1] if found else alias
    return f"column {table}.{column}" if table else f"column {column}"
