"""Loopback servers: of the web, of mail, and such as say whatever a test tells them to."""

import base64
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from certificates import self_signed

from podcaster.alerts.report import Report


class Said(NamedTuple):
    """An alert as anybody may make one."""

    level: str = "alert"
    kind: str = "failures"
    said: str = "12 of 100 episodes failed"
    do: str = "podcaster retry"


def _report(**changes: object) -> Report:
    night = {
        "run_id": "20251207T030000Z-abc123",
        "command": "generate",
        "date": date(2025, 12, 7),
        "exit_code": 3,
        "due": 100,
        "completed": 88,
        "failed": 12,
        "causes": {"rate": 10, "timeout": 2},
        "alerts": (Said(),),
    }
    return Report(**{**night, **changes})


@dataclass
class Web:
    """A web server that plays its answers in order, and the last one for ever."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    @property
    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    server.block_on_close, server.daemon_threads = False, True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        with server:
            yield
            server.shutdown()
    finally:
        thread.join()


@contextmanager
def web(*answers: tuple[int, dict[str, str], bytes]) -> Iterator[Web]:
    script, lock = Web(list(answers)), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                script.asked.append((self.path, dict(self.headers), body))
                first = len(script.answers) > 1
                status, headers, answer = script.answers.pop(0) if first else script.answers[0]
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_port}"
    with serving(server):
        yield script


@contextmanager
def talking(talk: Callable[[socket.socket], object]) -> Iterator[int]:
    """A server that leaves each connection to `talk`, in a thread of its own; yields its port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                talk(self.request)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    with serving(server):
        yield server.server_address[1]


@dataclass
class Post:
    """A mail server: what it took, and what it shall answer to a verb instead of the usual."""

    certificate: Path
    answers: dict[str, bytes] = field(default_factory=dict)
    offers: tuple[str, ...] = ("STARTTLS", "AUTH PLAIN")
    password: str = ""
    secured_from_the_start: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    port: int = 0

    def secure(self, connection: socket.socket) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context.wrap_socket(connection, server_side=True)

    def talk(self, connection: socket.socket) -> None:
        try:
            if self.secured_from_the_start:
                connection = self.secure(connection)
            connection.sendall(b"220 here\r\n")
            while (verb := self._one(connection)) != "QUIT":
                if verb == "STARTTLS":
                    connection = self.secure(connection)
        finally:
            connection.close()

    def _one(self, connection: socket.socket) -> str:
        """Hears one command and answers it."""
        line = _line(connection)
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        self.heard.append(verb)
        usual = {
            "EHLO": self._offered(isinstance(connection, ssl.SSLSocket)),
            "STARTTLS": b"220 go\r\n",
            "DATA": b"354 go on\r\n",
            "QUIT": b"221 bye\r\n",
        }
        if verb == "EHLO":
            self.names.append(rest)
        if verb == "RCPT":
            self.to.append(rest.partition("<")[2].rstrip(">"))
        if verb == "AUTH":
            given = base64.b64decode(rest.split()[-1]).decode().split("\0")[-1]
            usual["AUTH"] = b"235 in\r\n" if given == self.password else b"535 no\r\n"
        answer = self.answers.get(f"{verb} {len(self.to)}", self.answers.get(verb))
        connection.sendall(answer or usual.get(verb, b"250 well\r\n"))
        if verb == "DATA" and answer is None:
            self._take(connection)
        return verb

    def _take(self, connection: socket.socket) -> None:
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            text += connection.recv(65536)
        self.raw.append(text)
        self.mails.append(message_from_bytes(text[:-3], policy=policy.default))
        connection.sendall(self.answers.get("taken", b"250 taken\r\n"))

    def _offered(self, is_secure: bool) -> bytes:
        offers = [each for each in self.offers if not (is_secure and each == "STARTTLS")]
        lines = ["here", *offers]
        return "".join(
            f"250{' ' if line is lines[-1] else '-'}{line}\r\n" for line in lines
        ).encode()


def _line(connection: socket.socket) -> str:
    line = b""
    while not line.endswith(b"\r\n"):
        line += (byte := connection.recv(1))
        if not byte:
            raise ConnectionError
    return line.decode().strip()


def drip(beginning: bytes, connection: socket.socket) -> None:
    """Says the beginning, and then a byte now and then, for longer than anybody should wait."""
    connection.sendall(beginning)
    for _ in range(40):
        connection.sendall(b"x")
        threading.Event().wait(0.05)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate") / "both.pem")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def play(stack: ExitStack) -> Callable[..., Web]:
    """play((status, headers, body), ...) -> the Web with its `url` and what was `asked`."""
    return lambda *answers: stack.enter_context(web(*(answers or ((200, {}, b"OK"),))))


@pytest.fixture
def talk(stack: ExitStack) -> Callable[..., int]:
    """talk(to_a_connection) -> port."""
    return lambda to: stack.enter_context(talking(to))


@pytest.fixture
def post(stack: ExitStack, certificate: Path) -> Callable[..., Post]:
    """post(...) -> a Post that listens on its `port`."""

    def listening(**changes: object) -> Post:
        server = Post(certificate, **changes)
        server.port = stack.enter_context(talking(server.talk))
        return server

    return listening


@pytest.fixture
def nobody() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def report() -> Callable[..., Report]:
    """report(...) -> one of a night with failures, but for what is given."""
    return _report


@pytest.fixture
def said() -> type[Said]:
    return Said


@pytest.fixture
def dripping() -> Callable[[bytes], Callable[[socket.socket], None]]:
    """dripping(beginning) -> what a slow server does with a connection."""
    return lambda beginning: partial(drip, beginning)
