"""One question over HTTP: in time, of a sensible size, with our own credentials or none."""

import gzip
import socket
import ssl
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import pytest
from certificates import self_signed
from hypothesis import given
from hypothesis import strategies as st
from requests import exceptions as failures
from urllib3 import exceptions as broken

from podcaster.errors import Rejected, Transient, Unavailable
from podcaster.remote.http import Http, hint_of
from podcaster.remote.http_errors import http_errors

NOON = 1_800_000_000.0


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def http():
    http = Http(redact=str)
    yield http
    http.close()


def post(http, url, **changes):
    asked = {"headers": {}, "json": {}, "timeout": 5, "limit": 1_000_000, **changes}
    return http.post(url, **asked)


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500, 529])
def test_an_answer_of_any_status_is_an_answer(http, play, status):
    script = play((status, {"X-Kind": "A"}, b"said"))
    response = post(http, script.url)
    assert (response.status, response.body, response.headers["x-kind"]) == (status, b"said", "A")


def test_json_is_sent_as_json_and_with_our_name(http, play):
    script = play((200, {}, b""))
    post(http, f"{script.url}/v1/it", headers={"X-Key": "k"}, json={"text": "日本"})
    (asked,) = script.asked
    assert (asked.method, asked.path, asked.headers["X-Key"]) == ("POST", "/v1/it", "k")
    assert asked.body == b'{"text":"\\u65e5\\u672c"}'
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["User-Agent"] == f"podcaster/{version('podcaster')}"
    assert len(asked.headers["User-Agent"]) < 255


def test_bytes_are_sent_as_they_are(http, play):
    script = play((200, {}, b""))
    ssml = "<speak>日本</speak>".encode()
    post(http, script.url, json=None, data=ssml, headers={"Content-Type": "application/ssml+xml"})
    assert script.asked[0].body == ssml
    assert script.asked[0].headers["Content-Type"] == "application/ssml+xml"


def test_what_is_there_can_be_got(http, play):
    script = play((200, {}, b"list"))
    assert http.get(script.url, headers={}, timeout=5, limit=10).body == b"list"
    assert script.asked[0].method == "GET"


def test_a_packed_answer_is_unpacked(http, play):
    script = play((200, {"Content-Encoding": "gzip"}, gzip.compress(b"words " * 100)))
    assert post(http, script.url).body == b"words " * 100


def test_an_answer_that_cannot_be_unpacked_is_a_bad_reply(http, play):
    script = play((200, {"Content-Encoding": "gzip"}, b"<html>not packed</html>"))
    with pytest.raises(Rejected) as caught:
        post(http, script.url)
    assert caught.value.kind == "bad_reply"


def test_an_answer_of_just_the_limit_is_taken(http, play):
    assert post(http, play((200, {}, b"x" * 1000)).url, limit=1000).body == b"x" * 1000


@pytest.mark.parametrize("packed", [False, True])
def test_a_larger_answer_than_is_sensible_is_not_read(http, play, packed):
    body = bytes(8_000_000)
    headers = {"Content-Encoding": "gzip"} if packed else {}
    script = play((200, headers, gzip.compress(body) if packed else body))
    with pytest.raises(Rejected, match="more than 1,000 bytes") as caught:
        post(http, script.url, limit=1000)
    assert (caught.value.kind, caught.value.http_status) == ("bad_reply", 200)


def test_what_was_not_read_is_not_taken_for_the_next_answer(http, play):
    script = play((200, {}, b"x" * 300_000), (200, {}, b"next"))
    with pytest.raises(Rejected):
        post(http, script.url, limit=1000)
    assert post(http, script.url).body == b"next"


def test_a_redirect_is_an_answer_and_is_not_followed(http, play):
    elsewhere = play((200, {}, b""))
    script = play((302, {"Location": elsewhere.url}, b"x" * 100))
    assert post(http, script.url, headers={"Authorization": "Bearer k"}).status == 302
    assert elsewhere.asked == []


def test_a_redirect_is_read_no_further_than_any_answer(http, play):
    script = play((307, {"Location": "/v2"}, bytes(8_000_000)))
    with pytest.raises(Rejected, match="more than 1,000 bytes"):
        post(http, script.url, limit=1000)


