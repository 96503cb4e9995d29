"""What the loopback stand-ins of cloud stores have in common."""

import hashlib
import ssl
import threading
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit


def md5_of(body: bytes) -> str:
    """As services write it: in base64."""
    return b64encode(hashlib.md5(body).digest()).decode()


@dataclass
class Held:
    """An object; `md5` is what the service says of it."""

    body: bytes
    md5: str
    metadata: dict[str, str]


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None  # so many bytes of the body, then nothing more


NO_ANSWER = Answer(0)
"""The connection is closed instead."""


class CloudFake:
    """A service on a port of its own. Subclasses say what it answers.

    With a certificate it speaks TLS. `faults` are answered first, each once. With `overwrites` it
    ignores conditions; `pages` is how many names it lists at a time. One that is `versioned` keeps
    what is removed, by an id, in `old`.
    """

    pages = 3

    def __init__(self, certificate: Path | None = None) -> None:
        self._certificate = certificate
        self.objects: dict[str, Held] = {}
        self.asked: list[Asked] = []
        self.faults: list[Answer] = []
        self.overwrites = self.versioned = False
        self.old: dict[str, str] = {}
        self.lock = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        raise AssertionError(asked)

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        scheme = "https" if self._certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reset(self) -> None:
        self.__dict__.update(objects={}, asked=[], faults=[], overwrites=False)
        self.__dict__.update(versioned=False, old={})

    def named(self, method: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == method]

    def removed(self, name: str, version: str | None) -> None:
        """Removes what is there, or one old version of it for good."""
        if version in self.old:
            del self.old[version]
        elif self.objects.pop(name, None) and self.versioned and version is None:
            self.old[str(len(self.asked))] = name

    def held(self) -> list[str]:
        """The names of all that is there, old versions too."""
        return [*self.objects, *self.old.values()]

    def listed(self, whole: str, after: str) -> tuple[list[str], str]:
        """Names that begin with `whole`, from `after` on, and where the next page begins."""
        names = sorted(name for name in self.objects if name.startswith(whole))
        names = [name for name in names if name >= after]
        return names[: self.pages], "".join(names[self.pages : self.pages + 1])

    def respond(self, asked: Asked) -> Answer:
        with self.lock:
            self.asked.append(asked)
            return self.faults.pop(0) if self.faults else self.answer(asked)


class _Server(ThreadingHTTPServer):
    fake: CloudFake
    daemon_threads = True
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, query, headers, body)
        answer = self.server.fake.respond(asked)
        if answer == NO_ANSWER:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        if answer.cut is not None:
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: answer.cut])

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _respond  # noqa: N815  # names that http.server looks for

    def log_message(self, *args: object) -> None:
        pass


def name_in(path: str, before: str) -> str:
    """The object that a path means, `before` being all that leads to it."""
    return unquote(path.removeprefix(before))
