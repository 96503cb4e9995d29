"""One sample night, made once and looked at by many tests."""

from collections.abc import Iterator

import pytest
from deployments import Deployment, Ended
from quick_nights import short_script
from vendors import Vendors


@pytest.fixture(scope="session")
def first_night(tmp_path_factory) -> tuple[Deployment, Ended]:
    """A fresh deployment after its first `generate`, and how that ended."""
    deployment = Deployment(tmp_path_factory.mktemp("night")).configure()
    return deployment, deployment.run("generate", "--date", "today")


@pytest.fixture
def fresh(tmp_path) -> Deployment:
    """A deployment in which nothing has happened yet."""
    return Deployment(tmp_path / "deployment").configure()


@pytest.fixture(scope="session")
def stub() -> Iterator[Vendors]:
    """All vendors, running as long as the tests do."""
    with Vendors(writer=short_script) as running:
        yield running


@pytest.fixture
def vendors(stub) -> Vendors:
    """All vendors, with new accounts and nothing wrong; scripts are short."""
    stub.reset()
    stub.settings.writer = short_script
    return stub
