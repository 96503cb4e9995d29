"""From what the operator named to a source."""

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from podcaster.domain.days import DateAsked
from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.sources.export import Export
from podcaster.sources.folder import Folder
from podcaster.sources.options import SAMPLE, LearnersOptions, is_url, variable_of
from podcaster.sources.plan_file import planned
from podcaster.sources.sample import Sample
from podcaster.sources.source import Source

if TYPE_CHECKING:
    from podcaster.sources.database.connecting import Connector


def open_source(
    options: LearnersOptions,
    asked: DateAsked,
    zone: ZoneInfo,
    directory: Path,
    *,
    credentials: Credentials | None = None,
    active_within_days: int = 14,
    min_answers: int = 0,
) -> Source:
    """The source of learners; nothing is opened before its pages are asked for.

    A relative path is relative to `directory`. `zone` is that of learners who name none.
    `active_within_days` is how far back a database is searched for traces of activity, and with
    `min_answers` it has to have answers; `credentials` hold what "env:NAME" names. Misused where
    nothing can be read by these options.
    """
    named = _named(options.source, credentials)
    if named == SAMPLE:
        source: Source = Sample(asked, zone, tenant=options.tenant)
    elif is_url(named):
        connector = _connector(named, options, directory)
        source = _database(connector, options, asked, active_within_days, min_answers)
    else:
        path = directory / named
        source = open_export(path, options, asked, active_within_days, min_answers=min_answers)
    return planned(source, options.plan)


def _named(source: str, credentials: Credentials | None) -> str:
    """What `source` names, once a variable is looked up; the text may hold a password."""
    name = variable_of(source)
    if name is None:
        return source
    secret = credentials.secret(name) if credentials else None
    if secret is None:
        raise Misused(
            f"[learners] source is env:{name}, and {name} is not set: put it, or {name}_FILE with"
            " the path of a file that holds it, into the environment or into env_file"
        )
    return secret.reveal()


def _connector(url: str, options: LearnersOptions, directory: Path) -> "Connector":
    # Imported when it is needed: a database library takes a while.
    from podcaster.sources.database.connecting import Connector
    from podcaster.sources.database.failures import SOURCE

    variable = variable_of(options.source)
    where = f"{variable} (in the environment or env_file)" if variable else SOURCE
    timeout = options.statement_timeout
    return Connector.of_url(url, timeout=timeout, directory=directory, where=where)


def _database(
    connector: "Connector",
    options: LearnersOptions,
    asked: DateAsked,
    active_within_days: int,
    min_answers: int,
) -> Source:
    from podcaster.sources.database.database import Database

    return Database(
        connector,
        options,
        asked,
        active_within_days=active_within_days,
        min_answers=min_answers,
    )


def open_export(
    path: Path,
    options: LearnersOptions,
    asked: DateAsked,
    active_within_days: int,
    *,
    min_answers: int = 0,
) -> Source:
    """A file of learners, or a folder with one file a learner."""
    if _is_folder(path):
        return Folder(path, options, asked)
    return Export(
        path, options, asked, active_within_days=active_within_days, min_answers=min_answers
    )


def _is_folder(path: Path) -> bool:
    """False for what cannot be looked at, which is told when it is read."""
    try:
        return path.is_dir()
    except OSError:
        return False
