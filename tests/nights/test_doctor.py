"""What `podcaster doctor` finds, alone and with every provider asked."""

import shutil
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from deployments import Deployment, Ended
from vendors import KEYS, Vendors
from vendors.faults import (
    AUTH,
    BAD_REQUEST,
    DAILY_QUOTA,
    HTML,
    HTML_502,
    NO_QUOTA,
    OVERLOADED,
    PERMISSION,
    RATE,
    RESET,
)
from vendors.wire import Answer

from podcaster.domain.attempt import Attempt
from podcaster.ledger.ledger import Ledger

NO_LIST = Answer(b"nothing here", 404)
SOURCE = '[learners]\nsource = "learners.jsonl"\n[speech]\n'
NOBODY_ASKED = """
import sys
def refuse(event, args):
    if event.startswith("socket.") and event.split(".")[1] in ("connect", "getaddrinfo", "sendto"):
        raise SystemExit(99)
sys.addaudithook(refuse)
from podcaster.__main__ import main
main()
"""
MODELS, ENGINES = ("openai", "gemini", "anthropic"), ("polly", "google", "azure")
EVERYBODY = MODELS + ENGINES


@pytest.fixture(scope="module")
def _vendors() -> Iterator[Vendors]:
    with Vendors(writer=lambda asked: "Hello") as vendors:
        yield vendors


@pytest.fixture
def vendors(_vendors) -> Vendors:
    """All providers, as if nothing had happened."""
    _vendors.reset()
    return _vendors


@pytest.fixture
def cloud(vendors, tmp_path) -> Deployment:
    """A deployment with credentials for all of them."""
    return Deployment(tmp_path / "deployment", vendors.environment()).configure()


def list_of(provider: str) -> str:
    return f"{provider}.{'models' if provider in MODELS else 'voices'}"


def found(ended: Ended, check: str, about: str) -> dict:
    """The worst finding of a check about something."""
    those = [f for f in ended.json["findings"] if (f["check"], f["about"]) == (check, about)]
    return max(those, key=lambda f: ("ok", "warning", "failure").index(f["verdict"]))


def about(provider: str) -> str:
    return f"{'model' if provider in MODELS else 'engine'} {provider}"


def without_lists(vendors: Vendors) -> None:
    """Nobody has a list; Polly shows its own to nobody with this key."""
    for each in EVERYBODY:
        vendors.always(list_of(each), PERMISSION if each == "polly" else NO_LIST)


# Alone


def test_a_fresh_machine_is_well_and_told_that_the_embedded_voice_speaks(fresh):
    ended = fresh.call("doctor")
    assert ended.code == 0
    assert "plan free: the embedded voice speaks" in ended.out
    assert " 0 failures" in ended.out
    assert not fresh.state.exists()


def test_as_json_it_has_the_keys_that_scripts_rely_on(fresh):
    told = fresh.call("doctor", "--json").json
    assert {"findings", "ok", "warnings", "failures", "online", "cost_micro_usd"} <= set(told)
    keys = {"check", "verdict", "about", "said", "do"}
    assert all(set(each) == keys for each in told["findings"])
    counted = Counter(each["verdict"] for each in told["findings"])
    assert told["ok"] == counted["ok"]
    assert told["warnings"] == counted["warning"]
    assert (told["failures"], told["online"], told["cost_micro_usd"]) == (0, False, 0)
    assert told["voices"]["free"]["en"]["female"] == {"engine": "espeak", "voice": "en-us+f5"}


def test_every_trouble_says_what_to_do(tmp_path):
    deployment = Deployment(tmp_path).configure(SOURCE)
    troubles = deployment.call("doctor", "--json").json["findings"]
    assert all(each["do"] for each in troubles if each["verdict"] != "ok")


@pytest.mark.parametrize(("flags", "code"), [((), 0), (("--online",), 99)])
def test_nobody_is_asked_unless_that_is_wanted(vendors, tmp_path, flags, code):
    deployment = Deployment(tmp_path, vendors.environment()).configure()
    ended = deployment.run("doctor", *flags, program=("-c", NOBODY_ASKED))
    assert ended.code == code, ended
    assert not vendors.requests


