"""One loopback server for all cloud engines, and the rows of what may go wrong."""

from collections.abc import Iterator

import pytest
from vendors import Vendors

from podcaster.remote.http import Http


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrises by the table of the class that inherits the contract."""
    if "row" in metafunc.fixturenames:
        rows = metafunc.cls.ROWS
        metafunc.parametrize("row", list(rows.values()), ids=list(rows))


@pytest.fixture(scope="session")
def _vendors() -> Iterator[Vendors]:
    with Vendors() as vendors:
        yield vendors


@pytest.fixture
def vendors(_vendors: Vendors) -> Vendors:
    _vendors.reset()
    return _vendors


@pytest.fixture(scope="session")
def http() -> Iterator[Http]:
    http = Http()
    yield http
    http.close()
