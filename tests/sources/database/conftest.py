import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from academy.tables import TABLES
from sqlalchemy import create_engine

from podcaster.sources.database.connecting import Connector


@pytest.fixture(scope="session")
def tables_of_the_platform(tmp_path_factory) -> Path:
    """An SQLite file with every table of the platform and no row."""
    path = tmp_path_factory.mktemp("platform") / "empty.sqlite"
    engine = create_engine(f"sqlite:///{path}")
    TABLES.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def platform(tables_of_the_platform, tmp_path) -> Path:
    """A copy of it that a test may change."""
    path = tmp_path / "platform.sqlite"
    path.write_bytes(tables_of_the_platform.read_bytes())
    return path


@pytest.fixture
def connect() -> Iterator[Callable[..., Connector]]:
    """A Connector of a path or a URL, closed when the test ends."""
    made: list[Connector] = []

    def to(place: Path | str, timeout: float = 5) -> Connector:
        url = f"sqlite:///{place}" if isinstance(place, Path) else place
        made.append(Connector.of_url(url, timeout=timeout))
        return made[-1]

    yield to
    for each in made:
        each.close()


@pytest.fixture
def run_sql(platform) -> Callable[[str], None]:
    """Changes the platform's tables."""

    def run(sql: str) -> None:
        connection = sqlite3.connect(platform)
        connection.executescript(sql)
        connection.close()

    return run
