"""`podcaster explain`: why one learner gets what they get, in one object with preview."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from deployments import Deployment, Ended

NOW = datetime.now(UTC)


def answer(days: int, question: str, *, is_correct: bool) -> dict:
    return {
        "at": (NOW - timedelta(days=days)).isoformat(),
        "subject": "Past Tense Verbs",
        "question": f"What is the past tense of {question}?",
        "given": "sayed",
        "correct": "said",
        "is_correct": is_correct,
    }


ANSWERS = [answer(2, f"say {n}", is_correct=n > 3) for n in range(6)]
LEARNERS = [
    {"user_id": "1", "last_active_at": NOW.isoformat(), "plan": "premium", "language": "de"}
    | {"timezone": "Asia/Tokyo", "voice_gender": "male", "answers": ANSWERS},
    {"user_id": "2", "last_active_at": NOW.isoformat(), "plan": "Basic"},
    {"user_id": "3", "last_active_at": NOW.isoformat(), "plan": "gold"},
    {"user_id": "4", "is_active": False},
    {"user_id": "5", "tenant": "a"},
    {"user_id": "5", "tenant": "b", "last_active_at": NOW.isoformat()},
]
KEYS = {"POLLY": {"AWS_ACCESS_KEY_ID": "A" * 20, "AWS_SECRET_ACCESS_KEY": "b" * 40}}


@pytest.fixture
def deployed(tmp_path):
    """Makes a deployment with the learners above."""

    def made(config: str = "", **environment: str) -> Deployment:
        deployment = Deployment(tmp_path / "deployment", environment)
        deployment.configure(f'{config}\n[learners]\nsource = "learners.jsonl"\n')
        lines = "\n".join(map(json.dumps, LEARNERS))
        (deployment.folder / "learners.jsonl").write_text(lines)
        return deployment

    return made


def explain(deployment: Deployment, user: str = "1", *arguments: str) -> Ended:
    return deployment.call("explain", "--user", user, *arguments)


def test_the_verdict_comes_first(deployed):
    assert explain(deployed()).out.splitlines()[0].startswith("1 is due on ")
    assert explain(deployed(), "4").out.splitlines()[0].startswith("4 is not due (inactive) on ")


def test_whoever_is_not_due_is_explained_with_every_rule(deployed):
    ended = explain(deployed(), "4", "--json")
    assert ended.code == 0
    verdicts = {each["rule"]: each["verdict"] for each in ended.json["rules"]}
    assert (verdicts["is_active"], verdicts["active_within_days"]) == ("skip", "skip")
    assert verdicts["already_served"] == "ok"


def test_a_date_of_which_nothing_is_kept_is_explained_as_a_night_refuses_it(deployed):
    deployment, day = deployed(), (NOW - timedelta(days=400)).date().isoformat()
    told = explain(deployment, "1", "--date", day, "--json").json
    assert (told["eligible"], told["reason"]) == (False, "too_long_ago")
    (rule,) = (each for each in told["rules"] if each["rule"] == "date")
    assert rule["verdict"] == "skip"
    refused = deployment.call("generate", "--user", "1", "--date", day)
    assert (refused.code, rule["value"] in refused.err) == (2, True)


def test_a_date_to_come_is_not_due_for_that_alone(deployed):
    day = (NOW + timedelta(days=90)).date().isoformat()
    assert explain(deployed(), "1", "--date", day, "--json").json["reason"] == "not_yet_today"


def test_explain_and_preview_are_one_object(deployed):
    deployment = deployed()
    explained = explain(deployment, "1", "--json").json
    previewed = deployment.call("preview", "--user", "1", "--json").json
    rules = "rules"  # a rule may name the minute
    assert {k: v for k, v in explained.items() if k != rules} == {
        k: previewed[k] for k in explained if k != rules
    }
    assert set(previewed) - set(explained) == {"script", "gates", "attempts"}


def test_what_the_learners_record_says_is_from_the_export(deployed):
    origins = explain(deployed(), "1", "--json").json["origins"]
    of_record = ("plan", "language", "timezone", "voice_gender")
    assert [origins[each].partition(":")[0] for each in of_record] == ["export"] * 4


def test_what_the_record_does_not_say_is_from_the_configuration(deployed):
    told = explain(deployed(), "5", "--tenant", "b", "--json").json
    assert told["origins"]["language"] == "default: learners.default_language"
    assert told["origins"]["plan"] == "default: speech.default_plan"
    assert told["plan_because"] == "the source names no plan, so free holds as the default"


def test_settings_name_file_environment_and_env_file(deployed):
    deployment = deployed(
        "[script]\nminutes = [1, 5]\n[budget]\nper_run_usd = 2", PODCASTER_TIMEZONE="Asia/Tokyo"
    )
    env_file = deployment.folder / "podcaster.env"
    env_file.write_text("PODCASTER_SCRIPT__CHAIN='[\"template\"]'\n")
    env_file.chmod(0o600)
    told = explain(deployment, "3", "--json").json
    origins = told["origins"]
    assert origins["minutes"] == "file: script.minutes"
    assert origins["chain.script"] == "env_file: script.chain"
    assert origins["timezone"] == "environment: timezone"
    assert origins["budget"] == "file: budget.per_run_usd; default: budget.per_day_usd"
    assert (told["limits"]["minutes"], told["timezone"]) == ([1, 5], "Asia/Tokyo")


def test_a_budget_without_limits_is_told_as_that(deployed):
    origins = explain(deployed(), "1", "--json").json["origins"]
    assert origins["budget"] == "default: no limit in [budget]"


def test_a_plan_by_another_name_names_the_alias(deployed):
    told = explain(deployed(), "2", "--json").json
    assert told["plan"] == "free"
    assert told["origins"]["plan"] == "export, by default: speech.aliases.basic"
    assert told["plan_because"] == "'Basic' stands for free by basic in [speech.aliases]"


def test_an_unknown_plan_is_the_default_plan_and_says_why(deployed):
    told = explain(deployed(), "3", "--json").json
    assert (told["plan"], told["plan_named"]) == ("free", "gold")
    assert told["origins"]["plan"] == "default: speech.default_plan"
    assert told["plan_because"].startswith("'gold' is no plan of [speech] (free, premium")


def test_what_can_be_no_plan_is_repeated_nowhere(deployed):
    deployment, secret = deployed(), "pbkdf2_sha256$600000$qX8"
    learners = deployment.folder / "learners.jsonl"
    learners.write_text(learners.read_text().replace('"gold"', f'"{secret}"'))
    assert secret not in explain(deployment, "3").out  # its table may break lines anywhere
    told = [explain(deployment, "3", "--json")]
    told += [deployment.call("doctor"), deployment.call("generate", "--dry-run", "--json")]
    for each in told:
        assert secret not in each.out + each.err
        assert "a value that is no name of a plan" in " ".join(each.out.split())


def test_the_embedded_voice_names_what_lets_it_stand_in(deployed):
    told = explain(deployed(), "1", "--json").json
    assert told["chain"]["speech"] == ["espeak"]
    assert told["origins"]["chain.speech"] == "file: speech.without_credentials"
    assert told["origins"]["voice"] == "default: voices known of espeak"


def test_a_voice_of_the_operators_own_names_its_key(deployed):
    config = '[engines.polly]\nregion = "eu-west-1"\n[engines.polly.voices.de-DE]\nmale = "Hans"\n'
    told = explain(deployed(config, **KEYS["POLLY"]), "1", "--json").json
    assert told["voice"] == "Hans"
    assert told["origins"]["voice"] == "file: engines.polly.voices.de-DE.male"
    assert told["origins"]["chain.speech"] == "default: speech.plans.premium"


def test_the_topic_comes_with_its_reason(deployed):
    told = explain(deployed(), "1")
    assert (
        "Today's episode would be about Past Tense Verbs, because 33 % of 6 answers there were"
        " right, the lowest share.\n" in told.out
    )
    assert "the right answer is 'said'" in told.out
    assert "answer 4 missed questions again" in told.out
    assert "No earlier episode is on record." in told.out


def test_a_learner_of_whom_nothing_is_known_gets_a_general_episode(deployed):
    about = explain(deployed(), "3", "--json").json["about"]
    assert about["topic"] is None
    assert "general episode" in about["because"]
    assert about["goal"] == "take a first quiz"


def test_facts_are_drawn_with_how_they_are_known(deployed):
    row = next(x for x in explain(deployed()).out.splitlines() if x.startswith("accuracy_this"))
    assert row.split()[1:3] == ["33", "6"]
    assert row.split()[-1] == "answers"


def test_nothing_is_written(deployed):
    deployment = deployed()
    before = sorted(deployment.folder.rglob("*"))
    assert explain(deployment).code == 0
    assert sorted(deployment.folder.rglob("*")) == before


def test_an_unknown_learner_is_a_mistake_of_the_command(deployed):
    ended = explain(deployed(), "77")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no learner '77'" in ended.err


def test_a_learner_of_several_tenants_needs_one_named(deployed):
    assert explain(deployed(), "5").code == 2
    assert explain(deployed(), "5", "--tenant", "b").code == 0


def test_a_source_that_is_named_goes_before_the_configured_one(deployed):
    told = explain(deployed(), "42", "--source", "sample", "--json").json
    assert told["origins"]["plan"] == "sample"


def test_what_the_last_episode_was_about_is_passed_over_and_named(deployed):
    deployment = deployed('[speech]\nwithout_credentials = "script_only"')
    assert deployment.call("generate", "--user", "1", "--date", "yesterday").code == 0
    about = explain(deployment, "1", "--json").json["about"]
    assert about["recent"].startswith("the last episodes were about 'Past Tense Verbs' and asked ")
    assert any(each.startswith("the question ") for each in about["avoided"])
    assert "Passed over for that: " in explain(deployment, "1").out


def test_a_language_without_a_template_has_a_shorter_chain(deployed):
    deployment = deployed(OPENAI_API_KEY="sk-" + "a" * 40)
    lines = [{**LEARNERS[0], "language": tag, "user_id": tag} for tag in ("ru", "ko")]
    (deployment.folder / "learners.jsonl").write_text("\n".join(map(json.dumps, lines)))
    chains = [explain(deployment, tag, "--json").json["chain"]["script"] for tag in ("ru", "ko")]
    assert chains == [["openai"], ["openai", "template"]]
