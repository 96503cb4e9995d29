"""A night planned from the platform's database: everybody in one bucket, nothing private told."""

from datetime import UTC, datetime

import pytest
from academy.filling import fill
from academy.people import CANARY, build
from deployments import Deployment
from sqlalchemy import create_engine

SOURCE = '[learners]\nsource = "env:DATABASE_URL"\n'


@pytest.fixture(scope="module")
def academy():
    return build(seed=3, ordinary=10, now=datetime.now(UTC))


@pytest.fixture(scope="module")
def deployment(academy, tmp_path_factory):
    folder = tmp_path_factory.mktemp("deployment")
    url = f"sqlite:///{folder}/academy.sqlite"
    engine = create_engine(url)
    fill(engine, academy)
    engine.dispose()
    return Deployment(folder, {"DATABASE_URL": url}).configure(SOURCE)


@pytest.fixture(scope="module")
def planned(deployment):
    return deployment.call("generate", "--dry-run", "--json", "-vv")


def test_every_account_ends_in_one_bucket(academy, planned):
    assert planned.code == 0, planned
    told = planned.json
    assert told["due"] + sum(told["skipped"].values()) == len(academy.tables["auth_user"])
    assert told["due"] == len(told["learners"])
    assert told["skipped"]["inactive"] == 1


def test_whoever_left_any_trace_is_due(academy, planned):
    due = {each["user_id"] for each in planned.json["learners"]}
    found = {name for name, user in academy.people.items() if str(user) in due}
    assert found >= {"google_null", "google_old", "heartbeat_only", "login_only"}
    assert not found & {"gone", "never", "inactive"}


def test_nothing_private_is_told(planned):
    assert CANARY not in planned.out + planned.err


@pytest.mark.parametrize("name", ["bare_json", "named_by_address", "named_with_care"])
def test_explaining_a_learner_tells_nothing_private(academy, deployment, name):
    ended = deployment.call("explain", "--user", str(academy.people[name]), "--json", "-vv")
    assert ended.code == 0, ended
    assert ended.json["eligible"]
    assert CANARY not in ended.out + ended.err
