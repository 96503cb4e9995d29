"""Debian's own cron runs crontab.example, and has nothing to mail."""

import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from deployments import Deployment, in_process

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]
ROOT = Path(__file__).parent.parent.parent
LONGEST_WAIT = 150


@pytest.fixture
def cron(tmp_path):
    """Starts cron where nobody else sees it, with a crontab and a mailbox of its own."""
    started = []

    def start(crontab: str) -> Path:
        sbin, spool, mail = tmp_path / "sbin", tmp_path / "crontabs", tmp_path / "mail"
        for each in (sbin, spool, mail):
            each.mkdir()
        shutil.copy("/usr/sbin/cron", sbin)
        sendmail = sbin / "sendmail"
        sendmail.write_text(f"#!/bin/sh\nexec /bin/cat > {mail}/$$\n")
        sendmail.chmod(0o755)
        (spool / "root").write_text(crontab)
        (spool / "root").chmod(0o600)
        inside = (
            f"mount --bind {spool} /var/spool/cron/crontabs && mount --bind {sbin} /usr/sbin &&"
            " mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /etc/cron.d &&"
            " exec /usr/sbin/cron -f"
        )
        started.append(subprocess.Popen(["unshare", "--mount", "sh", "-c", inside]))
        return mail

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


def crontab_for(folder: Path) -> str:
    """crontab.example as a deployment in `folder` would have it, and soon.

    Not both in the same minute: whichever comes second would find the lock taken.
    """
    text = (ROOT / "crontab.example").read_text()
    program = Path(sys.executable).with_name("podcaster")
    text = text.replace("/opt/podcaster/.venv/bin/podcaster", str(program))
    text = text.replace("/opt/podcaster", str(folder))
    soon = datetime.now().minute + 1  # cron goes by the machine's clock
    text = text.replace("\n7 * * * *", f"\n{soon % 60},{(soon + 2) % 60} * * * *")
    return text.replace("\n*/10 * * * *", f"\n{(soon + 1) % 60} * * * *")


def finished_runs(deployment: Deployment, command: str) -> list[dict]:
    query = "SELECT * FROM runs WHERE command = ? AND finished_at IS NOT NULL"
    try:
        return deployment.rows(query, command)
    except sqlite3.OperationalError:  # the ledger is not there yet, or without its tables
        return []


def wait_for(condition) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not condition():
        assert time.monotonic() < deadline, "cron did not do it in time"
        time.sleep(0.5)


def test_cron_makes_the_night_and_has_nothing_to_mail(cron, tmp_path):
    deployment = Deployment(tmp_path / "deployment")
    assert in_process("init", str(deployment.folder)).code == 0
    speaks_up = "* * * * * echo this is what trouble looks like\n"
    mail = cron(crontab_for(deployment.folder) + speaks_up)
    wait_for(lambda: finished_runs(deployment, "generate"))
    wait_for(lambda: any(mail.iterdir()))
    time.sleep(1)
    run = finished_runs(deployment, "generate")[0]
    assert (run["exit_code"], run["failed"]) == (0, 0)
    assert run["completed"] == run["eligible"] >= 6
    assert len(deployment.mp3s()) == run["completed"]
    letters = [letter.read_text() for letter in mail.iterdir()]
    assert [letter for letter in letters if "podcaster" in letter] == []
    assert deployment.state.stat().st_mode & 0o077 == 0
