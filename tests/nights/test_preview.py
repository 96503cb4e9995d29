"""Preview: a learner from inside, without asking anybody, and with."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from deployments import Deployment, Ended
from quick_nights import SHORT, cloud, learner, live_in
from vendors import MODELS, PROVIDERS, Vendors
from vendors.faults import AUTH, NO_QUOTA, PROSE, REFUSED

OFFLINE = (
    "-c",
    "import sys\n"
    "def refuse(event, arguments):\n"
    "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
    "        raise SystemExit(f'the network was asked: {event} {arguments}')\n"
    "sys.addaudithook(refuse)\n"
    "from podcaster.__main__ import main\n"
    "main()\n",
)
"""The program where there is no network."""

ANSWERED = {"at": "2026-01-01T09:00:00Z", "subject": "Verbs", "question": "go?", "correct": "went"}
LEARNERS = [
    learner(1, display_name="Zebulonia", plan="gold", answers=[ANSWERED | {"is_correct": True}]),
    learner(2, display_name="Quirinius", language="xx"),
    learner(3, is_active=False),
]


@pytest.fixture
def asking(tmp_path: Path, monkeypatch, vendors):
    """Makes a deployment for `LEARNERS` that asks the vendors."""

    def made(config: str = "", **environment: str) -> Deployment:
        everything = vendors.environment() | environment
        live_in(monkeypatch, everything)
        return cloud(tmp_path / "deployment", everything, SHORT + config, LEARNERS)

    return made


def preview(deployment: Deployment, *arguments: str, user: str = "1") -> Ended:
    return deployment.call("preview", "--user", user, *arguments)


def sent_to(provider: str, vendors: Vendors) -> dict[str, str]:
    """The prompt in the one request that a provider got."""
    (seen,) = vendors.seen(provider)
    body = seen.json
    if provider == "gemini":
        system, turns = body["systemInstruction"], body["contents"]
        return {"system": system["parts"][0]["text"], "user": turns[0]["parts"][0]["text"]}
    if provider == "anthropic":
        return {"system": body["system"], "user": body["messages"][0]["content"]}
    return {"system": body["messages"][0]["content"], "user": body["messages"][1]["content"]}


def test_the_verdict_comes_first_then_what_is_known_and_planned(asking):
    told = preview(asking("[budget]\nper_run_usd = 2\n")).out
    lines = told.splitlines()
    assert lines[0].startswith("1 is due on ")
    assert lines[1].startswith("Plan free (named gold), language en, level ")
    assert "Written by openai, else gemini, else anthropic, else template." in lines
    assert "Spoken by polly, else google, else azure, with the voice Joanna." in lines
    assert "0.5 to 6 minutes, 1 if it can be; at most $2 a run." in lines
    assert any(line.startswith("Estimated: $0.0") for line in lines)
    assert "Prompt (system)" in lines
    assert "Prompt (user)" in lines


def test_the_same_is_told_as_json(asking):
    seen = preview(asking(), "--json").json
    assert list(seen)[:5] == ["user_id", "tenant", "date", "eligible", "reason"]
    assert (seen["plan"], seen["plan_named"]) == ("free", "gold")
    assert seen["chain"] == {
        "script": ["openai", "gemini", "anthropic", "template"],
        "speech": ["polly", "google", "azure"],
    }
    assert (seen["voice"], seen["silent_because"]) == ("Joanna", None)
    assert {"minutes", "target_minutes", "per_run_usd", "per_day_usd"} <= set(seen["limits"])
    assert seen["estimate_micro_usd"] > 0
    assert set(seen["prompt"]) == {"system", "user"}
    assert "script" not in seen


@pytest.mark.parametrize("model", MODELS)
def test_the_prompt_is_shown_exactly_as_it_leaves(asking, vendors, model):
    deployment = asking(f'chain = ["{model}", "template"]\n')
    shown, told = preview(deployment, "--json").json["prompt"], preview(deployment).out
    assert vendors.count() == 0
    assert preview(deployment, "--script").code == 0
    assert sent_to(model, vendors) == shown
    for text in shown.values():
        assert text in told
        assert "Zebulonia" not in text


def test_nobody_is_asked_unless_somebody_says_so(asking, vendors):
    deployment = asking()
    assert preview(deployment).code == preview(deployment, "--json").code == 0
    assert preview(deployment, user="2").code == preview(deployment, user="3").code == 0
    assert vendors.count() == 0
    assert sum(vendors.accounts[each].looked_up for each in PROVIDERS) == 0
    assert not deployment.state.exists()


def test_without_a_network_a_preview_and_a_rehearsal_are_the_same(asking):
    deployment = asking()
    for command in (["preview", "--user", "1"], ["generate", "--dry-run"]):
        ended = deployment.run(*command, "--json", program=OFFLINE)
        assert ended.code == 0, ended
        assert ended.json == deployment.call(*command, "--json").json


def test_a_learner_who_is_not_due_is_shown_all_the_same(asking):
    seen = preview(asking(), "--json", user="3").json
    assert (seen["eligible"], seen["reason"]) == (False, "inactive")
    assert seen["prompt"]["user"]


def test_a_language_that_nobody_speaks_is_said_so(asking):
    told = preview(asking(), user="2")
    assert told.code == 0
    assert "Spoken by nobody: no voice of the plan free speaks xx" in told.out
    seen = preview(asking(), "--json", user="2").json
    assert seen["voice"] is None
    assert "speaks xx" in seen["silent_because"]


def test_without_keys_of_engines_facts_are_shown_and_only_sound_is_refused(tmp_path):
    deployment = cloud(tmp_path / "deployment", {}, "", LEARNERS)
    shown = preview(deployment)
    assert shown.code == 0
    assert "Spoken by nobody: nobody can speak for the plan free: polly needs AWS_" in shown.out
    assert preview(deployment, "--script").code == 0
    refused = preview(deployment, "--audio", str(tmp_path / "try.mp3"), "--json")
    assert refused.code == refused.json["exit_code"] == 2
    assert "AWS_ACCESS_KEY_ID" in refused.err
    assert "AZURE_SPEECH_KEY" in refused.json["error"]
    assert refused.json["eligible"] is True
    assert not (tmp_path / "try.mp3").exists()


def test_a_plan_left_without_sound_on_purpose_is_not_spoken_either(tmp_path):
    quiet = '[speech]\nwithout_credentials = "script_only"\n'
    deployment = cloud(tmp_path / "deployment", {}, quiet, LEARNERS)
    ended = preview(deployment, "--audio", str(tmp_path / "try.mp3"))
    assert ended.code == 2
    assert "polly needs" in ended.err


def test_a_script_is_shown_with_its_gates_and_what_was_asked_for_it(asking, vendors):
    deployment = asking()
    vendors.play("openai", PROSE)
    ended = preview(deployment, "--script")
    assert ended.code == 0, ended
    lines = [" ".join(line.split()) for line in ended.out.splitlines()]
    assert "Good morning, Zebulonia, and welcome. It is good that you are here again." in lines
    assert any(line.startswith("Passed all gates; ") for line in lines)
    (bad, good) = (line for line in lines if line.startswith("script openai "))
    assert " failed layout $0.00" in bad
    assert " ok $0.00" in good
    assert any(
        line.startswith("openai: the script of openai is not good: line 1 ") for line in lines
    )
    assert vendors.count("openai") == 2
    assert deployment.rows("SELECT * FROM episodes") == deployment.rows("SELECT * FROM runs") == []
    rows = deployment.rows("SELECT * FROM attempts")
    assert [row["error_kind"] for row in rows] == ["layout", ""]
    assert {row["episode_id"] for row in rows} == {None}


def test_a_second_look_at_a_script_asks_nobody_and_says_so(asking, vendors):
    deployment = asking()
    first = preview(deployment, "--script", "--json").json
    again = preview(deployment, "--script")
    assert vendors.count() == 1
    assert "Nobody was asked: the answers were kept from before." in again.out
    second = preview(deployment, "--script", "--json").json
    assert second["script"] == first["script"]
    assert (len(first["attempts"]), second["attempts"]) == (1, [])
    assert len(deployment.rows("SELECT * FROM attempts")) == 1


def test_where_all_fail_what_was_asked_is_shown_too(asking, vendors):
    deployment = asking('chain = ["openai", "gemini", "anthropic"]\n')
    for provider, fault in zip(MODELS, (AUTH, NO_QUOTA, REFUSED), strict=True):
        vendors.always(provider, fault)
    ended = preview(deployment, "--script")
    assert ended.code == 3
    for row in ("script openai gpt-6-luna failed auth", "failed quota", "failed refused"):
        assert row in " ".join(ended.out.split())
    assert "no script could be had" in ended.err
    told = preview(deployment, "--script", "--json")
    assert told.code == told.json["exit_code"] == 3
    assert told.json["facts"] is not None
    assert [each["error_kind"] for each in told.json["attempts"]] == ["auth", "quota", "refused"]
    assert len(deployment.rows("SELECT * FROM attempts")) == 6


def test_a_preview_obeys_the_budget(asking, vendors):
    deployment = asking("[budget]\nper_day_usd = 0.0000001\n")
    ended = preview(deployment, "--script")
    assert ended.code == 75
    assert "[budget] per_day_usd" in ended.err
    assert vendors.count() == 0


def test_what_previews_spend_counts_for_the_day(asking, vendors):
    thrifty = '[speech]\nwithout_credentials = "script_only"\nplans = { free = [] }\n'
    script = preview(asking(thrifty), "--json").json["estimate_micro_usd"]
    deployment = asking(f"[budget]\nper_day_usd = {script / 1_000_000:f}\n")
    assert preview(deployment, "--script").code == 0
    ended = preview(deployment, "--script", user="3")
    assert ended.code == 75, ended
    assert vendors.count() == 1


def test_sound_is_of_the_script_with_the_name(asking, vendors, tmp_path):
    deployment, mp3 = asking(), tmp_path / "try.mp3"
    seen = preview(deployment, "--audio", str(mp3), "--json")
    assert seen.code == 0, seen
    assert seen.json["audio"]["bytes"] == mp3.stat().st_size
    assert any("Zebulonia" in each.text for each in vendors.seen("polly"))
    assert {each["stage"] for each in seen.json["attempts"]} == {"script", "speech"}


@pytest.mark.parametrize("option", ["--audio", "--save"])
def test_a_file_without_a_place_is_refused_before_anything_is_paid(asking, vendors, option):
    ended = preview(asking(), "--script", option, "/nonexistent/file")
    assert ended.code == 2
    assert "no directory /nonexistent" in ended.err
    assert vendors.count() == 0


def test_a_template_is_shown_unasked_and_leaves_no_trace(asking, vendors):
    deployment = asking('chain = ["template", "openai"]\n')
    seen = preview(deployment, "--json").json
    assert seen["script"]["ai_provider"] == "template"
    assert seen["gates"]["passed"] is True
    assert "no prompt leaves" in preview(deployment).out
    assert vendors.count() == 0
    assert not deployment.state.exists()


def test_a_rehearsal_tells_price_gaps_and_warnings_and_writes_nothing(asking):
    # Models end at the vendor itself, and not at a server in its place.
    deployment = asking(
        '[models.openai]\nmodel = "gpt-4o-mini"\n',
        OPENAI_BASE_URL="",
        GEMINI_API_KEY="",
        AZURE_SPEECH_KEY="",
    )
    ended = deployment.run("generate", "--dry-run", program=OFFLINE)
    assert ended.code == 0, ended
    assert ", would be $0.0" in ended.out
    assert "Without credentials, so not asked: gemini, azure." in ended.out
    assert "gpt-4o-mini" in ended.err
    told = deployment.run("generate", "--dry-run", "--json", program=OFFLINE).json
    assert told["estimate_micro_usd"] > 0
    assert told["cost_micro_usd"] == 0
    assert any("gpt-4o-mini" in warning for warning in told["warnings"])
    assert set(told["left_out"]) == {"models.gemini", "engines.azure"}
    assert not deployment.state.exists()


def test_a_rehearsal_warns_of_who_has_lost_credentials(asking, vendors):
    deployment = asking()
    assert preview(deployment, "--script").code == 0
    keyless = dict(deployment.environment) | {"OPENAI_API_KEY": ""}
    del keyless["OPENAI_BASE_URL"]
    warned = replace(deployment, environment=keyless).call("generate", "--dry-run", "--json")
    assert any("openai has served earlier runs" in text for text in warned.json["warnings"]), warned
    assert json.dumps(warned.json["left_out"]) == '{"models.openai": ["OPENAI_API_KEY"]}'
