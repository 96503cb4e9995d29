"""Learners of every language that has a template are served without any key; others are named."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from deployments import EMBEDDED, Deployment

pytestmark = pytest.mark.servers
NOW = datetime.now(UTC)
QUIZZES = {
    "zh-CN": ("过去时", "昨天她___去学校。", "走", "去了"),
    "ko": ("과거 시제", "어제 학교에 ___.", "가요", "갔어요"),
}


def learner(language: str, gender: str) -> dict[str, object]:
    """Somebody who missed a question three times out of nine, and has something to review."""
    subject, question, given, correct = QUIZZES[language]
    answers = [
        {"at": (NOW - timedelta(days=1, minutes=number)).isoformat(), "subject": subject}
        | {"quiz": f"{subject} {number}", "question": f"{question} ({number})"}
        | {"given": given, "correct": correct, "is_correct": number > 3}
        for number in range(1, 10)
    ]
    due = (NOW - timedelta(days=2)).isoformat()
    return {
        "user_id": f"{language}-{gender}",
        "language": language,
        "voice_gender": gender,
        "last_active_at": (NOW - timedelta(hours=5)).isoformat(),
        "answers": answers,
        "reviews_due": [{"title": subject, "retention": 0.4, "next_review_at": due}],
    }


@pytest.fixture(scope="module")
def night(tmp_path_factory) -> Deployment:
    deployment = Deployment(tmp_path_factory.mktemp("night") / "deployment")
    deployment.configure('[learners]\nsource = "learners.json"\n' + EMBEDDED)
    known = [learner(language, gender) for language in QUIZZES for gender in ("female", "male")]
    lost = {"user_id": "pt", "language": "pt-BR", "last_active_at": NOW.isoformat()}
    (deployment.folder / "learners.json").write_text(json.dumps([*known, lost]))
    assert deployment.run("generate", "--date", "today").code == 3
    return deployment


def test_chinese_and_korean_learners_hear_three_to_six_minutes(night: Deployment) -> None:
    rows = night.rows("SELECT * FROM episodes WHERE user_id <> 'pt'")
    assert {row["status"] for row in rows} == {"completed_with_fallback"}
    assert len(rows) == len(night.mp3s()) == 4
    for row in rows:
        assert 180 <= row["duration_seconds"] <= 360
        assert row["tts_voice"].startswith("cmn" if row["language"] == "zh-CN" else "ko")


def test_a_language_without_a_template_is_named_and_how_to_add_one(night: Deployment) -> None:
    (row,) = night.rows("SELECT * FROM episodes WHERE user_id = 'pt'")
    assert row["status"] == "failed"
    assert "no template for the language pt-BR (Portuguese)" in row["error_message"]
    assert "add prompts/fallback/pt.j2" in row["error_message"]


def test_the_doctor_finds_the_language_that_was_wanted_lately(night: Deployment) -> None:
    findings = night.run("doctor", "--json").json["findings"]
    (lacking,) = [each for each in findings if each["about"] == "language pt-BR"]
    assert (lacking["check"], lacking["verdict"]) == ("templates", "failure")
