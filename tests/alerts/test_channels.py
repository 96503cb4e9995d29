"""All channels together: at once, in time, without a raise and without a secret."""

import json
import logging
import threading
import time

import pytest

from podcaster.alerts.channels import Channels
from podcaster.alerts.options import AlertsOptions
from podcaster.remote.credentials import Credentials

SECRET = "CANARYsecret7f3a9c1e"
HOOK = f"/services/T0/B0/{SECRET}?token=CANARYtoken7f3a"
CHECK = "/ping/2d0a34bd-CANARY-be2c-1493f7053460"


@pytest.fixture
def open_channels():
    """open_channels(variables, **options) -> Channels."""

    def opened(variables=None, redact=str, **options):
        options = {"timeout": 2, "email_from": "podcaster@night.example", **options}
        return Channels(AlertsOptions(**options), Credentials(variables or {}), redact)

    return opened


@pytest.fixture
def everything(open_channels, post, play, monkeypatch, certificate):
    """(channels with a webhook, mail and a ping; what each of them heard)."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    web, check, server = play(), play(), post(password=SECRET)
    variables = {
        "HOOK": web.url + HOOK,
        "CHECK": check.url + CHECK,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
        "SMTP_USER": "podcaster",
        "SMTP_PASSWORD": SECRET,
    }
    channels = open_channels(
        variables, webhook="env:HOOK", healthchecks="env:CHECK", email="ops@night.example"
    )
    return channels, web, check, server


def test_nobody_named_is_nobody_asked(open_channels, report):
    channels = open_channels()
    channels.start("run")
    assert channels.end(report()) == ()
    assert channels.problems == ()


def test_a_night_with_an_alert_is_told_to_everybody(everything, report):
    channels, web, check, server = everything
    channels.start("20251207T030000Z-abc123")
    assert channels.end(report()) == ()
    assert json.loads(web.asked[0][2])["exit_code"] == 3
    assert [path.partition("?")[0] for path in check.paths] == [f"{CHECK}/start", f"{CHECK}/3"]
    assert len(server.mails) == 1


def test_a_night_without_one_is_told_to_the_alarm_clock_alone(everything, report):
    channels, web, check, server = everything
    channels.start("run")
    assert channels.end(report(exit_code=0, alerts=(), causes={})) == ()
    assert (web.asked, server.mails, len(check.asked)) == ([], [], 2)


def test_dead_channels_cost_the_time_of_one(talk, open_channels, report):
    port = talk(lambda connection: threading.Event().wait(3))
    url = f"http://127.0.0.1:{port}/hook"
    channels = open_channels(
        {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)},
        webhook=url,
        healthchecks=url,
        email="ops@night.example",
        timeout=0.3,
    )
    began = time.monotonic()
    channels.start("run")
    assert time.monotonic() - began < 0.25  # a start is not waited for
    said = channels.end(report())
    assert time.monotonic() - began < 0.85  # of three times 0.3
    assert {each.partition(" did not")[0] for each in said} == {
        *("the ping", "the alert by webhook", "the alert by mail"),
    }


def test_a_name_server_that_is_silent_costs_the_time_too(open_channels, report, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: released.wait(5) and [])
    channels = open_channels(webhook="http://nobody.example/hook", timeout=0.2)
    began = time.monotonic()
    (said,) = channels.end(report())
    released.set()
    assert said == "the alert by webhook did not get through: there was no answer in time"
    assert time.monotonic() - began < 2


def test_one_dead_channel_leaves_the_others(everything, report, open_channels, nobody):
    web = everything[1]
    dead = open_channels(
        {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(nobody), "SMTP_SECURITY": "none"},
        webhook=web.url + HOOK,
        email="ops@night.example",
        timeout=0.5,
    )
    (said,) = dead.end(report())
    assert said.startswith("the alert by mail did not get through")
    assert len(web.asked) == 1


def test_a_start_and_an_end_that_fail_alike_are_said_once(play, open_channels, report):
    channels = open_channels(healthchecks=play((404, {}, b"")).url + CHECK)
    channels.start("run")
    assert len(channels.end(report())) == 1


def test_a_start_that_failed_is_said_at_the_end(play, open_channels, report):
    check = play((404, {}, b""), (200, {}, b"OK"))
    channels = open_channels(healthchecks=check.url + CHECK)
    channels.start("run")
    (said,) = channels.end(report())
    assert said.startswith("the ping did not get through")
    assert len(check.asked) == 2


@pytest.mark.parametrize(
    ("options", "variables", "said"),
    [
        ({"webhook": "env:HOOK"}, {}, "HOOK, which [alerts] webhook names, is not set"),
        ({"healthchecks": "env:C"}, {"C": SECRET}, "C, which [alerts] healthchecks names, is no"),
        ({"webhook": "env:HOOK"}, {"HOOK": f"http://é/{SECRET}"}, "HOOK holds characters"),
        ({"email": "a@b"}, {}, "set SMTP_HOST"),
        ({"email": "a@b", "email_from": ""}, {"SMTP_HOST": "h"}, "set [alerts] email_from"),
        ({"email": "a@b"}, {"SMTP_HOST": "h", "SMTP_PASSWORD": SECRET}, "SMTP_USER is not set"),
    ],
)
def test_what_cannot_be_told_is_known_beforehand_and_said_each_night(
    open_channels, report, options, variables, said
):
    channels = open_channels(variables, **options)
    (problem,) = channels.problems
    assert said in problem
    assert SECRET not in problem
    assert channels.end(report(alerts=())) == (problem,)


def test_mail_comes_from_the_login_where_no_sender_is_named(post, open_channels, report):
    server = post(offers=("AUTH PLAIN",), password=SECRET)
    channels = open_channels(
        {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(server.port),
            "SMTP_SECURITY": "none",
            "SMTP_USER": "night@mail.example",
            "SMTP_PASSWORD": SECRET,
        },
        email="ops@night.example",
        email_from="",
    )
    assert channels.end(report()) == ()
    assert server.mails[0]["From"] == "night@mail.example"


def test_the_program_can_learn_what_else_to_hide(everything):
    secrets = everything[0].secrets
    assert {SECRET, "CANARYtoken7f3a", "2d0a34bd-CANARY-be2c-1493f7053460"} <= set(secrets)


def test_no_secret_is_told_logged_or_returned(everything, report, said, capfd, caplog):
    caplog.set_level(logging.INFO)  # what libraries say at DEBUG, the program never asks for
    caplog.set_level(logging.DEBUG, "podcaster")
    channels, web, check, server = everything
    sentence = f"{web.url}{HOOK} and {check.url}{CHECK} and {SECRET}"
    channels.start(f"run {SECRET}")
    channels.end(report(alerts=(said(said=sentence, do=SECRET),), command=SECRET))
    web.answers[:] = check.answers[:] = [(500, {}, SECRET.encode())]
    server.answers["MAIL"] = f"550 {SECRET}\r\n".encode()
    returned = channels.end(report(alerts=(said(said=sentence),)))
    bodies = b"".join([*(body for _, _, body in (*web.asked, *check.asked)), *server.raw])
    quoted = bodies.replace(b"=\r\n", b"").replace(b"=\n", b"")
    printed = "".join(capfd.readouterr())
    assert len(returned) == 3
    assert len(server.raw) == 1
    for told in (quoted.decode(), printed, caplog.text, " ".join(returned), repr(channels)):
        assert "CANARY" not in told


def test_the_redaction_of_the_program_is_asked_too(play, open_channels, report, said):
    web = play((404, {}, b""))
    channels = open_channels(
        webhook=web.url, redact=lambda text: text.replace("127.0.0.1", "[a host]")
    )
    (told,) = channels.end(report(alerts=(said(said="at 127.0.0.1"),)))
    assert "[a host]" in told
    assert b"127.0.0.1" not in web.asked[0][2]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_in_a_channel_is_said_and_ends_nothing(play, open_channels, report):
    web = play()
    alert = object()  # lacks everything that an alert has
    channels = open_channels(webhook=web.url, healthchecks=web.url + CHECK)
    said = channels.end(report(alerts=(alert,)))
    assert said == (
        "the ping did not get through: it met a bug",
        "the alert by webhook did not get through: it met a bug",
    )


def test_no_thread_left_is_said(open_channels, report, monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    channels = open_channels(webhook="http://127.0.0.1:1/hook", healthchecks="http://127.0.0.1:1/")
    channels.start("run")
    said = channels.end(report())
    assert len(said) == 2
    assert all("there is no thread left" in each for each in said)
