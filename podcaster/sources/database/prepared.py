"""What came of trying the queries on one database: those that run, and what the others cost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, TextualSelect
from sqlalchemy.engine import Dialect
from sqlalchemy.types import DateTime, TypeDecorator, TypeEngine

from podcaster.sources.database.absence import Absent

ACCOUNTS = "auth_user"
"""The table that holds the hashes of passwords as well."""


class Moment(TypeDecorator[datetime]):
    """A time as a parameter, for comparing with what Django stores: naive UTC but on PostgreSQL.

    SQLite keeps times as text: `2025-12-06 21:04:00`, with a fraction only where there is one.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, which has no times of its own."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """A naive time is taken for UTC."""
        if value is None:
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        if dialect.name == "postgresql":
            return aware
        naive = aware.astimezone(UTC).replace(tzinfo=None)
        return str(naive) if dialect.name == "sqlite" else naive


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A query that was tried on this database.

    Wrap it: `prepared.select.subquery()` has `columns`, those of its shape that it returns;
    `ignored` are the others. Give it no parameter but `parameters`.
    """

    name: str
    select: TextualSelect
    columns: frozenset[str]
    parameters: frozenset[str]
    ignored: tuple[str, ...] = ()

    def given(self, **values: object) -> dict[str, object]:
        """Those of `values` that the query uses."""
        return {name: value for name, value in values.items() if name in self.parameters}


@dataclass(frozen=True, slots=True)
class Loss:
    """A query that cannot be run; `missing` is a clause such as "there is no table x".

    `file` is that of an operator's own query. `tables` are all that it reads, where one of them may
    not be read.
    """

    query: str
    missing: str
    costs: tuple[str, ...]
    file: str = ""
    tables: tuple[str, ...] = ()

    @property
    def fault(self) -> str:
        """What cannot be run, and why."""
        named = f"the query {self.query} in {self.file}" if self.file else f"the query {self.query}"
        return f"{named} cannot be run ({self.missing})"

    @property
    def sentence(self) -> str:
        """What is missing and what that costs."""
        return f"{self.fault}: {' and '.join(self.costs)}"

    @property
    def advice(self) -> str:
        """What to do about it."""
        if self.tables:
            all_of_it = (
                f"let podcaster's account read them: GRANT SELECT ON {', '.join(self.tables)}"
            )
            has_secrets = ACCOUNTS in self.tables
            return all_of_it + has_secrets * f", of {ACCOUNTS} only the columns in the README"
        if self.file:
            return f"mend {self.file}"
        return f"bring its tables up to date, or name your own {self.query} in [learners.query]"


@dataclass(frozen=True, slots=True)
class Preparation:
    """The queries that can be run, by name, and what is lost with the others.

    `absent` are the columns that those queries could do without and have to.
    """

    queries: Mapping[str, Prepared]
    losses: tuple[Loss, ...]
    absent: tuple[Absent, ...] = ()

    @property
    def warnings(self) -> Iterator[str]:
        """A sentence for each thing that is missing and should not be."""
        yield from (loss.sentence for loss in self.losses)
        yield from (each.sentence for each in self.absent if each.is_told)
