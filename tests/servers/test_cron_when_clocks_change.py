"""Debian's own cron on days when clocks change: one episode per learner and date.

Cron and podcaster live by a clock of the test's, which goes minute by minute over the change.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from clocks import Clock, tidy
from deployments import Deployment
from quick_nights import QUICK, SHORT, UNHURRIED, cloud, learner

pytestmark = [pytest.mark.servers, pytest.mark.timeout(100)]

AROUND = (-54, -53, -30, -1, 0, 6, 7, 30, 37)
"""Minutes before and after a change at which cron looks at its clock."""
HOURLY, AT_NIGHT = "7 * * * *", "30 2 * * *"
FAR_AWAY = "Asia/Tokyo"

CHANGES = [
    ("Australia/Lord_Howe", "2027-04-03T15:00"),  # half an hour comes again
    ("America/St_Johns", "2010-11-07T02:31"),  # after midnight it is the day before again
    ("Pacific/Apia", "2011-12-30T10:00"),  # a whole day is left out
]
"""Zones, and when clocks change there, in UTC."""
IN_FULL = [
    ("Europe/Berlin", "2027-03-28T01:00"),
    ("Europe/Berlin", "2027-10-31T01:00"),
    ("America/New_York", "2027-03-14T07:00"),
    ("America/New_York", "2027-11-07T06:00"),
    ("Australia/Lord_Howe", "2027-10-02T15:30"),
    ("America/St_Johns", "2010-03-14T03:31"),
    ("Asia/Tokyo", "2027-03-27T15:00"),  # midnight: nothing changes but the date
    ("Pacific/Apia", "2021-04-03T14:00"),
]
if "IN_FULL" in os.environ:
    CHANGES += IN_FULL


class Cron:
    """Debian's cron with a crontab and a clock of its own, where nobody else sees it."""

    def __init__(self, folder: Path, clock: Clock, zone: str) -> None:
        self._folder, self._clock, self._zone = folder, clock, zone
        self._ticks, self._jobs, self._said = (folder / each for each in ("ticks", "jobs", "said"))

    def start(self, commands: dict[str, str], environment: dict[str, str]) -> None:
        """Starts it; each of the `commands` runs when its key says."""
        spool = self._folder / "crontabs"
        spool.mkdir()
        settings = {**environment, **self._clock.environment}
        lines = [f"{name}={value}" for name, value in settings.items()]
        for when, command in commands.items():
            command = f"{command} >>{self._said} 2>&1"
            logged = f"echo began >>{self._jobs}; {command}; echo $? >>{self._jobs}"
            lines.append(f"{when} {logged}")
        lines.append(rf"* * * * * sleep 0.2; date +\%s >>{self._ticks}")  # after others have begun
        (spool / "root").write_text("\n".join(lines) + "\n")
        (spool / "root").chmod(0o600)
        preload = " ".join(f"{name}={value}" for name, value in self._clock.environment.items())
        inside = (
            f"mount --bind {spool} /var/spool/cron/crontabs && mount -t tmpfs tmpfs /run &&"
            f" mount -t tmpfs tmpfs /etc/cron.d && exec env TZ={self._zone} {preload} cron -f"
        )
        self._process = subprocess.Popen(["unshare", "--mount", "sh", "-c", inside])
        while not self._minds_signals:
            time.sleep(0.02)
        time.sleep(0.2)  # by now it has looked at its clock, and sleeps

    def let_it_be(self, moment: datetime) -> None:
        """Sets the clock, and comes back when all that cron does at that moment is done."""
        self._clock.set(moment)
        deadline = time.monotonic() + 60
        while self._last_tick < moment.timestamp() or self._is_at_work:
            assert time.monotonic() < deadline, self._lines(self._jobs)
            self._process.send_signal(signal.SIGHUP)  # ends its sleep
            time.sleep(0.1)

    @property
    def exit_codes(self) -> list[str]:
        """Of all commands, in the order in which they ended."""
        return [line for line in self._lines(self._jobs) if line != "began"]

    @property
    def said(self) -> str:
        """What all of them printed."""
        return self._said.read_text()

    @property
    def _minds_signals(self) -> bool:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        (caught,) = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")]
        return bool(int(caught, 16) & 1 << signal.SIGHUP - 1)

    @property
    def _last_tick(self) -> int:
        return max(map(int, self._lines(self._ticks)), default=0)

    @property
    def _is_at_work(self) -> bool:
        return 2 * len(self.exit_codes) != len(self._lines(self._jobs))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _lines(self, path: Path) -> list[str]:
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def over(tmp_path, vendors):
    """Lets a clock go over a change in that zone; the deployment, and cron."""
    started = []

    def made(zone: str, change: str) -> tuple[Deployment, Cron]:
        at = datetime.fromisoformat(change).replace(tzinfo=UTC)
        clock = Clock(tmp_path / "clock")
        clock.set(at + timedelta(minutes=AROUND[0] - 2))
        seen = (at - timedelta(days=1)).isoformat()
        records = [learner(0, last_active_at=seen)]
        records.append(learner(1, last_active_at=seen, timezone=FAR_AWAY))
        head = f'timezone = "{zone}"\n'
        deployment = cloud(tmp_path / "night", vendors.environment(), "", records)
        config = deployment.folder / "config.toml"
        config.write_text(head + config.read_text() + SHORT + UNHURRIED)
        program = f"{sys.executable} {QUICK[0]} generate --date today --config {config}"
        cron = Cron(tmp_path, clock, zone)
        cron.start({HOURLY: program, AT_NIGHT: program}, deployment.cron_environment())
        started.append(cron)
        for minutes in AROUND:
            cron.let_it_be(at + timedelta(minutes=minutes, seconds=2))
        return deployment, cron

    yield made
    for cron in started:
        cron.stop()
    tidy()


def dates(deployment: Deployment) -> list[tuple[str, str]]:
    rows = deployment.rows("SELECT user_id, date FROM episodes ORDER BY user_id, date")
    return [(row["user_id"], row["date"]) for row in rows]


def of_all_runs(deployment: Deployment, zone: str) -> Iterator[tuple[str, str]]:
    """Whose episode, for which date, some run was there to make."""
    for row in deployment.rows("SELECT started_at FROM runs"):
        began = datetime.fromisoformat(row["started_at"])
        for user, at in (("0", zone), ("1", FAR_AWAY)):
            yield user, began.astimezone(ZoneInfo(at)).date().isoformat()


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_when_clocks_change_everybody_has_one_episode_a_date(over, vendors, zone, change):
    deployment, cron = over(zone, change)
    assert len(cron.exit_codes) >= 2
    assert set(cron.exit_codes) == {"0"}, cron.said
    assert cron.said == ""
    assert dates(deployment) == sorted(set(of_all_runs(deployment, zone)))
    assert deployment.rows("SELECT DISTINCT status FROM episodes") == [{"status": "completed"}]
    assert len(deployment.mp3s()) == len(dates(deployment)) == vendors.count("openai")
