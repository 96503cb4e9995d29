from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from podcaster.upkeep.machine import (
    clock_is_right,
    cron_has_all,
    ledger_is_near,
    sqlite_is_sound,
)

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


def test_the_clock_is_told_with_the_day_it_is_for_learners():
    [found] = clock_is_right(NOW, NOW - timedelta(days=1), TOKYO)
    assert found.verdict == "ok"
    assert found.said == "it is 2026-11-21 23:30 UTC, in Asia/Tokyo 2026-11-22 08:30"


def test_a_clock_that_was_never_set_is_a_failure():
    [found] = clock_is_right(datetime(1970, 1, 1, tzinfo=UTC), None, TOKYO)
    assert found.verdict == "failure"
    assert "1970-01-01" in found.said


def test_a_clock_behind_the_last_run_is_a_warning():
    [found] = clock_is_right(NOW, NOW + timedelta(hours=1), TOKYO)
    assert found.verdict == "warning"


@pytest.mark.parametrize(
    ("version", "verdict", "word"),
    [
        ((3, 36, 0), "failure", "STRICT"),
        ((3, 37, 0), "ok", "damage"),
        ((3, 51, 2), "ok", "damage"),
        ((3, 51, 3), "ok", "3.51.3"),
        ((3, 52, 0), "ok", "damage"),
        ((3, 53, 0), "ok", "3.53.0"),
    ],
)
def test_sqlite_is_judged_by_its_known_bugs(version, verdict, word):
    [found] = sqlite_is_sound(version)
    assert (found.verdict, word in found.said) == (verdict, True)
    assert ("damage" in found.said) == (word == "damage")


@pytest.mark.parametrize(("kind", "count"), [("nfs4", 1), ("cifs", 1), ("ext4", 0)])
def test_a_ledger_on_another_machines_disk_is_a_failure(tmp_path, kind, count):
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    numbers = f"{device >> 8 & 0xFFF}:{(device & 0xFF) | (device >> 12 & 0xFFF00)}"
    mounts.write_text(f"1 0 {numbers} / / rw - {kind} somewhere rw\n")
    found = list(ledger_is_near(tmp_path / "not" / "yet", mounts))
    assert [each.verdict for each in found] == ["failure"] * count


def test_a_key_of_this_shell_alone_is_missed_by_cron():
    [found] = cron_has_all(
        Path("/a/config.toml"), Path("/a/podcaster.env"), ["OPENAI_API_KEY"], is_found=False
    )
    assert found.verdict == "warning"
    assert found.said.startswith("OPENAI_API_KEY is set here and not in /a/podcaster.env")


def test_cron_is_told_which_configuration_to_name():
    [found] = cron_has_all(Path("/a/config.toml"), Path("/a/podcaster.env"), [], is_found=False)
    assert (found.verdict, found.said) == ("ok", "needs --config /a/config.toml")
