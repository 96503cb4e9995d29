"""One sample night, made once and looked at by many tests."""

import fcntl
import pickle
import shutil
from collections.abc import Iterator

import pytest
from deployments import Deployment, Ended
from quick_nights import short_script
from vendors import Vendors


@pytest.fixture(scope="session")
def first_night(tmp_path_factory, worker_id) -> tuple[Deployment, Ended]:
    """A fresh deployment after its first `generate`, and how that ended.

    It is made once for all test processes, and each looks at a copy of its own.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    ending = shared / "first-night.pickle"
    with (shared / "first-night.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ending.exists():
            made = Deployment(shared / "first-night").configure()
            ending.write_bytes(pickle.dumps(made.run("generate", "--date", "today")))
    copy = tmp_path_factory.mktemp("night") / "copy"
    shutil.copytree(shared / "first-night", copy)
    return Deployment(copy), pickle.loads(ending.read_bytes())


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
