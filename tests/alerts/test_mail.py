"""Alerts by mail: handed to a server in time, securely, with nothing in its head from outside."""

import base64
import time
from email import policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.alerts.mail import Mail, as_message
from podcaster.alerts.mail_server import MailServer, mail_server
from podcaster.alerts.report import Report
from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials, Secret

PASSWORD = "CANARY-password-7f3a"
SENDER, OPS, BOSS = "podcaster@night.example", "ops@night.example", "boss@day.example"


@pytest.fixture(autouse=True)
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def send(report):
    """send(port, ...) -> what could not be sent, or ""."""

    def sent(port, *, security="none", password="", seconds=2.0, to=(OPS,), **changes):
        server = MailServer(
            host="127.0.0.1",
            port=port,
            security=security,
            user="podcaster" if password else "",
            password=Secret(password) if password else None,
        )
        night = report(**changes).redacted(str)
        return Mail(server, SENDER, to).send(night, time.monotonic() + seconds)

    return sent


def test_everybody_named_gets_one_plain_mail(post, send):
    server = post()
    assert send(server.port, to=(OPS, BOSS)) == ""
    (mail,) = server.mails
    assert server.to == [OPS, BOSS]
    assert (mail["From"], mail["To"]) == (SENDER, f"{OPS}, {BOSS}")
    assert mail["Subject"].startswith("[podcaster] ALERT: 88 of 100 episodes of 2025-12-07 done")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert "Next: podcaster retry" in mail.get_content()


def test_any_language_arrives_through_a_server_of_seven_bits(post, send, said):
    server = post()
    assert send(server.port, alerts=(said(said="ディスクに空きがない — naïve\n.\nQUIT"),)) == ""
    assert server.raw[0].isascii()
    assert "ディスクに空きがない — naïve . QUIT" in server.mails[0].get_content()


