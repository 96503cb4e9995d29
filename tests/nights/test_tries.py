"""Failures that are tried again: in the same night, by retry, and no more after the last try."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from deployments import Deployment
from quick_nights import SHORT, HastyHouse, cloud, learner, live_in
from vendors.faults import AUTH, BAD_REQUEST

from podcaster.pipeline.tally import LEFT_BEHIND

OPENAI_ALONE = f'{SHORT}chain = ["openai"]\n'
NAMED = ("retry", "--user", "1", "--json")


@pytest.fixture
def night(tmp_path: Path, monkeypatch, vendors):
    """A deployment whose learners have scripts by one model only."""

    def made(tries: int, learners: int = 3) -> Deployment:
        live_in(monkeypatch, vendors.environment(), HastyHouse)
        config = f"{OPENAI_ALONE}[pipeline]\ntries = {tries}\n"
        records = [learner(number) for number in range(learners)]
        return cloud(tmp_path / "night", vendors.environment(), config, records)

    return made


def statuses(deployment: Deployment) -> list[tuple[str, int]]:
    rows = deployment.rows("SELECT status, failures FROM episodes ORDER BY user_id")
    return [(row["status"], row["failures"]) for row in rows]


def test_a_failure_that_passes_is_made_up_for_in_the_same_night(night, vendors):
    vendors.play("openai", BAD_REQUEST)
    deployment = night(tries=6)
    ended = deployment.call("generate", "--json", "--jobs", "1")
    assert (ended.code, ended.err) == (0, "")
    told = ended.json
    assert (told["due"], told["completed"], told["failed"]) == (3, 3, 0)
    assert (told["failures"], told["given_up"]) == ([], 0)
    assert [failures for _, failures in statuses(deployment)] == [1, 0, 0]


def wait(deployment: Deployment) -> None:
    """Lets the pauses after failures be over."""
    with closing(sqlite3.connect(deployment.state / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE episodes SET next_try_at = '2026-01-01T00:00:00.000Z'")


def test_after_its_tries_an_episode_is_given_up_counted_and_left_alone(night, vendors):
    vendors.always("openai", BAD_REQUEST)
    deployment = night(tries=2, learners=1)
    first = deployment.call("generate", "--json").json
    assert (first["failed"], first["given_up"], statuses(deployment)) == (1, 0, [("failed", 1)])
    wait(deployment)
    second = deployment.call("generate", "--json").json
    assert (second["failed"], second["given_up"]) == (1, 1)
    assert second["failures"][0]["is_given_up"]
    asked = vendors.count("openai")
    assert asked == 3  # twice in the first night, once in the second
    assert deployment.call("generate", "--json").json["skipped"] == {"already_served": 1}
    assert deployment.call("retry", "--json").json["due"] == 0
    assert vendors.count("openai") == asked


def test_who_is_named_is_tried_again_and_given_up_anew_or_served(night, vendors):
    vendors.always("openai", BAD_REQUEST)
    deployment = night(tries=1, learners=2)
    assert deployment.call("generate", "--json").json["given_up"] == 2
    again = deployment.call(*NAMED).json
    assert (again["due"], again["given_up"]) == (1, 1)
    vendors.clear()
    assert deployment.call(*NAMED).json["completed"] == 1
    assert [status for status, _ in statuses(deployment)] == ["given_up", "completed"]


@pytest.mark.parametrize("command", ["generate", "retry"])
def test_whoever_does_not_wait_uses_up_no_tries(night, vendors, command):
    vendors.always("openai", BAD_REQUEST)
    deployment = night(tries=2, learners=2)
    deployment.call("generate")
    for _ in range(3):
        told = deployment.call(command, "--user", "1", "--json").json
        assert (told["failed"], told["given_up"]) == (1, 0)
    assert statuses(deployment) == [("failed", 1), ("failed", 1)]


def test_a_wrong_key_has_nothing_given_up_and_no_second_try(night, vendors):
    vendors.always("openai", AUTH)
    deployment = night(tries=1, learners=1)
    for asked in (1, 2, 3):
        assert deployment.call("generate", "--json").json["given_up"] == 0
        assert vendors.count("openai") == asked
        wait(deployment)
    assert statuses(deployment) == [("failed", 3)]


def test_what_was_given_up_is_tried_once_more_where_that_is_asked_for(night, vendors):
    vendors.always("openai", BAD_REQUEST)
    deployment = night(tries=1, learners=3)
    deployment.call("generate")
    assert deployment.call("retry", "--json").json["due"] == 0
    again = deployment.call("retry", "--given-up", "--json").json
    assert (again["due"], again["given_up"]) == (3, 3)
    vendors.clear()
    assert deployment.call("retry", "--given-up", "--json").json["completed"] == 3
    assert deployment.call("retry", "--given-up", "--json").json["due"] == 0


def test_what_was_given_up_longer_ago_than_retry_looks_back_stays_given_up(night, vendors):
    vendors.always("openai", BAD_REQUEST)
    deployment = night(tries=1, learners=1)
    deployment.call("generate")
    with closing(sqlite3.connect(deployment.state / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE episodes SET created_at = '2026-01-01T00:00:00.000Z'")
    assert deployment.call("retry", "--given-up", "--json").json["due"] == 0


def test_what_is_too_old_to_be_finished_is_a_warning_of_every_generate(night, vendors):
    vendors.always("openai", BAD_REQUEST)
    deployment = night(tries=6, learners=2)
    assert LEFT_BEHIND not in deployment.call("generate", "--json").json["warnings"]
    with closing(sqlite3.connect(deployment.state / "ledger.sqlite")) as ledger, ledger:
        ledger.execute(
            "UPDATE episodes SET date = '2026-01-01', created_at = '2026-01-01T00:00:00.000Z'"
        )
    vendors.clear()
    assert deployment.call("retry", "--given-up", "--json").json["warnings"] == {}
    assert deployment.call("generate", "--user", "1", "--json").json["warnings"] == {}
    assert deployment.call("generate", "--json").json["warnings"] == {LEFT_BEHIND: 2}
    told = json.loads((deployment.state / "last-run.json").read_text())
    assert [each["kind"] for each in told["alerts"]] == ["too_old"]


def test_a_failure_says_its_kind_for_programs(night, vendors):
    vendors.always("openai", BAD_REQUEST)
    told = night(tries=1, learners=1).call("generate", "--json").json
    [failure] = told["failures"]
    assert (failure["stage"], failure["kind"]) == ("script", "bad_request")


@pytest.mark.parametrize("command", ["generate", "retry"])
def test_a_length_of_time_that_is_none_is_refused_before_anything_is_done(night, command):
    deployment = night(tries=1)
    ended = deployment.call(command, "--max-runtime", "0m")
    assert (ended.code, deployment.state.exists()) == (2, False)
