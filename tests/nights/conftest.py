"""One sample night, made once and looked at by many tests."""

import pytest
from deployments import Deployment, Ended


@pytest.fixture(scope="session")
def first_night(tmp_path_factory) -> tuple[Deployment, Ended]:
    """A fresh deployment after its first `generate`, and how that ended."""
    deployment = Deployment(tmp_path_factory.mktemp("night")).configure()
    return deployment, deployment.run("generate", "--date", "today")


@pytest.fixture
def fresh(tmp_path) -> Deployment:
    """A deployment in which nothing has happened yet."""
    return Deployment(tmp_path / "deployment").configure()
