"""The platform's own database, as the commands tell of it: what it lacks, and what it decides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from academy.filling import fill
from academy.people import build
from deployments import Deployment
from sqlalchemy import create_engine, text

NOW = datetime.now(UTC)
ACADEMY = build(seed=5, ordinary=3, now=NOW)
CONFIG = """
[learners]
source = "sqlite:///platform.sqlite3"
{learners}
[speech]
without_credentials = "script_only"
"""
LOST = "DROP TABLE intelligence_matchscore"


@dataclass(frozen=True)
class Platform:
    """A deployment whose learners are in a database."""

    deployment: Deployment

    def tells(self, command: str, trap: str, *arguments: str) -> dict:
        """What a command says of the learner of one trap."""
        who = str(ACADEMY.people[trap])
        return self.deployment.call(command, "--user", who, *arguments, "--json").json

    def findings(self) -> dict[tuple[str, str], dict]:
        """What the doctor found, by check and what it is about."""
        found = self.deployment.call("doctor", "--json").json["findings"]
        return {(each["check"], each["about"]): each for each in found}


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """The database whole, which each test has a copy of."""
    path = tmp_path_factory.mktemp("platform") / "platform.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    fill(engine, ACADEMY)
    engine.dispose()
    return path


@pytest.fixture
def platform(filled: Path, tmp_path: Path) -> Callable[..., Platform]:
    """Makes a deployment beside the database, once the statements were carried out in it."""

    def made(*statements: str, learners: str = "") -> Platform:
        deployment = Deployment(tmp_path / "deployment").configure(CONFIG.format(learners=learners))
        copy = deployment.folder / "platform.sqlite3"
        copy.write_bytes(filled.read_bytes())
        engine = create_engine(f"sqlite:///{copy}")
        with engine.begin() as connection:
            for each in statements:
                connection.execute(text(each))
        engine.dispose()
        return Platform(deployment)

    return made


def test_a_night_that_lacks_a_table_is_silent_under_cron(platform):
    deployment = platform(LOST).deployment
    ended = deployment.call("generate", "--user", str(ACADEMY.people["google_null"]))
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_what_is_missing_is_one_warning_in_json(platform):
    warnings = platform(LOST).tells("generate", "google_null")["warnings"]
    (warning,) = (each for each in warnings if "intelligence_matchscore" in each)
    assert "episodes say nothing of what is recommended" in warning


def test_the_doctor_says_which_query_cannot_run_and_what_that_costs(platform):
    finding = platform(LOST).findings()["learners", "query recommended"]
    assert finding["verdict"] == "warning"
    assert "no table intelligence_matchscore" in finding["said"]
    assert "episodes say nothing of what is recommended" in finding["said"]


def test_the_doctor_finds_a_whole_database_well(platform):
    found = platform().findings()
    of_learners = {
        about: each["verdict"] for (check, about), each in found.items() if check == "learners"
    }
    assert of_learners == {"source": "ok", "plans": "ok", "columns": "ok"}


def test_the_doctor_names_columns_that_are_taken_for_empty(platform):
    drifted = platform("ALTER TABLE users_profile DROP COLUMN locale")
    said = drifted.findings()["learners", "columns"]["said"]
    assert said.endswith(": users_profile.locale, users_userpreference.timezone")


def test_a_database_of_something_else_is_a_failure(platform):
    other = platform("DROP TABLE auth_user")
    assert other.findings()["learners", "source"]["verdict"] == "failure"
    assert other.deployment.call("generate", "--json").code == 4
    rehearsed = other.deployment.call("generate", "--dry-run", "--json")
    assert (rehearsed.code, rehearsed.json["estimate_micro_usd"]) == (4, None)


def test_plans_that_cannot_be_looked_up_end_a_night_before_anybody_is_served(platform):
    lost = platform("DROP TABLE auth_group", learners='plan.taken_from = "auth_group"')
    ended = lost.deployment.call("generate")
    assert (ended.code, ended.out) == (2, "")
    assert "no table auth_group" in ended.err
    assert lost.findings()["learners", "source"]["verdict"] == "failure"


def test_answers_that_cannot_be_read_end_a_night_that_asks_for_some(platform):
    lost = platform("DROP TABLE quizzes_question").deployment
    assert lost.call("generate", "--dry-run", "--json").code == 0
    config = lost.folder / "config.toml"
    config.write_text(config.read_text() + "[eligibility]\nmin_answers = 3\n")
    ended = lost.call("generate")
    assert (ended.code, ended.out) == (4, "")
    assert "no table quizzes_question" in ended.err


def test_explain_says_what_the_database_lacks(platform):
    told = platform(LOST).tells("explain", "google_null")
    assert any("intelligence_matchscore" in each for each in told["warnings"])


def test_explain_names_the_trace_that_a_learner_is_due_by(platform):
    told = platform().tells("explain", "google_null")
    (rule,) = (each for each in told["rules"] if each["rule"] == "active_within_days")
    assert told["eligible"] is True
    assert "event" in rule["value"]


def test_whoever_is_due_without_a_login_is_counted(platform):
    told = platform().tells("generate", "google_null")
    assert told["due_by_trace"] == {"event": 1}


def test_a_plan_by_a_course_is_from_the_query_that_found_it(platform):
    found = platform(learners='plan.taken_from = "course"').tells("explain", "premium_course")
    assert found["plan"] == "premium"
    assert found["origins"]["plan"].startswith("database: plans_of_courses")


def test_a_language_is_from_the_column_that_says_it(platform):
    told = platform().tells("explain", "chosen_language")
    assert told["origins"]["language"] == "database: preferences.report_language"


def test_a_query_with_too_few_columns_names_its_file_and_the_column(platform):
    own = platform(learners='query.lessons = "own.sql"')
    (own.deployment.folder / "own.sql").write_text("SELECT user_id FROM lessons_lessoncompletion")
    finding = own.findings()["learners", "source"]
    assert finding["verdict"] == "failure"
    assert "own.sql returns no column completed_at, title" in finding["said"]
    assert own.deployment.call("generate").code == 2
