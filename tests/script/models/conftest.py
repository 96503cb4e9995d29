"""One loopback server for all models, and the rows that each vendor's suite brings along."""

from collections.abc import Iterator

import pytest
from script.models.loopback import Loopback, serving

from podcaster.remote.http import Http


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrises by the tables of the class that inherits the contract."""
    for argument, table in (("unusable", "UNUSABLE"), ("fault", "FAULTS")):
        if metafunc.cls and argument in metafunc.fixturenames:
            rows = getattr(metafunc.cls, table)
            metafunc.parametrize(argument, list(rows.values()), ids=list(rows))


@pytest.fixture(scope="session")
def _server() -> Iterator[Loopback]:
    with serving() as loopback:
        yield loopback


@pytest.fixture
def loopback(_server: Loopback) -> Loopback:
    return _server.play()


@pytest.fixture(scope="session")
def http() -> Iterator[Http]:
    http = Http()
    yield http
    http.close()
