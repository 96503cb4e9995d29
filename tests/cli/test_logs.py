"""Logs and tracebacks: what happened, without a key and without a learner's name."""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deployments import Deployment, in_process
from vendors import ENGINES, KEYS, MODELS, Answer, Seen, Vendors
from vendors.wire import json_answer

from podcaster.cli.amounts import money
from podcaster.cli.log_lines import Whose, handler_of
from podcaster.errors import Misused

SEEN_AT = (datetime.now(UTC) - timedelta(days=1)).isoformat()
NAMES = ("Zebulonia", "Quirinius")


KEY_HEADERS = ("authorization", "x-api-key", "x-goog-api-key", "ocp-apim-subscription-key")


def echoing(seen: Seen) -> Answer:
    """A vendor that repeats in its error what it was told, keys and all."""
    keys = [seen.headers[name] for name in KEY_HEADERS if name in seen.headers]
    told = f"no: {seen.text[-60:]} {keys}"
    error = {"message": told, "code": "odd"}
    return json_answer({"error": error, "message": told}, 401 if seen.provider in MODELS else 400)


@pytest.fixture
def talkative(tmp_path: Path) -> Deployment:
    """Two learners with names of their own, and a plan for each family of engines."""
    learners = [
        {"user_id": str(at), "display_name": name, "plan": plan, "last_active_at": SEEN_AT}
        for at, (name, plan) in enumerate(zip(NAMES, ("free", "enterprise"), strict=True))
    ]
    folder = tmp_path / "talkative"
    deployment = Deployment(folder).configure('[learners]\nsource = "learners.json"\n[speech]\n')
    (folder / "learners.json").write_text(json.dumps(learners))
    return deployment


@pytest.mark.servers  # patience
def test_a_night_in_detail_tells_neither_keys_nor_names(talkative: Deployment) -> None:
    with Vendors() as vendors:
        for provider in (*MODELS, *ENGINES):
            vendors.play(provider, echoing)
        night = Deployment(talkative.folder, vendors.environment())
        ended = night.run("generate", "-vv")
        status = night.run("status", "--user", "0", "-vv", "--json")
        assert vendors.count("openai") > 0
        assert vendors.count("polly", "google", "azure") > 0
    told = ended.out + ended.err + status.out + status.err
    assert " INFO [" in ended.err
    assert "openai" in told
    for secret in (*KEYS.values(), *NAMES):
        assert secret not in told


def test_a_key_that_is_named_in_a_file_is_not_logged_either(tmp_path: Path) -> None:
    key = "nothing-that-looks-like-a-key"
    (tmp_path / "key").write_text(key)
    (tmp_path / "key").chmod(0o600)
    deployment = Deployment(tmp_path, {"OPENAI_API_KEY_FILE": "key"}).configure(
        '[learners]\nsource = "learners.json"\n'
    )
    record = {"user_id": "1", "last_active_at": SEEN_AT, "timezone": key}
    (tmp_path / "learners.json").write_text(json.dumps([record]))
    ended = deployment.run("generate", "--dry-run", "-vv")
    assert ended.code == 0, ended
    (line,) = (line for line in ended.err.splitlines() if " INFO [" in line)
    assert line.endswith("taken for UTC: '[redacted]' (1 x)")