def test_nobody_is_told_what_this_machine_is_called(post, send):
    server = post()
    send(server.port)
    assert server.names == ["night.example"]
    assert server.mails[0]["Message-ID"].endswith("@night.example>")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_password_is_told_over_a_secure_connection(post, send, security):
    server = post(password=PASSWORD, secured_from_the_start=security == "tls")
    assert send(server.port, security=security, password=PASSWORD) == ""
    before = ["EHLO", "STARTTLS"] if security == "starttls" else []
    assert server.heard == [*before, "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]


def test_a_server_that_nobody_vouches_for_gets_neither_mail_nor_password(
    post, send, monkeypatch, tmp_path
):
    (tmp_path / "none.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    server = post(password=PASSWORD)
    said = send(server.port, security="starttls", password=PASSWORD)
    assert "is not secure (its certificate: self-signed certificate)" in said
    assert server.heard == ["EHLO", "STARTTLS"]


def test_without_the_security_that_was_asked_for_nothing_is_sent(post, send):
    server = post(offers=("AUTH PLAIN",), password=PASSWORD)
    said = send(server.port, security="starttls", password=PASSWORD)
    assert "lacks what SMTP_SECURITY = starttls and a login need" in said
    assert set(server.heard) == {"EHLO"}


def test_a_secure_greeting_to_a_server_that_talks_plainly_is_said(post, send):
    server = post()
    assert "127.0.0.1" in (said := send(server.port, security="tls", seconds=0.3))
    assert "check SMTP_SECURITY" in said or "in time" in said


@pytest.mark.parametrize(
    ("answers", "said", "tries"),
    [
        ({"AUTH": b"535 wrong: {}\r\n"}, "refused the login (535); check SMTP_USER", 1),
        ({"MAIL": b"553 not you {}\r\n"}, "refused the sender (553); mend [alerts] email_from", 1),
        ({"RCPT": b"550 nobody {}\r\n"}, "refused every address (550); mend [alerts] email", 1),
        ({"RCPT": b"450 greylisted\r\n"}, "refused every address (450)", 2),
        ({"taken": b"554 spam {}\r\n"}, "refused the mail (554)", 1),
        ({"MAIL": b"421 bye\r\n"}, "refused the sender (421)", 2),
        ({"EHLO": b"nonsense\r\n", "HELO": b"hello?\r\n"}, "refused to talk (-1)", 1),
    ],
)
def test_a_refusal_is_said_by_its_number_alone(post, send, answers, said, tries):
    told = {verb: line.replace(b"{}", PASSWORD.encode()) for verb, line in answers.items()}
    server = post(password=PASSWORD, answers=told)
    sentence = send(server.port, password=PASSWORD, seconds=0.5)
    assert sentence.startswith("the alert by mail did not get through: 127.0.0.1:")
    assert said in sentence
    assert "CANARY" not in sentence
    assert server.heard.count("EHLO") == tries


def test_one_address_that_is_refused_is_said_and_the_others_have_the_mail(post, send):
    server = post(answers={"RCPT 2": b"550 nobody\r\n"})
    said = send(server.port, to=(OPS, BOSS))
    assert "refused 1 of 2 addresses, the others have the mail" in said
    assert OPS not in said
    assert BOSS not in said
    assert len(server.mails) == 1


def test_a_second_try_after_a_broken_connection_is_the_same_mail(post, send):
    server = post(answers={"taken": b"421 try again\r\n"})
    assert "(421)" in send(server.port, seconds=0.5)
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize("beginning", [b"", b"220-", b"220 here\r\n250-"])
def test_a_server_that_drips_costs_the_time_and_no_more(talk, dripping, send, beginning):
    port = talk(dripping(beginning))
    began = time.monotonic()
    said = send(port, seconds=0.15)
    assert time.monotonic() - began < 1.5
    assert "in time" in said


def test_a_server_that_never_stops_talking_is_left(talk, dripping, send):
    port = talk(dripping(b"220-x\r\n" * 50_000))
    began = time.monotonic()
    said = send(port, seconds=0.3)
    assert time.monotonic() - began < 3
    assert "broke off, or is no mail server" in said or "no whole answer in time" in said


def test_a_server_that_takes_the_mail_and_says_no_goodbye_has_the_mail(post, send, monkeypatch):
    monkeypatch.setattr("podcaster.alerts.mail._FAREWELL", 0.05)
    server = post(answers={"QUIT": b"221-"})
    began = time.monotonic()
    assert send(server.port) == ""
    assert time.monotonic() - began < 0.9


def test_nobody_there_is_said_with_the_reason(nobody, send):
    said = send(nobody, seconds=0.3)
    assert f"127.0.0.1:{nobody} cannot be reached (Connection refused)" in said


@settings(max_examples=40)
@given(text=st.text(), recipients=st.just((OPS, BOSS)))
def test_no_text_of_a_night_adds_a_line_to_the_head(text, recipients):
    night = Report(run_id=text, command=text, date=None, exit_code=1, causes={text: 1})
    message = as_message(night.redacted(str), SENDER, recipients)
    head = message.as_bytes(policy=policy.SMTP).partition(b"\r\n\r\n")[0]
    names = {line.partition(b":")[0] for line in head.splitlines() if not line.startswith(b" ")}
    assert names == {
        *(b"Subject", b"From", b"To", b"Date", b"Message-ID", b"Auto-Submitted"),
        *(b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version"),
    }


def read(**variables):
    return mail_server(Credentials(variables))


def test_a_server_needs_a_host_and_nothing_else():
    server = read(SMTP_HOST="mail.example")
    assert (server.host, server.port, server.security) == ("mail.example", 587, "starttls")
    assert server.password is None


@pytest.mark.parametrize(
    ("security", "port"), [("TLS", 465), ("starttls", 587), ("none", 587), ("", 587)]
)
def test_the_port_goes_by_the_security(security, port):
    assert read(SMTP_HOST="h", SMTP_SECURITY=security).port == port
    assert read(SMTP_HOST="h", SMTP_SECURITY=security, SMTP_PORT="2525").port == 2525


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SMTP_HOST": ""}, "set SMTP_HOST"),
        ({"SMTP_HOST": "smtp://h"}, "SMTP_HOST is no name of a host"),
        ({"SMTP_HOST": "h\r\nX"}, "SMTP_HOST is no name of a host"),
        ({"SMTP_PORT": "0"}, "SMTP_PORT is no port"),
        ({"SMTP_PORT": "99999"}, "SMTP_PORT is no port"),
        ({"SMTP_PORT": "٤٦٥"}, "SMTP_PORT is no port"),
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY must be one of starttls, tls, none"),
        ({"SMTP_USER": "me"}, "SMTP_PASSWORD is not set"),
        ({"SMTP_PASSWORD": PASSWORD}, "SMTP_USER is not set"),
        ({"SMTP_USER": "mé", "SMTP_PASSWORD": PASSWORD}, "SMTP_USER holds characters"),
        ({"SMTP_USER": "me", "SMTP_PASSWORD": f"{PASSWORD}é"}, "SMTP_PASSWORD holds characters"),
    ],
)
def test_what_makes_up_no_server_is_said_without_its_value(wrong, said):
    with pytest.raises(Misused, match=said) as caught:
        read(**{"SMTP_HOST": "h", **wrong})
    assert "CANARY" not in str(caught.value)


def test_a_login_is_not_told_by_what_a_server_is_shown_as():
    server = read(SMTP_HOST="h", SMTP_USER="me", SMTP_PASSWORD=PASSWORD)
    assert PASSWORD not in repr(server)
    assert base64.b64encode(PASSWORD.encode()).decode() not in repr(server)
