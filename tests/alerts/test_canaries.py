"""A failing night with secrets and names planted everywhere, told in every way there is.

Nothing that is written, printed or sent may hold one, but for the learner's own script and audio,
the answers they are made of, and the ledger's rows with that script and its brief.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from alerts.conftest import Post, talking, web
from certificates import self_signed
from deployments import Deployment, Ended
from quick_nights import QUICK, SHORT, UNHURRIED, cloud, learner, short_script
from vendors import ENGINES, KEYS, MODELS, Answer, Seen, Vendors
from vendors.wire import json_answer

pytestmark = pytest.mark.servers  # patience

NAME = "Zebulonia"
SECRETS = {
    "WEBHOOK": "canary-of-the-webhook-0123456789",
    "CHECK": "5d3cafe0-0000-4000-8000-canary000001",
    "SMTP_PASSWORD": "canary of/the+mail=server",
    "PODCASTER_LINK_SECRET": "canary-of-the-links-0123456789",
}
OF_ITS_LEARNER = ("script", "script_text", "brief", "title", "metadata")
"""Columns of an episode that hold what is told to its learner."""

CONFIG = (
    SHORT
    + UNHURRIED
    + """
[pipeline]
patience = 1
[alerts]
webhook = "env:ALERT_WEBHOOK"
healthchecks = "env:HEALTHCHECKS_URL"
email = ["ops@example.com"]
email_from = "podcaster@example.com"
"""
)


def echoing(seen: Seen) -> Answer:
    """A vendor that repeats in its error all that it was told: headers, prompt and key."""
    told = f"no: {seen.text} {dict(seen.headers)} {NAME} {list(SECRETS.values())}"
    error = {"message": told, "code": "odd", "status": "ODD", "details": [told]}
    return json_answer({"error": error, "message": told}, 400 if seen.provider in MODELS else 401)


def learners() -> list[dict]:
    """Of three plans, with a name wherever a learner's record has text; one record is no good."""
    at = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    answer = {"at": at, "subject": NAME, "quiz": NAME, "question": f"Who is {NAME}?"}
    answer |= {"given": NAME, "correct": NAME, "is_correct": False}
    rich = {
        "display_name": NAME,
        "answers": [answer] * 12,
        "reviews_due": [{"title": NAME, "kind": "quiz", "next_review_at": at, "retention": 0.4}],
        "recommended": [{"title": NAME, "score": 88.0}],
        "lessons": [{"title": NAME, "completed_at": at}],
        "courses": [NAME],
        "interests": [NAME],
        "email": f"{NAME}@example.com",
    }
    plans = ("free", "premium", "enterprise")
    good = [learner(at, plan=plan, **rich) for at, plan in enumerate(plans)]
    return [*good, learner(9, display_name=NAME, ability={"overall": NAME})]


QUESTIONS = (
    ("status", "-vv", "--json"),
    ("status", "--user", "0", "-vv"),
    ("doctor", "-vv", "--json"),
    ("costs", "-vv", "--json"),
)


class Told(NamedTuple):
    """What a failing night and its aftermath left, printed and sent."""

    night: Deployment
    failing: Ended
    others: list[Ended]
    sent: dict[str, str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A night in which nearly everything fails, a retry that makes it good, and questions."""
    folder = tmp_path_factory.mktemp("canaries")
    post = Post(self_signed(folder / "both.pem"), password=SECRETS["SMTP_PASSWORD"])
    with (
        Vendors(writer=short_script) as vendors,
        web((500, {}, b"no")) as check,
        web((200, {}, b"OK")) as hook,
        talking(post.talk) as port,
    ):
        environment = {
            **vendors.environment(),
            "ALERT_WEBHOOK": f"{hook.url}/services/{SECRETS['WEBHOOK']}",
            "HEALTHCHECKS_URL": f"{check.url}/{SECRETS['CHECK']}",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "SMTP_SECURITY": "none",
            "SMTP_USER": "podcaster",
            "SMTP_PASSWORD": SECRETS["SMTP_PASSWORD"],
            "PODCASTER_LINK_SECRET": SECRETS["PODCASTER_LINK_SECRET"],
        }
        night = cloud(folder / "night", environment, CONFIG, learners())
        for provider in ("gemini", "anthropic", *ENGINES):
            vendors.always(provider, echoing)
        vendors.play("openai", echoing, echoing)
        failing = night.run("generate", "-vv", "--log-format", "json", "--json", program=QUICK)
        others = [night.call(*each) for each in QUESTIONS]
        vendors.clear()
        others.append(night.run("generate", "-vv", "--json", program=QUICK))
        bodies = [body.decode() for _, _, body in [*check.asked, *hook.asked]]
        mails = "\n".join(f"{each.items()} {each.get_content()}" for each in post.mails)
        sent = {"mail": mails, "posts": "\n".join(bodies)}
        yield Told(night, failing, others, sent)


def written(night: Deployment) -> dict[str, str]:
    """All that was written about a learner to others than that learner, by where."""
    files = [path for path in night.state.rglob("*") if path.is_file()]
    kept = [path for path in files if "kept" in path.parts or path.suffix.startswith(".sqlite")]
    found = {str(path): path.read_text("latin-1") for path in files if path not in kept}
    found |= {f"the name of {path}": str(path.relative_to(night.folder)) for path in files}
    for table in ("episodes", "attempts", "runs"):
        for row in night.rows(f"SELECT * FROM {table}"):
            for column in row.keys() - set(OF_ITS_LEARNER):
                found[f"{table}.{column} of {row['id']}"] = str(row[column])
    return found


def test_a_failing_night_tells_no_secret_and_no_name_anywhere(told: Told) -> None:
    assert told.failing.code in (4, 75), told.failing
    assert told.sent["mail"], "no mail was sent"
    assert '"podcaster.alert"' in told.sent["posts"]
    ends = [told.failing, *told.others]
    texts = {
        f"{stream} of run {at}": text
        for at, end in enumerate(ends)
        for stream, text in (("stdout", end.out), ("stderr", end.err))
    }
    texts |= told.sent | written(told.night)
    canaries = {NAME, *SECRETS.values(), *KEYS.values()}
    hits = [(where, each) for where, text in texts.items() for each in canaries if each in text]
    assert hits == []


def test_kept_answers_and_the_ledger_hold_no_secret(told: Told) -> None:
    files = (path for path in told.night.state.rglob("*") if path.is_file())
    for path in files:
        content = path.read_bytes()
        hits = [each for each in (*SECRETS.values(), *KEYS.values()) if each.encode() in content]
        assert (path, hits) == (path, [])


def test_lines_of_a_json_log_name_their_run_and_their_episode(told: Told) -> None:
    lines = [json.loads(line) for line in told.failing.err.splitlines()]
    assert {"time", "level", "logger", "run", "episode", "message"} <= set(lines[0])
    run = json.loads(told.failing.out)["run_id"]
    assert {line["run"] for line in lines} <= {"-", run}
    episodes = {row["id"] for row in told.night.rows("SELECT id FROM episodes")}
    assert {line["episode"] for line in lines} - {None} == episodes


def test_everything_that_is_kept_is_kept_from_others(told: Told) -> None:
    loose = {
        str(path.relative_to(told.night.folder)): oct(path.stat().st_mode)
        for root in (told.night.state, told.night.media)
        for path in (root, *root.rglob("*"))
        if path.stat().st_mode & (0o027 if path.is_dir() else 0o137)
    }
    assert told.night.mp3s()
    assert loose == {}