def test_credentials_are_named_by_their_variables_and_never_shown(cloud, vendors):
    ended = cloud.call("doctor", "--online")
    assert "model openai: its credentials are in OPENAI_API_KEY" in ended.out
    assert "in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in ended.out
    assert not any(key in ended.out + ended.err for key in KEYS.values())


def test_a_deployment_where_nobody_can_speak_is_a_failure(tmp_path):
    ended = Deployment(tmp_path).configure(SOURCE).call("doctor", "--json")
    assert ended.code == 3
    assert found(ended, "keys", "engine azure") == {
        "check": "keys",
        "verdict": "warning",
        "about": "engine azure",
        "said": "has no credentials and is not asked",
        "do": "set AZURE_SPEECH_KEY and AZURE_SPEECH_REGION",
    }


def test_plans_that_lack_the_same_engines_are_one_failure_that_tells_every_way_out(tmp_path):
    ended = Deployment(tmp_path).configure(SOURCE).call("doctor", "--json")
    those = [f for f in ended.json["findings"] if f["check"] == "keys"]
    (failure,) = [f for f in those if f["verdict"] == "failure"]
    assert failure["about"].startswith("plans ")
    assert "free" in failure["about"]
    assert "without_credentials in [speech] to espeak or script_only" in failure["do"]


def test_plans_that_lack_other_engines_are_told_apart(tmp_path):
    text = SOURCE + '[speech.plans]\nfree = ["polly"]\npremium = ["azure"]\n'
    ended = Deployment(tmp_path).configure(text).call("doctor", "--json")
    assert found(ended, "keys", "plan free")["verdict"] == "failure"
    assert "azure" in found(ended, "keys", "plan premium")["do"]


def test_a_deployment_where_nobody_can_write_is_a_failure(tmp_path):
    deployment = Deployment(tmp_path).configure(SOURCE + '[script]\nchain = ["gemini"]\n')
    ended = deployment.call("doctor", "--json")
    assert found(ended, "keys", "chain of [script]")["verdict"] == "failure"
    assert "GEMINI_API_KEY or GOOGLE_API_KEY" in found(ended, "keys", "model gemini")["do"]


def test_who_is_missing_where_others_can_serve_is_a_warning(tmp_path, vendors):
    lost = ("AZURE_SPEECH_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL")
    left = {k: v for k, v in vendors.environment().items() if k not in lost}
    deployment = Deployment(tmp_path, left).configure(SOURCE)
    (tmp_path / "learners.jsonl").write_text('{"user_id": 1}\n')
    ended = deployment.call("doctor", "--json")
    assert ended.code == 0
    assert found(ended, "keys", "engine azure")["verdict"] == "warning"
    assert found(ended, "keys", "model openai")["verdict"] == "warning"


def test_who_served_earlier_runs_and_has_no_credentials_any_more_is_a_warning(fresh):
    attempt = Attempt(
        stage="script",
        provider="openai",
        model="gpt-6-luna",
        voice="",
        started_at=datetime.now(UTC),
        seconds=1.0,
        outcome="ok",
        cost_micro_usd=600,
    )
    fresh.state.mkdir()
    with Ledger.open(fresh.state / "ledger.sqlite") as ledger:
        ledger.record(attempt, None, None)
    finding = found(fresh.call("doctor", "--json"), "keys", "model openai")
    assert finding["verdict"] == "warning"
    assert "served earlier runs" in finding["said"]


def test_what_the_environment_knows_better_than_the_file_is_a_warning(tmp_path):
    variables = {"PODCASTER_TIMEZONE": "Asia/Tokyo"}
    deployment = Deployment(tmp_path, variables).configure('timezone = "Europe/Berlin"\n')
    findings = deployment.call("doctor", "--json").json["findings"]
    (finding,) = [each for each in findings if each["check"] == "configuration"]
    assert finding["verdict"] == "warning"
    assert "PODCASTER_TIMEZONE goes before timezone of " in finding["said"]


