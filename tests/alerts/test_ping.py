"""Pings: which address, with which id, and what is in them."""

import time
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.alerts.ping import Ping, ending_of, ping_url
from podcaster.remote.http import Http

CHECK = "/ping/2d0a34bd-854d-490e-be2c-1493f7053460"


@pytest.fixture
def pinging(play):
    """(a web server, a Ping to it)."""
    web, http = play(), Http()
    yield web, Ping(http, web.url + CHECK)
    http.close()


def soon():
    return time.monotonic() + 2


def test_a_run_begins_and_ends_under_one_id(pinging, report):
    web, ping = pinging
    night = report(exit_code=0, alerts=())
    assert (ping.start(night.run_id, soon()), ping.end(night, soon())) == ("", "")
    begun, ended = map(urlsplit, web.paths)
    assert (begun.path, ended.path) == (f"{CHECK}/start", CHECK)
    assert begun.query == ended.query
    assert uuid.UUID(parse_qs(begun.query)["rid"][0])


def test_the_body_of_a_start_is_empty_and_that_of_an_end_numbers(pinging, report):
    web, ping = pinging
    ping.start("run", soon())
    ping.end(report(), soon())
    begun, ended = (body for _, _, body in web.asked)
    assert begun == b""
    assert all(line.rpartition(b" ")[2].isdigit() for line in ended.splitlines())
    assert len(ended) < 10_000


@pytest.mark.parametrize(
    ("exit_code", "level", "ending"),
    [
        *((0, None, ""), (0, "warning", ""), (0, "alert", "fail"), (3, None, "3")),
        *((4, "alert", "4"), (75, None, "75"), (143, "warning", "143")),
    ],
)
def test_the_address_says_how_it_ended(report, said, exit_code, level, ending):
    alerts = (said(level),) if level else ()
    assert ending_of(report(exit_code=exit_code, alerts=alerts)) == ending


def test_the_query_of_the_address_is_kept():
    url = ping_url("https://hc.example/key/night/?create=1&x=%2F", "start", "run")
    assert url.startswith("https://hc.example/key/night/start?create=1&x=%2F&rid=")


def test_different_runs_have_different_ids():
    assert ping_url("http://h/a", "", "run 1") != ping_url("http://h/a", "", "run 2")


@settings(max_examples=50)
@given(st.text(), st.sampled_from(["", "start", "fail", "3"]))
def test_an_address_is_one_whatever_the_run_is_called(run_id, ending):
    parts = urlsplit(ping_url("http://h/a", ending, run_id.encode("utf-8", "replace").decode()))
    assert parts.path == ("/a" if not ending else f"/a/{ending}")
    assert uuid.UUID(parse_qs(parts.query)["rid"][0])


def test_a_check_that_is_gone_is_said_though_the_answer_is_200(play, report):
    web, http = play((200, {}, b"OK (not found)")), Http()
    said = Ping(http, web.url + CHECK).end(report(), soon())
    http.close()
    host = web.url.removeprefix("http://")
    assert said == (
        f"the ping did not get through: {host} knows no such check; mend [alerts] healthchecks"
    )
