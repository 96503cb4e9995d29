"""What is shown on a terminal, and what where there is none."""

import errno
import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from deployments import Deployment, Ended

COLOUR = re.compile(r"\x1b\[(?:\d+;)*[349]\d(?:;\d+)*m")
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
MARKED_UP = "[bold]x[/bold]"
SEEN = {"last_active_at": YESTERDAY.isoformat()}
LEARNERS = [
    {"user_id": "1", "is_active": False, **SEEN},
    {
        "user_id": "[red]2[/red]",
        "display_name": MARKED_UP,
        "reviews_due": [{"title": MARKED_UP, "next_review_at": SEEN["last_active_at"]}],
        "recommended": [{"title": MARKED_UP}],
        "lessons": [{"title": MARKED_UP, "completed_at": SEEN["last_active_at"]}],
        **SEEN,
    },
    {"user_id": "日本", "display_name": "健太", "language": "ja", **SEEN},
]


@pytest.fixture
def marked_up(tmp_path) -> Deployment:
    """A deployment whose learners are named like markup."""
    path = tmp_path / "learners.json"
    path.write_text(json.dumps(LEARNERS))
    return Deployment(tmp_path, {"TERM": "xterm-256color"}).configure(
        '[learners]\nsource = "learners.json"\n'
    )


@pytest.fixture(scope="module")
def japanese(tmp_path_factory) -> Deployment:
    """A deployment in which the Japanese learner has an episode."""
    deployment = Deployment(tmp_path_factory.mktemp("japanese")).configure()
    assert deployment.run("generate", "--user", "7").code == 0
    return deployment


def on_a_terminal(deployment: Deployment, *arguments: str, **environment: str) -> Ended:
    """A command as somebody sees it who sits before it; both streams come out as one."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "podcaster",
            *arguments,
            "--config",
            str(deployment.folder / "config.toml"),
        ],
        env={**deployment.cron_environment(), "COLUMNS": "100", **environment},
        cwd="/",
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b"".join(iter(lambda: read(ours), b""))
    os.close(ours)
    return Ended(process.wait(60), seen.decode().replace("\r\n", "\n"), "")


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError as error:  # so a terminal tells that nobody writes there any more
        if error.errno != errno.EIO:
            raise
        return b""


ASCII = {
    "asked for": {"PYTHONIOENCODING": "ascii"},
    "by locale": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
"""Environments in which nobody has heard of UTF-8, such as cron's on an old system."""


def uncoloured(shown: str) -> str:
    """The words alone, one space between them."""
    return " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", shown).split())


def test_a_night_is_told_in_counts_and_colour(marked_up):
    ended = on_a_terminal(marked_up, "generate", "--dry-run")
    assert ended.code == 0
    assert "2 would be due on " in uncoloured(ended.out)
    assert "1 skipped: inactive" in uncoloured(ended.out)
    assert COLOUR.search(ended.out)


def test_markup_in_names_and_titles_is_shown_as_it_stands(marked_up):
    ended = on_a_terminal(marked_up, "preview", "--user", "[red]2[/red]")
    assert ended.code == 0
    assert "[red]2[/red] is due on " in ended.out
    facts = ended.out.partition("Your daily practice")[0]
    assert facts.count(MARKED_UP) >= 2, ended.out


def test_whoever_is_asked_for_and_not_due_is_told_why(marked_up):
    ended = on_a_terminal(marked_up, "generate", "--user", "1", "--date", "yesterday")
    told = "Not due (inactive): `podcaster explain --user 1 --date yesterday` shows each rule."
    assert (ended.code, told in uncoloured(ended.out)) == (0, True)
    under_cron = marked_up.call("generate", "--user", "1")
    assert (under_cron.out, under_cron.err) == ("", "")
    as_json = marked_up.call("generate", "--user", "1", "--json").json
    assert as_json["not_due_because"] == "inactive"


def test_a_quiet_night_prints_nothing_even_on_a_terminal(marked_up):
    assert on_a_terminal(marked_up, "generate", "--dry-run", "--quiet") == Ended(0, "", "")


@pytest.mark.parametrize("command", [["generate", "--dry-run"], ["preview", "--user", "日本"]])
def test_no_color_means_no_colour(marked_up, command):
    ended = on_a_terminal(marked_up, *command, NO_COLOR="1")
    assert ended.code == 0
    assert ended.out
    assert not COLOUR.search(ended.out)


@pytest.mark.parametrize(
    "command", [["preview", "--user", "日本"], ["status"], ["generate", "--help"]]
)
def test_without_a_terminal_there_are_no_escape_codes(marked_up, command):
    ended = marked_up.run(*command)
    assert ended.code == 0
    assert ended.out
    assert "\x1b" not in ended.out + ended.err


def test_a_japanese_episode_is_shown_whole_without_any_locale(japanese):
    shown = japanese.run("show", "--user", "7")
    assert shown.code == 0
    assert "健太さん" in shown.out


@pytest.mark.parametrize("command", ["show", "preview", "status"])
@pytest.mark.parametrize("environment", ASCII.values(), ids=ASCII)
def test_where_there_is_only_ascii_nothing_breaks(japanese, environment, command):
    ended = replace(japanese, environment=environment).run(command, "--user", "7")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.isascii()


def test_ascii_still_tells_which_characters_were_meant(japanese):
    shown = replace(japanese, environment=ASCII["asked for"]).run("show", "--user", "7")
    assert "健太さん".encode("ascii", "backslashreplace").decode() in shown.out