def test_learners_that_can_be_read_are_counted(fresh):
    finding = found(fresh.call("doctor", "--json"), "learners", "source")
    assert finding["verdict"] == "ok"
    assert finding["said"].startswith("all ")


def test_an_export_that_is_not_there_is_a_failure_with_what_to_do(tmp_path):
    ended = Deployment(tmp_path).configure(SOURCE).call("doctor", "--json")
    finding = found(ended, "learners", "source")
    assert (ended.code, finding["verdict"]) == (3, "failure")
    assert "learners.jsonl does not exist" in finding["said"]
    assert finding["do"] == "name an export in [learners] source"


def test_records_that_cannot_be_read_are_a_warning_with_the_first_of_them(tmp_path):
    deployment = Deployment(tmp_path).configure(SOURCE)
    (tmp_path / "learners.jsonl").write_text('{"user_id": 1}\n{"user_id": []}\n{}\n')
    finding = found(deployment.call("doctor", "--json"), "learners", "source")
    assert finding["verdict"] == "warning"
    assert (
        "2 of all 3 records cannot be read; the first of them, line 2, user_id:"
        in (finding["said"])
    )


FAR = """
[storage]
store = "{store}"
[stores.far]
kind = "s3"
bucket = "far"
region = "eu-west-1"
"""


@pytest.mark.parametrize(("store", "verdict"), [("far", "failure"), ("local", "warning")])
def test_a_bucket_without_keys_is_a_failure_only_where_episodes_go_there(tmp_path, store, verdict):
    ended = Deployment(tmp_path).configure(FAR.format(store=store)).call("doctor", "--json")
    finding = found(ended, "storage", "store far")
    assert finding["verdict"] == verdict
    assert "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in finding["do"]
    assert finding["do"].endswith("[stores.far]")


def test_a_store_that_holds_episodes_and_is_not_configured_is_a_failure(first_night, tmp_path):
    shutil.copytree(first_night[0].folder, tmp_path / "copy")
    deployment = Deployment(tmp_path / "copy")
    with sqlite3.connect(deployment.state / "ledger.sqlite") as connection:
        connection.execute("UPDATE episodes SET store = 'gone' WHERE store > ''")
    ended = deployment.call("doctor", "--json")
    finding = found(ended, "storage", "store gone")
    assert (finding["verdict"], finding["do"]) == ("failure", "add [stores.gone]")


def test_a_key_of_somebody_else_is_a_warning(tmp_path):
    deployment = Deployment(tmp_path, {"GEMINI_API_KEY": KEYS["openai"]}).configure()
    finding = found(deployment.call("doctor", "--json"), "keys", "GEMINI_API_KEY")
    assert (finding["verdict"], finding["said"]) == (
        "warning",
        "looks like a key of OpenAI, not of Google",
    )


def test_where_keys_are_sent_instead_of_to_their_vendor_is_said(cloud, vendors):
    finding = found(cloud.call("doctor", "--json"), "hosts", "model openai")
    assert finding["said"] == (
        f"is asked at {vendors.url}/v1, as OPENAI_BASE_URL says, and is trusted with OPENAI_API_KEY"
    )


def test_a_model_that_has_ended_is_a_warning_with_its_replacement(tmp_path):
    deployment = Deployment(tmp_path).configure('[models.anthropic]\nmodel = "claude-3-5-haiku"\n')
    finding = found(deployment.call("doctor", "--json"), "models", "model anthropic")
    assert finding["verdict"] == "warning"
    assert "2026-02-19" in finding["said"]
    assert finding["do"] == 'set model = "claude-haiku-5-5" in [models.anthropic]'


def test_a_model_whose_price_is_not_known_is_a_warning_until_a_price_is_set(tmp_path):
    text = '[models.openai]\nmodel = "ours"\n'
    finding = found(
        Deployment(tmp_path).configure(text).call("doctor", "--json"), "models", "model openai"
    )
    assert (finding["verdict"], finding["do"]) == ("warning", "set price in [models.openai]")
    priced = Deployment(tmp_path).configure(text + "price = { input = 1, output = 2 }\n")
    assert found(priced.call("doctor", "--json"), "models", "model openai")["verdict"] == "ok"