def test_netrc_neither_replaces_our_authorization_nor_adds_one(http, play, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    script = play((200, {}, b""))
    post(http, script.url, headers={"Authorization": "Bearer ours"})
    post(http, script.url)
    assert [asked.headers["Authorization"] for asked in script.asked] == ["Bearer ours", None]


def test_cookies_are_left_behind(http, play):
    script = play((200, {"Set-Cookie": "a=b; Path=/"}, b""))
    post(http, script.url)
    post(http, script.url)
    assert script.asked[1].headers["Cookie"] is None


def test_a_proxy_of_the_environment_is_used(play, monkeypatch):
    proxy = play((200, {}, b"from the proxy"))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("http_proxy", proxy.url)
    http = Http()
    assert post(http, "http://nobody.example/v1").body == b"from the proxy"
    assert proxy.asked[0].path == "http://nobody.example/v1"
    http.close()


def test_a_connection_is_used_again(http, play):
    script = play((200, {}, b"ok"))
    for _ in range(5):
        post(http, script.url)
    assert script.connections == 1


def test_many_threads_may_ask_at_once(http, play):
    script = play((200, {}, b"ok"))
    with ThreadPoolExecutor(8) as threads:
        bodies = list(threads.map(lambda _: post(http, script.url).body, range(64)))
    assert bodies == [b"ok"] * 64
    assert script.connections <= 8


def drip(start: bytes):
    """Sends a byte every 20 ms after `start`, for five seconds."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(250):
            connection.sendall(b"x")
            time.sleep(0.02)

    return talk


def half_and_silence(connection: socket.socket) -> None:
    time.sleep(0.45)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
    time.sleep(1)


@pytest.mark.parametrize(
    "talk_so",
    [
        lambda connection: time.sleep(1),
        half_and_silence,
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n"),
    ],
    ids=["silence", "half and silence", "a dripping body", "dripping headers", "a dripping chunk"],
)
def test_the_time_limit_is_for_the_whole_answer(http, talk, talk_so):
    url, began = talk(talk_so), time.monotonic()
    with pytest.raises(Transient, match=r"within 0\.5 s") as caught:
        post(http, url, timeout=0.5)
    assert caught.value.kind == "timeout"
    assert time.monotonic() - began < 3  # of five


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize(
    "talk_so",
    [
        reset,
        lambda connection: None,
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
        lambda connection: connection.sendall(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"
        ),
        lambda connection: connection.sendall(b"SSH-2.0-nothing like it\r\n\r\n"),
    ],
    ids=["reset", "hung up", "cut short", "no body at all", "a cut chunk", "not HTTP"],
)
def test_an_answer_that_breaks_off_is_a_broken_connection(http, talk, talk_so):
    with pytest.raises(Transient, match=r"127\.0\.0\.1:\d+ could not be asked") as caught:
        post(http, talk(talk_so))
    assert caught.value.kind == "connection"


def test_nobody_there_is_a_broken_connection_with_the_reason(http):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Transient, match="Connection refused") as caught:
        post(http, f"http://127.0.0.1:{port}")
    assert caught.value.kind == "connection"


def test_a_host_without_an_address_is_a_broken_connection(http, monkeypatch):
    def unknown(*args: object, **kwargs: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Transient, match="Name or service not known") as caught:
        post(http, "http://nobody.invalid")
    assert caught.value.kind == "connection"


def test_an_answer_in_plain_text_to_a_secure_question_is_a_broken_connection(http, talk):
    url = talk(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with pytest.raises(Transient) as caught:
        post(http, url.replace("http:", "https:"))
    assert caught.value.kind == "connection"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that nobody knows, with its key, in one file."""
    return self_signed(tmp_path_factory.mktemp("certificate") / "both.pem")


def read_request(connection: socket.socket) -> None:
    """Reads to the end of what `post` sends: closing on unread bytes would be a reset."""
    asked = b""
    while not asked.endswith(b"{}"):
        asked += connection.recv(65536)


def securely(certificate, talk_so):
    """Talks TLS, and then as told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            read_request(secured)
            talk_so(secured)

    return talk


@pytest.fixture
def talk_tls(talk_raw, certificate):
    return lambda talk_so: talk_raw(securely(certificate, talk_so)).replace("http:", "https:")


def test_a_certificate_that_the_operator_trusts_is_trusted(talk_tls, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    http = Http()
    url = talk_tls(
        lambda secured: secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    )
    assert post(http, url).body == b"ok"
    http.close()


def test_the_time_limit_is_for_the_whole_of_a_secure_answer_too(talk_tls, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    http, began = Http(), time.monotonic()
    with pytest.raises(Transient) as caught:
        post(http, talk_tls(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")), timeout=0.3)
    assert caught.value.kind == "timeout"
    assert time.monotonic() - began < 3  # of five
    http.close()


def test_a_certificate_that_nobody_trusts_is_a_broken_connection_with_the_reason(http, talk_tls):
    url = talk_tls(lambda secured: None)
    with pytest.raises(Transient, match="certificate") as caught:
        post(http, url)
    assert caught.value.kind == "connection"


@pytest.mark.parametrize(
    "url",
    ["", "localhost", "127.0.0.1:80/v1", "ftp://h/", "http://", "http://[::1", "http://h:port/"],
)
def test_what_is_no_url_is_the_operators_to_mend(http, url):
    with pytest.raises(Unavailable, match="mend the base_url") as caught:
        post(http, url)
    assert caught.value.kind == "bad_request"


@pytest.mark.parametrize("key", ["sk-secret\n", "sk-secret\r\nX: y", "sk-sécret€", "sk-secret日"])
def test_a_key_that_no_header_can_carry_is_said_without_the_key(http, play, key):
    script = play((200, {}, b""))
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1.*set the key again") as caught:
        post(http, script.url, headers={"Authorization": f"Bearer {key}"})
    assert caught.value.kind == "auth"
    assert "sk-" not in str(caught.value)
    assert script.asked == []


def test_error_texts_pass_the_redaction():
    http = Http(redact=lambda text: text.replace("hidden", "..."))
    with pytest.raises(Unavailable) as caught:
        post(http, "ftp://host/?key=hidden")
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 0),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30"}, 30),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "later"}, None),
    ],
)
def test_a_hint_is_seconds_or_a_date(headers, seconds):
    assert hint_of(headers, NOON) == seconds


@given(st.text(), st.text())
def test_a_hint_is_none_or_a_time_to_come_whatever_the_header(seconds, milliseconds):
    hint = hint_of({"retry-after": seconds, "retry-after-ms": milliseconds}, NOON)
    assert hint is None or hint >= 0


def test_the_password_of_an_address_is_told_to_nobody(http):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Transient) as caught:
        post(http, f"http://somebody:s3cret@127.0.0.1:{port}")
    assert str(caught.value).startswith(f"127.0.0.1:{port} could not be asked")


@pytest.mark.parametrize(
    "error",
    [failures.ConnectTimeout("slow"), broken.ConnectTimeoutError("slow")],
    ids=["requests", "urllib3"],
)
def test_where_nobody_opens_in_time_nothing_was_asked_and_nothing_can_be_billed(error):
    with pytest.raises(Transient) as caught, http_errors("http://host", 1, str):
        raise error
    assert caught.value.kind == "connection"
