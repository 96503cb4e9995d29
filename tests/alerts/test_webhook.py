"""Alerts by webhook: in time, to the host that was named, and without its URL in any sentence."""

import json
import ssl
import threading
import time

import pytest

from podcaster.alerts.webhook import Webhook, as_slack
from podcaster.remote.http import Http

PATH = "/services/T0CANARY0/B0CANARY0/CANARYsecretCANARYsecret"


@pytest.fixture
def http():
    http = Http()
    yield http
    http.close()


@pytest.fixture
def send(http, report):
    """send(url) -> what could not be sent, or ""."""

    def sent(url, shape="json", seconds=2.0, **changes):
        night = report(**changes).redacted(str)
        return Webhook(http, url, shape).send(night, time.monotonic() + seconds)

    return sent


def test_a_webhook_gets_the_report_as_json(play, send):
    web = play()
    assert send(web.url + PATH) == ""
    ((path, headers, body),) = web.asked
    assert (path, headers["Content-Type"]) == (PATH, "application/json")
    assert json.loads(body)["alerts"][0]["do"] == "podcaster retry"


def test_slack_gets_text_in_which_nobody_is_called_and_nothing_is_a_link(play, send, said):
    web = play()
    alert = said(said="<!channel> R&D <https://evil.example|click>")
    assert send(web.url + PATH, "slack", alerts=(alert,)) == ""
    text = json.loads(web.asked[0][2])
    assert text.keys() == {"text"}
    assert "&lt;!channel&gt; R&amp;D &lt;https" in text["text"]


def test_a_message_that_slack_would_split_ends_at_a_line(report, said):
    alerts = tuple(said(said="x" * 400) for _ in range(20))
    text = as_slack(report(alerts=alerts).redacted(str))["text"]
    assert len(text) < 4000
    assert text.endswith("\n...")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_said_once_with_the_host_alone(play, send, status):
    web = play((status, {}, PATH.encode()))
    said = send(web.url + PATH)
    host = web.url.removeprefix("http://")
    assert said == (
        f"the alert by webhook did not get through: {host} answered HTTP {status};"
        " mend [alerts] webhook"
    )
    assert len(web.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_twice_and_no_more(play, send, status):
    web = play((status, {}, b""))
    assert f"answered HTTP {status}" in send(web.url + PATH, seconds=0.5)
    assert len(web.asked) == 2


def test_a_second_try_may_do(play, send):
    web = play((503, {}, b""), (200, {}, b"ok"))
    assert send(web.url + PATH, seconds=0.5) == ""


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_nowhere_and_said(play, send, status):
    elsewhere = play()
    web = play((status, {"Location": elsewhere.url + "/stolen"}, b""))
    said = send(web.url + PATH)
    assert elsewhere.asked == []
    assert "leads elsewhere" in said
    assert "stolen" not in said


def test_a_dripping_server_costs_the_time_and_no_more(talk, dripping, send):
    port = talk(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"))
    began = time.monotonic()
    said = send(f"http://127.0.0.1:{port}{PATH}", seconds=0.2)
    assert time.monotonic() - began < 1.5
    assert "gave no whole answer within" in said


def test_a_server_that_says_nothing_costs_the_time_and_no_more(talk, send):
    port = talk(lambda connection: threading.Event().wait(2))
    began = time.monotonic()
    assert "gave no whole answer" in send(f"http://127.0.0.1:{port}{PATH}", seconds=0.15)
    assert time.monotonic() - began < 1.5


def test_nobody_there_is_said_with_the_reason(nobody, send):
    said = send(f"http://127.0.0.1:{nobody}{PATH}", seconds=0.3)
    assert f"127.0.0.1:{nobody} could not be asked to the end (Connection refused)" in said


def test_a_certificate_that_nobody_trusts_is_not_trusted(talk, certificate, send):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    port = talk(lambda connection: context.wrap_socket(connection, server_side=True).close())
    assert "certificate" in send(f"https://127.0.0.1:{port}{PATH}", seconds=0.5)


def test_an_answer_without_end_to_what_was_taken_is_no_trouble(play, send):
    assert send(play((200, {}, b"x" * 100_000)).url + PATH) == ""


def test_no_sentence_holds_more_of_the_url_than_its_host(play, talk, nobody, dripping, send):
    loose = talk(lambda connection: connection.sendall(b"no HTTP at all\r\n\r\n"))
    slow = talk(dripping(b"HTTP/1.1 200 OK\r\n"))
    urls = [
        *(play((status, {}, b"")).url for status in (302, 404, 500)),
        *(f"http://127.0.0.1:{port}" for port in (nobody, loose, slow)),
        *(f"https://127.0.0.1:{loose}", "http://user:CANARYpass@127.0.0.1:1"),
        *("http://CANARY..example", "http://" + "CANARY" * 20 + ".example"),
    ]
    said = [send(f"{url}{PATH}?token=CANARYtoken", seconds=0.2) for url in urls]
    assert all(said)
    # Of the last two, the host itself is what cannot be.
    assert not [each for each in said[:-2] if "CANARY" in each]
    assert not [each for each in said if "CANARYsecret" in each or "CANARYtoken" in each]