def test_a_language_that_no_engine_of_a_plan_speaks_is_a_warning_that_names_it(tmp_path, vendors):
    deployment = Deployment(tmp_path, vendors.environment()).configure(
        '[speech.plans]\nfree = ["polly"]\n'
    )
    ended = deployment.call("doctor", "--json")
    finding = found(ended, "voices", "plan free")
    assert finding["verdict"] == "warning"
    assert "ru-RU" in finding["said"]
    assert "sv-SE" in finding["said"].partition(" as a man")[0]
    assert ended.json["voices"]["free"]["ru-RU"] == {"female": None, "male": None}


def test_a_default_language_that_a_plan_does_not_speak_is_a_failure(tmp_path, vendors):
    text = '[learners]\ndefault_language = "ru"\n[speech.plans]\nfree = ["polly"]\n'
    ended = Deployment(tmp_path, vendors.environment()).configure(text).call("doctor", "--json")
    assert ended.code == 3
    failures = [f for f in ended.json["findings"] if f["verdict"] == "failure"]
    assert [(f["check"], f["about"]) for f in failures] == [("voices", "plan free")]


def test_quiet_leaves_stdout_to_nobody_and_tells_trouble_beside_it(tmp_path):
    ended = Deployment(tmp_path).configure(SOURCE).call("doctor", "--quiet")
    assert ended.out == ""
    assert "nobody can be asked" in ended.err
    assert "ok  " not in ended.err


@pytest.mark.parametrize("text", ["[models.openai]\nmodle = 'x'\n", 'env_file = "../none.env"\n!'])
def test_a_configuration_that_cannot_be_used_ends_as_everywhere(tmp_path, text):
    assert Deployment(tmp_path).configure(text).call("doctor", "--json").code == 2


def test_a_file_of_a_key_that_is_not_there_ends_as_everywhere(tmp_path):
    deployment = Deployment(tmp_path, {"OPENAI_API_KEY_FILE": "nowhere.key"}).configure()
    ended = deployment.call("doctor")
    assert ended.code == 2
    assert "OPENAI_API_KEY_FILE" in ended.err


# With everybody asked


def test_where_all_is_well_every_provider_is_asked_once_and_for_nothing(cloud, vendors):
    ended = cloud.call("doctor", "--online", "--json")
    assert ended.code == 0
    assert {found(ended, "online", about(each))["verdict"] for each in EVERYBODY} == {"ok"}
    assert sorted(seen.route for seen in vendors.requests) == sorted(map(list_of, EVERYBODY))
    assert (ended.json["cost_micro_usd"], vendors.micro_usd, ended.json["online"]) == (0, 0, True)
    assert not cloud.state.exists()


def test_it_says_before_and_afterwards_what_asking_costs(cloud, vendors):
    ended = cloud.call("doctor", "--online")
    assert "may spend up to one cent" in ended.err
    assert "Asking cost: free." in ended.out


@pytest.mark.parametrize(
    ("fault", "verdict", "hint"),
    [
        (AUTH, "failure", "check"),
        (NO_QUOTA, "failure", "credit"),
        (HTML, "failure", "base_url"),
        (HTML_502, "warning", "ask again"),
        (OVERLOADED, "warning", "ask again"),
        (RATE, "warning", "lower"),
        (BAD_REQUEST, "failure", "check"),
        (RESET, "failure", "network"),
    ],
    ids=str,
)
def test_whatever_is_said_instead_of_a_list_is_a_finding_with_what_to_do(
    cloud, vendors, fault, verdict, hint
):
    providers = [each for each in EVERYBODY if each in fault.forms]
    for each in providers:
        vendors.always(list_of(each), fault)
    ended = cloud.call("doctor", "--online", "--json")
    for each in providers:
        finding = found(ended, "online", about(each))
        assert finding["verdict"] == verdict, finding
        if each != "polly":  # AWS's SDK has its own words for a page
            assert hint in f"{finding['said']} {finding['do']}", finding
        assert len(vendors.seen(list_of(each))) == 1
    assert vendors.count() == 0
    assert not any(key in ended.out + ended.err for key in KEYS.values())