def bug(code: str) -> subprocess.CompletedProcess[str]:
    """A program of ours that meets a bug."""
    program = (
        f"from podcaster.cli.logs import hide_secrets, start_logging\nstart_logging(0)\n{code}"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_traceback_has_no_keys_and_exits_1() -> None:
    ended = bug("hide_secrets(lambda text: text.replace('my-key', '...'))\nraise OSError('my-key')")
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr
    assert "OSError: ..." in ended.stderr
    assert "my-key" not in ended.stderr


def test_what_looks_like_a_key_is_not_told_before_any_is_known() -> None:
    ended = bug(f"raise OSError({KEYS['openai']!r})")
    assert ended.returncode == 1
    assert "OSError: [redacted]" in ended.stderr
    assert KEYS["openai"] not in ended.stderr


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError('Zebulonia')",
        "try:\n    {}['Zebulonia']\nexcept KeyError as error:\n    raise RuntimeError from error",
        "import threading\ndef meet():\n    int('Zebulonia')\n"
        "thread = threading.Thread(target=meet)\nthread.start()\nthread.join()",
    ],
)
def test_what_a_bug_says_of_data_is_left_out(code: str) -> None:
    ended = bug(code)
    assert "Traceback" in ended.stderr
    assert "Error" in ended.stderr
    assert "Zebulonia" not in ended.stderr


def json_lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_as_json_what_is_said_beside_the_result_comes_in_lines_too(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path).configure()
    ended = deployment.call("generate", "--user", "nobody-there", "--log-format", "json")
    (line,) = json_lines(ended.err)
    assert ended.code == 2
    assert "nobody-there" in line["message"]


def test_a_log_may_go_to_syslog(tmp_path: Path) -> None:
    where = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(str(where))
        handler = handler_of("json", "syslog", where)
        handler.addFilter(Whose())
        handler.handle(logging.LogRecord("podcaster", 40, "", 1, "all is %s", ("lost",), None))
        said = syslog.recv(4096).decode()
        handler.close()
    assert said.startswith(f"<11>podcaster[{os.getpid()}]: ")
    assert json.loads(said.partition(": ")[2])["message"] == "all is lost"


def test_a_syslog_that_is_not_there_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="say --log-to stderr"):
        handler_of("text", "syslog", tmp_path / "log")


def test_a_syslog_that_goes_away_disturbs_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(str(where))
        handler = handler_of("text", "syslog", where)
        handler.addFilter(Whose())
    where.unlink()
    handler.handle(logging.LogRecord("podcaster", 40, "", 1, "lost", None, None))
    handler.close()
    assert capsys.readouterr().err == ""


def test_a_syslog_that_takes_nothing_holds_nobody_up(tmp_path: Path) -> None:
    where = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(str(where))
        handler = handler_of("text", "syslog", where)
        handler.addFilter(Whose())

        def write() -> None:
            for _ in range(2000):  # more than any queue takes
                handler.handle(logging.LogRecord("podcaster", 40, "", 1, "said", None, None))

        writing = threading.Thread(target=write, daemon=True)
        writing.start()
        writing.join(30)
        assert not writing.is_alive()
        handler.close()


def test_a_key_that_cannot_be_used_stops_nobody_who_needs_none(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path, {"AZURE_SPEECH_KEY": "schlüssel"}).configure()
    assert deployment.call("status", "-vv").code == 0


def test_commands_in_this_process_see_no_keys_of_whoever_runs_the_tests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-developer")
    monkeypatch.setenv("AWS_PROFILE", "of-the-developer")
    config = tmp_path / "config.toml"
    config.touch()
    arguments = ("generate", "--dry-run", "--json", "--config", str(config))
    left_out = in_process(*arguments).json["left_out"]
    assert {"models.openai", "engines.polly"} <= set(left_out)


@pytest.mark.parametrize(
    ("micro_usd", "said"),
    [
        (None, "cost unknown"),
        (0, "free"),
        (1, "$0.000001"),
        (650, "$0.000650"),
        (9_999, "$0.009999"),
        (10_000, "$0.0100"),
        (10_049, "$0.0100"),
        (10_050, "$0.0101"),
        (1_005_000, "$1.0050"),
        (9_999_950, "$10.0000"),
        (1_234_567_890_000, "$1,234,567.8900"),
        (9_007_199_254_740_993_00, "$900,719,925,474.0993"),
    ],
)
def test_money_is_told_without_rounding_surprises(micro_usd: int | None, said: str) -> None:
    assert money(micro_usd) == said
