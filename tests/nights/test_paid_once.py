"""What was paid for is paid for once: by two learners, after a crash, after a preview."""

import threading
from pathlib import Path

import pytest
from deployments import Deployment
from killings import KILLING
from quick_nights import QUICK, SECTIONS, SHORT, UNHURRIED, cloud, learner, live_in
from quick_nights.booth import Booth, OnePiece
from vendors.faults import AUTH

pytestmark = pytest.mark.servers

BY_TEMPLATE = '[script]\nchain = ["template"]\n'


@pytest.fixture
def deployed(tmp_path: Path, monkeypatch, vendors):
    """A deployment for so many learners of whom little is known, and nothing that differs."""

    def made(learners: int, config: str = SHORT, more: str = "") -> Deployment:
        live_in(monkeypatch, vendors.environment())
        records = [learner(number) for number in range(learners)]
        return cloud(tmp_path / "night", vendors.environment(), config + UNHURRIED + more, records)

    return made


def kept(deployment: Deployment) -> list[Path]:
    return [path for path in (deployment.state / "kept").iterdir() if path.is_file()]


def distinct(vendors, provider: str) -> int:
    return len({seen.body for seen in vendors.seen(provider)})


@pytest.mark.parametrize("jobs", ["1", "6"])
def test_learners_of_one_template_script_pay_each_clip_once(deployed, vendors, jobs):
    ended = deployed(6, BY_TEMPLATE).call("generate", "--json", "--jobs", jobs)
    assert (ended.code, ended.json["completed"]) == (0, 6), ended
    assert vendors.count("polly") == distinct(vendors, "polly") > 0


@pytest.mark.parametrize("jobs", ["1", "6"])
def test_learners_for_whom_models_say_the_same_pay_each_clip_once(deployed, vendors, jobs):
    assert deployed(6).call("generate", "--jobs", jobs).code == 0
    assert vendors.count("openai") == 6
    assert vendors.count("polly") == SECTIONS


def test_a_clip_that_somebody_else_pays_for_is_waited_for(deployed, vendors):
    vendors.settings.latency = {"speech": 0.2}
    deployment = deployed(0)
    with_booth = Booth(deployment.folder / "config.toml")
    both = [threading.Thread(target=with_booth.produce, args=(user, OnePiece())) for user in "12"]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    vendors.settings.latency = {}
    assert vendors.count("polly") == 1
    assert [with_booth.row(user).status for user in "12"] == ["completed", "completed"]
    with_booth.close()


def test_the_cost_of_a_shared_clip_stands_in_one_episode_alone(deployed, vendors):
    deployment = deployed(4, BY_TEMPLATE)
    deployment.call("generate", "--jobs", "4")
    [row] = deployment.rows("SELECT sum(cost_micro_usd) AS cost FROM attempts")
    assert row["cost"] == vendors.micro_usd


def test_a_crash_between_speech_and_mastering_pays_no_speech_again(deployed, vendors):
    deployment = deployed(1)
    crash = (KILLING, "podcaster.workers:Workers.run_ahead", "before", "1")
    assert deployment.run("generate", program=crash).code == -9
    paid = vendors.count()
    assert paid == 1 + SECTIONS
    assert deployment.run("generate", program=QUICK).code == 0
    assert vendors.count() == paid


def test_a_crash_between_two_pieces_pays_the_first_ones_no_more(deployed, vendors):
    deployment = deployed(1)
    crash = (KILLING, "podcaster.remote.kept:Slot.keep", "after", "3")
    assert deployment.run("generate", program=crash).code == -9
    assert deployment.run("generate", program=QUICK).code == 0
    assert vendors.count() == 1 + SECTIONS


def test_a_crash_before_a_script_is_read_pays_no_script_again(deployed, vendors):
    deployment = deployed(1)
    crash = (KILLING, "podcaster.remote.kept:Slot.keep", "after", "1")
    assert deployment.run("generate", program=crash).code == -9
    assert deployment.run("generate", program=QUICK).code == 0
    assert vendors.count("openai") == 1


def test_nothing_is_kept_after_a_night_in_which_nobody_shared(deployed, vendors):
    deployment = deployed(1)
    assert deployment.call("generate").code == 0
    assert vendors.count("polly") == SECTIONS
    assert kept(deployment) == []


def test_what_is_shared_is_kept_and_serves_the_next_night(deployed, vendors):
    deployment = deployed(2)
    assert deployment.call("generate", "--date", "yesterday").code == 0
    assert len(kept(deployment)) == SECTIONS
    assert deployment.call("generate").code == 0
    assert vendors.count("polly") == SECTIONS


def test_what_is_kept_is_trimmed_to_its_size(deployed):
    deployment = deployed(2, more="[pipeline]\nkept_mb = 0\n")
    assert deployment.call("generate").code == 0
    assert kept(deployment) == []


def test_a_night_that_fails_keeps_what_was_paid(deployed, vendors):
    vendors.play("polly", *[lambda seen: None] * (SECTIONS - 1))
    vendors.down("google", "azure")
    deployment = deployed(1, more="[pipeline]\npatience = 1\n")
    vendors.always("polly", AUTH)
    assert deployment.call("generate").code == 4
    assert len(kept(deployment)) == 1 + SECTIONS - 1  # the script, and all pieces but one
    vendors.clear()
    assert deployment.call("generate").code == 0
    assert vendors.accounts["polly"].answered == SECTIONS


def test_a_script_that_was_previewed_is_not_paid_again_by_the_night(deployed, vendors):
    deployment = deployed(1)
    shown = deployment.call("preview", "--user", "0", "--script", "--json").json
    assert vendors.count("openai") == 1
    assert deployment.call("generate").code == 0
    assert vendors.count("openai") == 1
    [row] = deployment.rows("SELECT script_text FROM episodes")
    assert row["script_text"] == shown["script"]["text"]


def test_speech_that_was_previewed_is_not_paid_again_by_the_night(deployed, vendors, tmp_path):
    deployment = deployed(1)
    asked = ("preview", "--user", "0", "--audio", str(tmp_path / "try.mp3"))
    assert deployment.call(*asked).code == 0
    paid = vendors.count()
    assert deployment.call("generate").code == 0
    assert vendors.count() == paid
    assert kept(deployment) == []


def test_a_second_preview_pays_nothing(deployed, vendors):
    deployment = deployed(1)
    for _ in range(2):
        assert deployment.call("preview", "--user", "0", "--script").code == 0
    assert vendors.count() == 1