def test_a_key_that_an_engine_refuses_is_named_by_its_variables(cloud, vendors):
    for each in ENGINES:
        vendors.always(list_of(each), AUTH)
    ended = cloud.call("doctor", "--online", "--json")
    assert (
        "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        in (found(ended, "online", "engine polly")["do"])
    )
    assert "check AZURE_SPEECH_KEY" in found(ended, "online", "engine azure")["do"]


def test_a_store_that_does_not_answer_is_a_warning_that_fits_who_asks(tmp_path):
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        url = f'endpoint_url = "http://127.0.0.1:{closed.getsockname()[1]}"\n'
        keys = {"AWS_ACCESS_KEY_ID": "x" * 20, "AWS_SECRET_ACCESS_KEY": "x" * 40}
        deployment = Deployment(tmp_path, keys).configure(FAR.format(store="local") + url)
        ended = deployment.call("doctor", "--online", "--json")
    finding = found(ended, "storage", "store far")
    assert (finding["verdict"], finding["do"]) == ("warning", "try again when it answers")


def test_a_daily_quota_that_is_used_up_is_no_passing_trouble(cloud, vendors):
    vendors.always("gemini.models", DAILY_QUOTA)
    ended = cloud.call("doctor", "--online", "--json")
    assert found(ended, "online", "model gemini")["verdict"] == "failure"


def test_a_host_that_cannot_be_reached_is_a_failure_of_the_network(tmp_path, vendors):
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        nowhere = {"ANTHROPIC_BASE_URL": url, "AWS_ENDPOINT_URL_POLLY": url}
        deployment = Deployment(tmp_path, {**vendors.environment(), **nowhere}).configure()
        ended = deployment.call("doctor", "--online", "--json")
    for each in ("model anthropic", "engine polly"):
        finding = found(ended, "online", each)
        assert (finding["verdict"], finding["do"]) == (
            "failure",
            "check the network, a proxy, and base_url",
        )


def test_a_model_that_is_not_listed_is_a_failure(tmp_path, vendors):
    text = "".join(f'[models.{each}]\nmodel = "nobody-9"\n' for each in MODELS)
    ended = (
        Deployment(tmp_path, vendors.environment())
        .configure(text)
        .call("doctor", "--online", "--json")
    )
    for each in MODELS:
        finding = found(ended, "online", about(each))
        assert finding["verdict"] == "failure"
        assert "nobody-9 is not among" in finding["said"]


def test_a_model_that_its_vendor_will_end_is_a_warning(tmp_path, vendors):
    models = {"openai": "gpt-4o-mini", "anthropic": "claude-sonnet-4-5"}
    text = "".join(f'[models.{name}]\nmodel = "{model}"\n' for name, model in models.items())
    ended = (
        Deployment(tmp_path, vendors.environment())
        .configure(text)
        .call("doctor", "--online", "--json")
    )
    ending, retiring = (found(ended, "online", about(each)) for each in models)
    assert ending["verdict"] == retiring["verdict"] == "warning"
    assert "it shuts down on 2027-01-14" in ending["said"]
    assert "it is deprecated, to be retired on 2026-11-30" in retiring["said"]


@pytest.mark.parametrize(("tag", "verdict"), [("en", "failure"), ("fr-FR", "warning")])
def test_a_voice_that_is_not_there_fails_where_it_is_the_first_to_speak(
    tmp_path, vendors, tag, verdict
):
    text = "".join(f'[engines.{each}.voices.{tag}]\nfemale = "Nobody"\n' for each in ENGINES)
    ended = (
        Deployment(tmp_path, vendors.environment())
        .configure(text)
        .call("doctor", "--online", "--json")
    )
    for each in ENGINES:
        finding = found(ended, "online", about(each))
        assert finding["verdict"] == verdict
        assert "has no Nobody" in finding["said"]


