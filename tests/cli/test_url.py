"""`podcaster url`: a link made for the moment, clamped, and written down nowhere."""

import hashlib
import logging
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from planted import Archive, archive

from podcaster.cli.durations import duration_text, parse_duration
from podcaster.errors import Misused, NothingToShow
from podcaster.ledger.ledger import Ledger
from podcaster.remote.credentials import Credentials
from podcaster.storage.local import LocalStore
from podcaster.storage.secure_link import SECRET, SecureLinks
from podcaster.upkeep.linking import kept_until, link_to

KEY = "0123456789abcdef" * 3
SIGNED = '[stores.local]\nbase_url = "https://media.example.org/media"\n'


@pytest.fixture
def signing(tmp_path: Path) -> Archive:
    made = archive(tmp_path / "deployment", 3, SIGNED)
    deployment = replace(made.deployment, environment={SECRET: KEY})
    return Archive(deployment, made.episodes)


def seconds_left(url: str) -> float:
    return int(parse_qs(urlsplit(url).query)["exp"][0]) - datetime.now(UTC).timestamp()


def test_the_link_of_the_latest_episode_is_all_that_is_printed(signing):
    ended = signing.deployment.call("url", "--user", "1", "--expires", "15m")
    url = ended.out.strip()
    assert (ended.code, ended.err) == (0, "")
    assert url.startswith(f"https://media.example.org/media/{signing.episodes[1].key}?sig=")
    assert 890 < seconds_left(url) <= 900


def test_as_json_it_has_the_moment_at_which_it_ends(signing):
    told = signing.deployment.call("url", "--user", "1", "--json").json
    assert told["url"].startswith("https://media.example.org/")
    assert told["expires_at"] > datetime.now(UTC).isoformat()
    assert told["shortened"] is None


def test_a_link_never_outlives_the_episode_and_that_is_said_aloud(signing):
    ended = signing.deployment.call("url", "--user", "1", "--expires", "90d")
    assert "keep_days" in ended.err
    assert 29 * 86400 < seconds_left(ended.out.strip()) <= 30 * 86400


def test_nothing_is_written_down_and_nothing_is_logged(signing, caplog):
    ledger = signing.deployment.state / "ledger.sqlite"
    before = hashlib.sha256(ledger.read_bytes()).hexdigest()
    with caplog.at_level(logging.DEBUG):
        ended = signing.deployment.call("url", "--user", "1", "-vv")
    signature = parse_qs(urlsplit(ended.out.strip()).query)["sig"][0]
    assert signature not in ended.err + caplog.text
    assert hashlib.sha256(ledger.read_bytes()).hexdigest() == before
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as connection:
        assert not any(signature in line or KEY in line for line in connection.iterdump())
    connection.close()
    assert not list(signing.deployment.state.rglob("*.log"))


def test_where_there_is_no_episode_it_says_what_show_says(signing):
    shown = signing.deployment.call("show", "--user", "99")
    asked = signing.deployment.call("url", "--user", "99")
    assert (asked.code, asked.err, asked.out) == (3, shown.err, "")
    assert signing.deployment.call("url", "--user", "99", "--json").json["url"] is None


def test_an_object_that_is_gone_gets_no_link(signing):
    signing.path(signing.episodes[1]).unlink()
    ended = signing.deployment.call("url", "--user", "1")
    assert ended.code == 3
    assert "podcaster verify" in ended.err


def test_a_store_that_signs_no_links_says_so_in_one_sentence(tmp_path):
    ended = archive(tmp_path / "deployment", 3).deployment.call("url", "--user", "1")
    assert ended.code == 2
    assert "base_url in [stores.local]" in ended.err
    assert len(ended.err.strip().splitlines()) == 1


def test_a_link_without_the_secret_names_its_variable(tmp_path):
    ended = archive(tmp_path / "deployment", 3, SIGNED).deployment.call("url", "--user", "1")
    assert ended.code == 2
    assert SECRET in ended.err


@pytest.mark.parametrize("text", ["", "1", "0m", "1y", "-1h", "1.5h", "99999999999d", "1h30m"])
def test_what_is_no_length_of_time_is_refused(signing, text):
    ended = signing.deployment.call("url", "--user", "1", f"--expires={text}")
    assert ended.code == 2
    assert "say 15m, 1h or 7d" in ended.err


def test_lengths_of_time_are_read_and_told():
    assert parse_duration("15m") == timedelta(minutes=15)
    assert parse_duration(" 7D ") == timedelta(days=7)
    assert parse_duration("2w") == timedelta(days=14)
    assert duration_text(timedelta(days=6, hours=4, seconds=3)) == "6 d 4 h"
    assert duration_text(timedelta(0)) == "0 s"


class WeekLong(LocalStore):
    """Links that live for a week at most, as those of buckets."""

    longest_link = timedelta(days=7)


def test_a_link_lives_no_longer_than_the_store_can_sign_for(signing):
    links = SecureLinks("https://media.example.org", Credentials({SECRET: KEY}))
    store = WeekLong("week", signing.media, links=links)
    now = datetime.now(UTC)
    with Ledger.open_to_read(signing.deployment.state / "ledger.sqlite") as ledger:
        row = ledger.episode("1")
    link = link_to(row, store, timedelta(days=8), keep_days=30, now=now)
    assert link.until == now + timedelta(days=7)
    assert "store week" in link.shortened
    late, plain = kept_until(row.date, 30), LocalStore("plain", signing.media)
    with pytest.raises(NothingToShow, match="keep_days"):
        link_to(row, store, timedelta(days=8), keep_days=30, now=late)
    with pytest.raises(Misused, match="signs no links"):
        link_to(row, plain, timedelta(hours=1), keep_days=30, now=now)
