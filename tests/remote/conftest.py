"""Loopback servers that answer as a test tells them to."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Talk = Callable[[socket.socket], object]


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: Message
    body: bytes


@dataclass
class Script:
    """An HTTP/1.1 server that plays its answers in order, and the last one for ever."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    def next(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(asked)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def playing(script: Script) -> Iterator[Script]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            with lock:
                script.connections += 1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                status, headers, answer = script.next(
                    Asked(self.command, self.path, self.headers, body)
                )
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(answer)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        script.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def talking(talk: Talk) -> Iterator[str]:
    """A server that leaves each connection to `talk`, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    talk(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def play() -> Iterator[Callable[..., Script]]:
    """play((status, headers, body), ...) -> the Script, with its `url` and what was `asked`."""
    with ExitStack() as stack:
        yield lambda *answers: stack.enter_context(playing(Script(list(answers))))


@pytest.fixture
def talk_raw() -> Iterator[Callable[[Talk], str]]:
    """talk_raw(to_a_new_connection) -> URL."""
    with ExitStack() as stack:
        yield lambda to: stack.enter_context(talking(to))


@pytest.fixture
def talk(talk_raw: Callable[[Talk], str]) -> Callable[[Talk], str]:
    """talk(to_a_connection_whose_request_was_read) -> URL."""

    def after_the_request(to: Talk) -> Talk:
        def answer(connection: socket.socket) -> None:
            connection.recv(65536)
            to(connection)

        return answer

    return lambda to: talk_raw(after_the_request(to))


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()
