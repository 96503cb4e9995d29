"""Nights as those hear of them who do not look: when they are told, when not, and what is left."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deployments import Deployment
from quick_nights import EXPORT, HastyHouse, cloud, learner, live_in

from podcaster.ledger.lock import run_lock

SILENT = '[speech]\nwithout_credentials = "script_only"\n'
TEMPLATE = f'[script]\nchain = ["template"]\n{SILENT}'
NO_KEY = (401, {}, b'{"error": {"code": "invalid_api_key"}}')
REFUSED = (400, {}, b"{}")


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    live_in(monkeypatch, {}, HastyHouse)


@pytest.fixture
def told(tmp_path: Path, play) -> Callable[..., tuple[Deployment, object, object]]:
    """told(config) -> a deployment of three learners, who gets its alerts, and who its pings."""

    def laid_out(config: str = TEMPLATE, learners: int = 3, timezone: str = "", **alerts: object):
        webhook, check = play(), play()
        options = {"webhook": f"{webhook.url}/hook", "healthchecks": f"{check.url}/check", **alerts}
        text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in options.items())
        who = [learner(number, timezone=timezone) for number in range(learners)]
        made = cloud(tmp_path / "night", {}, f"{config}[alerts]\n{text}", who)
        return made, webhook, check

    return laid_out


def asking(url: str) -> str:
    """A configuration that asks one model, there."""
    return f'[script]\nchain = ["openai"]\n[models.openai]\nbase_url = "{url}/v1"\n{SILENT}'


def last_run(deployment: Deployment) -> dict:
    return json.loads((deployment.state / "last-run.json").read_text())


def alerts_in(webhook) -> list[list[str]]:
    """The kinds of alerts of each message."""
    bodies = (json.loads(body) for _, _, body in webhook.asked)
    return [[each["kind"] for each in body["alerts"]] for body in bodies]


def endings(check) -> list[str]:
    return [path.partition("?")[0].removeprefix("/check") for path in check.paths]


def invite(deployment: Deployment, only: dict[str, object]) -> None:
    """Lets there be this learner and nobody else."""
    (deployment.folder / EXPORT).write_text(json.dumps(only) + "\n")


def set_back(deployment: Deployment, failures: int) -> None:
    """Lets failed episodes be tried again now."""
    import sqlite3

    with sqlite3.connect(deployment.state / "ledger.sqlite") as ledger:
        ledger.execute(
            "UPDATE episodes SET failures = ?, next_try_at = ? WHERE status = 'failed'",
            [failures, (datetime.now(UTC) - timedelta(hours=1)).isoformat()],
        )
    ledger.close()


def test_a_good_night_is_only_pinged(told):
    night, webhook, check = told()
    assert night.call("generate").code == 0
    assert endings(check) == ["/start", ""]
    assert webhook.asked == []
    record = last_run(night)
    assert (record["schema"], record["completed"], record["alerts"]) == (1, 3, [])


@pytest.mark.parametrize("zone", ["Zebulonia", "Zebulonia's"])  # repr quotes them differently
def test_the_record_holds_nothing_that_a_learner_wrote(told, zone):
    night, _, _ = told(timezone=zone)
    night.call("generate")
    assert last_run(night)["warnings"] == {"an unknown time zone is taken for UTC": 3}


def test_a_night_without_work_is_pinged_once_at_its_end(told):
    night, _, check = told()
    night.call("generate")
    assert night.call("generate").code == 0
    assert endings(check) == ["/start", "", ""]


def test_a_night_that_fails_is_told_with_what_to_run(told, play):
    night, webhook, check = told(asking(play(REFUSED).url))
    ended = night.call("generate")
    assert ended.code == 4
    assert alerts_in(webhook) == [["nothing", "in_vain"]]
    (message,) = (json.loads(body) for _, _, body in webhook.asked)
    (run,) = night.rows("SELECT * FROM runs")
    assert (message["run_id"], message["exit_code"]) == (run["id"], 4)
    assert message["next"] == "podcaster doctor"
    assert endings(check) == ["/start", "/4"]
    record = last_run(night)
    assert [each["kind"] for each in record["alerts"]] == ["nothing", "in_vain"]
    assert record["due"] == record["failed"] == sum(record["causes"].values()) == 3


def test_the_record_of_the_last_run_is_its_owners_alone(told):
    night, _, _ = told()
    night.call("generate")
    assert stat.S_IMODE((night.state / "last-run.json").stat().st_mode) == 0o600


def test_a_cause_that_lasts_is_told_once_a_night(told, play):
    night, webhook, check = told(asking(play(NO_KEY).url))
    for _ in range(3):
        assert night.call("generate").code in (4, 75)
    assert "benched" in alerts_in(webhook)[0], alerts_in(webhook)
    assert len(webhook.asked) == 1
    assert len(endings(check)) == 6
    memory = night.state / "alerts-told.json"
    memory.write_text(memory.read_text().replace(f'"{datetime.now(UTC).year}-', '"2020-'))
    night.call("generate")
    assert len(webhook.asked) == 2


def test_a_cause_that_was_over_for_a_night_is_news_when_it_comes_back(told, play):
    paid = asking(play(NO_KEY).url)
    night, webhook, _ = told(paid)
    config = night.folder / "config.toml"
    with_key_refused = config.read_text()
    night.call("generate")
    set_back(night, failures=1)
    config.write_text(with_key_refused.replace('["openai"]', '["template"]'))
    assert night.call("generate").code == 0
    config.write_text(with_key_refused)
    invite(night, learner(7))
    night.call("generate")
    assert ["benched" in kinds for kinds in alerts_in(webhook)] == [True, True]


def test_a_night_that_serves_nobody_ends_no_cause(told, play):
    night, _, _ = told(asking(play(NO_KEY).url))
    night.call("generate")
    before = (night.state / "alerts-told.json").read_text()
    invite(night, learner(7, last_active_at="2020-01-01T00:00:00Z"))
    assert night.call("generate").code == 0
    assert (night.state / "alerts-told.json").read_text() == before


def test_a_channel_that_was_not_reached_is_tried_again_and_no_other(told, play, nobody):
    url = play(NO_KEY).url
    mail = {"email": ["ops@night.example"], "email_from": "podcaster@night.example", "timeout": 1}
    night, webhook, _ = told(asking(url), **mail)
    night = replace(night, environment={"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(nobody)})
    for _ in range(2):
        night.call("generate")
        (lost,) = last_run(night)["not_told"]
        assert "the alert by mail" in lost
    assert len(webhook.asked) == 1


def test_a_memory_that_cannot_be_read_lets_somebody_be_told(told, play):
    night, webhook, _ = told(asking(play(NO_KEY).url))
    night.state.mkdir()
    (night.state / "alerts-told.json").write_text('["nothing"]')
    night.call("generate")
    assert len(webhook.asked) == 1


def test_a_retry_tells_of_who_is_given_up_and_of_nobody_else(told, play):
    night, webhook, _ = told(asking(play(REFUSED).url))
    night.call("generate")
    before = len(webhook.asked)
    set_back(night, failures=1)
    assert night.call("retry").code == 4
    assert len(webhook.asked) == before
    set_back(night, failures=5)
    night.call("retry")
    assert alerts_in(webhook)[before:] == [["given_up"]]
    assert last_run(night)["given_up"] == 3


def test_a_retry_pings_only_where_it_fails(told, play):
    night, _, check = told(asking(play(REFUSED).url))
    night.call("generate")
    before = len(check.asked)
    set_back(night, failures=1)
    assert night.call("retry").code == 4
    assert endings(check)[before:] == ["/4"]
    config = night.folder / "config.toml"
    config.write_text(config.read_text().replace('["openai"]', '["template"]'))
    set_back(night, failures=1)
    assert night.call("retry").code == 0
    assert last_run(night)["completed"] == 3
    assert endings(check)[before:] == ["/4"]


def test_those_who_failed_already_are_no_new_alarm_an_hour_later(told, play):
    night, webhook, _ = told(asking(play(REFUSED).url))
    night.call("generate")
    (night.state / "alerts-told.json").unlink()
    night.call("generate")
    assert "nothing" in alerts_in(webhook)[0]
    assert all("nothing" not in kinds for kinds in alerts_in(webhook)[1:])


@pytest.mark.parametrize(
    "arguments",
    [
        ("retry",),
        ("generate", "--dry-run"),
        ("generate", "--user", "1"),
        ("generate", "--user", "nobody-there"),
        ("generate", "--date", str(datetime.now(UTC).date() + timedelta(days=2))),
    ],
)
def test_what_is_no_night_is_told_to_nobody(told, arguments):
    night, webhook, check = told()
    night.call(*arguments)
    assert webhook.asked == check.asked == []


def test_a_run_that_finds_another_at_work_is_told_to_nobody(told):
    night, webhook, check = told()
    night.state.mkdir()
    with run_lock(night.state / "ledger.lock"):
        assert night.call("generate").code == 75
    assert webhook.asked == check.asked == []
    assert not (night.state / "last-run.json").exists()


def test_a_night_that_cannot_begin_is_told_too(told):
    night, webhook, check = told('[script]\nchain = ["openai"]\n' + SILENT)
    assert night.call("generate").code == 2
    assert alerts_in(webhook) == [["configuration"]]
    assert endings(check) == ["/2"]


def test_the_record_of_a_night_that_could_not_begin_replaces_that_of_a_good_one(told):
    night, _, _ = told()
    night.call("generate")
    config = night.folder / "config.toml"
    config.write_text(config.read_text().replace('["template"]', '["openai"]'))
    assert night.call("generate").code == 2
    record = last_run(night)
    assert (record["run_id"], record["exit_code"], record["completed"]) == (None, 2, 0)
    assert [each["kind"] for each in record["alerts"]] == ["configuration"]
    assert len(night.rows("SELECT * FROM runs")) == 1


def test_a_run_for_one_learner_is_recorded_as_such_and_without_the_id(told):
    night, _, _ = told()
    night.call("generate", "--user", "1")
    (run,) = night.rows("SELECT * FROM runs")
    assert run["command"] == last_run(night)["command"] == "generate --user"


def test_a_channel_that_is_down_changes_nothing_but_is_noted(told, play, nobody):
    night, _, _ = told(
        asking(play(REFUSED).url),
        webhook=f"http://127.0.0.1:{nobody}/hook-of-much-secrecy",
        timeout=2,
    )
    ended = night.call("generate", "-v")
    assert ended.code == 4
    assert "the alert by webhook did not get through" in ended.err
    (lost,) = last_run(night)["not_told"]
    assert "webhook" in lost
    assert "much-secrecy" not in ended.err + lost
    assert json.loads((night.state / "alerts-told.json").read_text())["told"] == {}


def test_an_unset_variable_of_a_channel_stops_no_night(told):
    night, _, check = told(webhook="env:NOT_SET")
    ended = night.call("generate")
    assert (ended.code, ended.err) == (0, "")
    assert endings(check) == ["/start", ""]
    assert "NOT_SET" in last_run(night)["not_told"][0]
