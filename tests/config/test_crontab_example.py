"""The crontab that operators paste works as it stands."""

import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from podcaster.cli.app import app

EXAMPLE = Path(__file__).parents[2] / "crontab.example"
LINES = EXAMPLE.read_text(encoding="utf-8").splitlines()
JOBS = [line for line in LINES if line[:1].isdigit() or line[:1] == "*"]
SETTINGS = [line for line in LINES if line and line[0].isupper()]


def words_of(job: str) -> list[str]:
    return shlex.split(job.split(maxsplit=5)[5])


def test_every_line_is_a_comment_a_setting_or_a_job():
    others = [line for line in LINES if line and not line.startswith("#")]
    assert others == SETTINGS + JOBS
    assert {line.partition("=")[0] for line in SETTINGS} == {"SHELL", "PATH", "MAILTO"}


def test_it_generates_hourly_and_retries_every_ten_minutes():
    assert [(job.split()[:5], words_of(job)[1]) for job in JOBS] == [
        (["7", "*", "*", "*", "*"], "generate"),
        (["*/10", "*", "*", "*", "*"], "retry"),
    ]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_depends_on_no_working_directory(job):
    paths = [word for word in words_of(job) if "/" in word]
    assert len(paths) == 2
    assert all(Path(path).is_absolute() for path in paths)


@pytest.mark.parametrize("job", JOBS)
def test_a_job_holds_no_percent_sign_which_cron_would_cut_at(job):
    assert "%" not in job


@pytest.mark.parametrize("job", JOBS)
def test_a_job_is_a_command_that_there_is(job):
    program, *arguments = words_of(job)
    ended = CliRunner().invoke(app, [*arguments, "--help"])
    assert Path(program).name == "podcaster"
    assert ended.exit_code == 0


def test_the_file_ends_with_a_newline_or_cron_ignores_its_last_line():
    assert EXAMPLE.read_bytes().endswith(b"\n")


@pytest.mark.servers
def test_debians_cron_takes_it():
    checked = subprocess.run(["crontab", "-n", EXAMPLE], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (
        0,
        "The syntax of the crontab file was successfully checked.\n",
    )