@pytest.mark.parametrize(
    ("model", "verdict", "says"),
    [("tts-1", "ok", "does not list voices"), ("kokoro", "failure", "kokoro is not among")],
)
def test_a_server_without_a_list_of_voices_is_judged_by_its_models(
    tmp_path, vendors, model, verdict, says
):
    text = f'[speech.plans]\nfree = ["openai"]\n[engines.openai]\nmodel = "{model}"\n'
    deployment = Deployment(tmp_path, vendors.environment()).configure(text)
    finding = found(deployment.call("doctor", "--online", "--json"), "online", "engine openai")
    assert (finding["verdict"], says in finding["said"]) == (verdict, True), finding


def test_who_has_no_list_is_asked_for_one_word_and_what_that_cost_is_recorded(cloud, vendors):
    without_lists(vendors)
    ended = cloud.call("doctor", "--online", "--json")
    assert {found(ended, "online", about(each))["verdict"] for each in EVERYBODY} == {"ok"}, ended
    assert [vendors.count(each) for each in EVERYBODY] == [1] * 6
    assert 0 < vendors.micro_usd < 1000
    assert abs(ended.json["cost_micro_usd"] - vendors.micro_usd) <= 3
    rows = cloud.rows("SELECT * FROM attempts")
    assert [row["provider"] for row in rows] == list(EVERYBODY)
    assert {(row["run_id"], row["episode_id"], row["outcome"]) for row in rows} == {
        (None, None, "ok")
    }
    assert sum(row["cost_micro_usd"] for row in rows) == ended.json["cost_micro_usd"]


def test_a_key_without_quota_is_found_out_by_the_smallest_request(cloud, vendors):
    without_lists(vendors)
    for each in MODELS:
        vendors.always(each, NO_QUOTA)
    ended = cloud.call("doctor", "--online", "--json")
    for each in MODELS:
        finding = found(ended, "online", about(each))
        assert finding["verdict"] == "failure"
        assert "credit" in finding["do"]
        assert vendors.count(each) == 1
    rows = cloud.rows("SELECT * FROM attempts WHERE stage = 'script'")
    assert [row["error_kind"] for row in rows] == ["quota"] * 3


def test_an_engine_that_sends_no_sound_is_a_failure(cloud, vendors):
    vendors.always("azure.voices", NO_LIST)
    vendors.always("azure", HTML)
    ended = cloud.call("doctor", "--online", "--json")
    assert found(ended, "online", "engine azure")["verdict"] == "failure"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[engines.google]\nusd_per_million_characters = 100000", "would pass a cent"),
        ("[budget]\nper_day_usd = 0.00001", "the budget of this day"),
    ],
)
def test_what_would_pass_a_cent_or_the_budget_is_not_asked(tmp_path, vendors, text, why):
    vendors.always("google.voices", NO_LIST)
    ended = (
        Deployment(tmp_path, vendors.environment())
        .configure(text)
        .call("doctor", "--online", "--json")
    )
    finding = found(ended, "online", "engine google")
    assert finding["verdict"] == "warning"
    assert why in finding["said"]
    assert vendors.count() == 0


def test_what_has_no_known_price_is_not_asked(tmp_path, vendors):
    vendors.always("openai.models", NO_LIST)
    deployment = Deployment(tmp_path, vendors.environment()).configure(
        '[models.openai]\nmodel = "ours"\n'
    )
    finding = found(deployment.call("doctor", "--online", "--json"), "online", "model openai")
    assert (finding["verdict"], finding["do"]) == ("warning", "set price in [models.openai]")
    assert vendors.count() == 0


def test_all_that_is_paid_for_together_stays_within_a_cent(tmp_path, vendors):
    without_lists(vendors)
    price = "usd_per_million_characters = 900\n"  # 4,500 micro-dollars for "Hello"
    text = "".join(f"[engines.{each}]\n{price}" for each in ENGINES)
    ended = (
        Deployment(tmp_path, vendors.environment())
        .configure(text)
        .call("doctor", "--online", "--json")
    )
    assert 4_500 < ended.json["cost_micro_usd"] <= 10_000
    assert "would pass a cent" in found(ended, "online", "engine azure")["said"]
    assert vendors.count("azure") == 0
