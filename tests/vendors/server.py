"""One loopback server for all of them; the paths do not collide."""

import json
import re
import socket
import struct
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING

from vendors import anthropic, azure, gemini, google, openai, polly
from vendors.wire import Answer, Refused, Seen, json_answer

if TYPE_CHECKING:
    from vendors import Vendors

PLAYERS = {
    "openai": openai.chat,
    "openai_speech": openai.speech,
    "openai.models": openai.models,
    "gemini": gemini.generate,
    "gemini.models": gemini.models,
    "anthropic": anthropic.messages,
    "anthropic.models": anthropic.models,
    "polly": polly.speech,
    "polly.voices": polly.voices,
    "google": google.speech,
    "google.voices": google.voices,
    "google.token": google.token,
    "azure": azure.speech,
    "azure.voices": azure.voices,
    "azure.token": azure.token,
}
_ROUTES = [
    ("POST", r"/v1/chat/completions", "openai"),
    ("POST", r"/v1/audio/speech", "openai_speech"),
    ("POST", r"/v1(?:beta)?/models/[^/]+:generateContent", "gemini"),
    ("GET", r"/v1beta/models(?:/[^/]+)?", "gemini.models"),
    ("POST", r"/v1/messages", "anthropic"),
    ("POST", r"/v1/speech", "polly"),
    ("GET", r"/v1/voices", "voices"),
    ("GET", r"/v1/models(?:/[^/]+)?", "models"),
    ("POST", r"/v1(?:beta1)?/text:synthesize", "google"),
    ("POST", r"/token", "google.token"),
    ("POST", r"/(?:tts/)?cognitiveservices/v1", "azure"),
    ("GET", r"/(?:tts/)?cognitiveservices/voices/list", "azure.voices"),
    ("POST", r"/sts/v1\.0/issueToken", "azure.token"),
]
_COMPILED = [(method, re.compile(path), route) for method, path, route in _ROUTES]
_CHUNK = 1 << 16
_DRIPS = 20


def route_of(method: str, path: str, headers: dict[str, str]) -> str:
    """The key of the route; the vendors that share a path are told apart by their headers."""
    for known, pattern, route in _COMPILED:
        if known != method or not pattern.fullmatch(path):
            continue
        if route == "voices":
            signed = headers.get("authorization", "").startswith("AWS4")
            return "polly.voices" if signed else "google.voices"
        if route == "models":
            if "anthropic-version" in headers or "x-api-key" in headers:
                return "anthropic.models"
            return "gemini.models" if "x-goog-api-key" in headers else "openai.models"
        return route
    return ""


class Handler(BaseHTTPRequestHandler):
    """A connection that stays open for the next request."""

    protocol_version = "HTTP/1.1"
    server_version = "vendors"
    sys_version = ""
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    server: "Server"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except (ConnectionError, ValueError):
            self.close_connection = True

    def _serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self._body(headers)
        path = self.path.partition("?")[0]
        if path.startswith("/-/"):
            self._send(self.server.vendors.control(self.command, path, body))
            return
        route = route_of(self.command, path, headers)
        if not route:
            self.server.vendors.lost.append(f"{self.command} {path}")
            self._send(Answer(b"404 page not found", 404, {"Content-Type": "text/plain"}))
            return
        seen = Seen(route, self.command, self.path, headers, body)
        answer = self.server.vendors.answer(seen)
        self._send(answer)

    def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" not in headers.get("transfer-encoding", ""):
            return self.rfile.read(int(headers.get("content-length") or 0))
        found = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            found.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(found)

    def _send(self, answer: Answer) -> None:
        if answer.hang and self.server.vendors.closing.wait(answer.hang):
            answer = Answer(reset=True)
        if answer.reset:
            self._reset()
            return
        self.send_response(answer.status, answer.reason)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunked and not answer.drip:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._send_chunks(answer.body)
            return
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.cut:
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self.wfile.flush()
            self.close_connection = True
        elif answer.drip:
            self._send_slowly(answer)
        else:
            self.wfile.write(answer.body)

    def _send_chunks(self, body: bytes) -> None:
        for at in range(0, len(body), _CHUNK):
            part = body[at : at + _CHUNK]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def _send_slowly(self, answer: Answer) -> None:
        step = max(1, len(answer.body) // _DRIPS)
        for at in range(0, len(answer.body), step):
            self.wfile.write(answer.body[at : at + step])
            self.wfile.flush()
            if self.server.vendors.closing.wait(answer.drip / _DRIPS):
                self.close_connection = True
                return

    def _reset(self) -> None:
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()


class Server(ThreadingHTTPServer):
    """Threads for a night of many learners."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, vendors: "Vendors", port: int) -> None:
        self.vendors = vendors
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        """Without asking anybody for this machine's name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: object, client_address: object) -> None:
        self.vendors.lost.append(f"error at {time.time():.0f}: {json.dumps(str(client_address))}")
        super().handle_error(request, client_address)  # type: ignore[arg-type]


def played(seen: Seen, settings: object) -> Answer:
    """The good answer, or the vendor's own error."""
    try:
        return PLAYERS[seen.route](seen, settings)
    except Refused as refused:
        return refused.answer
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        # A body of quite another shape: no vendor falls over.
        return json_answer({"error": {"message": f"The stub cannot read it: {error!r}"}}, 400)
