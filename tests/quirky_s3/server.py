"""The server: one bucket by any name, path addressing, plain or under TLS."""

import hashlib
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from quirky_s3.quirks import Quirks


class Asked(NamedTuple):
    """One request as it came over the wire, header names in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Stored(NamedTuple):
    body: bytes
    etag: str
    headers: dict[str, str]


@dataclass
class QuirkyS3:
    """What it holds, how it behaves and what it was asked."""

    quirks: Quirks = field(default_factory=Quirks)
    objects: dict[str, Stored] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def methods(self) -> list[str]:
        return [each.method for each in self.asked]

    @contextmanager
    def serving(self, certificate: Path | None = None) -> Iterator["QuirkyS3"]:
        handler = type("Handler", (_Handler,), {"s3": self})
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            if certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate)
                server.socket = context.wrap_socket(server.socket, server_side=True)
            self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()


class Refusal(Exception):
    """An error as S3 answers it."""

    def __init__(self, status: int, code: str, **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers


class _Handler(BaseHTTPRequestHandler):
    s3: QuirkyS3
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_PUT(self) -> None:
        self._serve()

    do_GET = do_HEAD = do_DELETE = do_POST = do_PUT  # noqa: N815  # http.server's names

    def log_message(self, *_: object) -> None:
        pass

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = urlsplit(self.path)
        _, _bucket, *key = unquote(url.path).split("/", 2)
        asked = Asked(self.command, self.path, headers, body)
        with self.s3.lock:
            self.s3.asked.append(asked)
            try:
                self._refuse(asked)
                status, about, content = self._answer(asked, "".join(key), parse_qs(url.query))
            except Refusal as refusal:
                status, about = refusal.status, refusal.headers
                content = f"<Error><Code>{refusal.code}</Code></Error>".encode()
        self._send(status, about, content)

    def _send(self, status: int, about: dict[str, str], content: bytes) -> None:
        quirks, cut = self.s3.quirks, False
        if self.command == "GET" and status == 200 and quirks.cut_answers:
            quirks.cut_answers, cut = quirks.cut_answers - 1, True
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **about}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if cut else content)
        self.close_connection = self.close_connection or cut

    def _refuse(self, asked: Asked) -> None:
        quirks, headers = self.s3.quirks, asked.headers
        if quirks.bucket_is_missing:
            raise Refusal(404, "NoSuchBucket")
        if quirks.redirect_to:
            raise Refusal(307, "TemporaryRedirect", Location=quirks.redirect_to)
        if quirks.region and f"/{quirks.region}/s3/" not in headers.get("authorization", ""):
            raise Refusal(307, "TemporaryRedirect", **{"x-amz-bucket-region": quirks.region})
        chunked = "aws-chunked" in headers.get("content-encoding", "") or "x-amz-trailer" in headers
        if quirks.refuse_trailers and (chunked or "x-amz-checksum-crc32" in headers):
            raise Refusal(501, "NotImplemented")
        if quirks.demand_md5 and asked.body and "content-md5" not in headers:
            raise Refusal(400, "MissingContentMD5")
        md5 = b64encode(hashlib.md5(asked.body).digest()).decode()
        if headers.get("content-md5", md5) != md5:
            raise Refusal(400, "BadDigest")
        if headers["x-amz-content-sha256"] != hashlib.sha256(asked.body).hexdigest():
            raise Refusal(400, "XAmzContentSHA256Mismatch")

    def _answer(
        self, asked: Asked, key: str, query: dict[str, list[str]]
    ) -> tuple[int, dict[str, str], bytes]:
        failure = self.s3.quirks.failures.pop(0) if self.s3.quirks.failures else None
        if failure and not failure[2]:
            raise Refusal(failure[0], failure[1])
        match asked.method:
            case "PUT" if key:
                answer = self._put(asked, key)
            case "PUT" | "POST":
                answer = 200, {}, b""
            case "DELETE":
                if self.s3.quirks.deletes_are_denied:
                    raise Refusal(403, "AccessDenied")
                self.s3.objects.pop(key, None)
                answer = 204, {}, b""
            case _ if key:
                answer = self._get(key)
            case _ if "?versioning" in asked.path and self.s3.quirks.knows_no_versions:
                raise Refusal(501, "NotImplemented")
            case _:
                answer = self._list(query)
        if failure:
            raise Refusal(failure[0], failure[1])
        return answer

    def _put(self, asked: Asked, key: str) -> tuple[int, dict[str, str], bytes]:
        quirks = self.s3.quirks
        if "if-none-match" in asked.headers:
            if quirks.refuse_condition:
                raise Refusal(501, "NotImplemented")
            if key in self.s3.objects and not quirks.ignore_condition:
                raise Refusal(412, "PreconditionFailed")
        kept = quirks.kept(asked.body)
        etag = {
            "md5": hashlib.md5(kept).hexdigest(),
            "opaque": "d41d8cd98f-1",
            "sent": hashlib.md5(asked.body).hexdigest(),
            "other": hashlib.md5(b"other").hexdigest(),
        }[quirks.etag]
        names = ("content-type", "cache-control")
        about = {
            name: value
            for name, value in asked.headers.items()
            if name in names or name.startswith("x-amz-meta-")
        }
        if not quirks.lose:
            self.s3.objects[key] = Stored(kept, f'"{etag}"', about)
        return 200, {"ETag": f'"{etag}"'}, b""

    def _get(self, key: str) -> tuple[int, dict[str, str], bytes]:
        if key not in self.s3.objects:
            raise Refusal(404, "NoSuchKey")
        stored = self.s3.objects[key]
        return 200, {**stored.headers, "ETag": stored.etag}, stored.body

    def _list(self, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        after = query.get("continuation-token", [""])[0]
        prefix = query.get("prefix", [""])[0]
        keys = sorted(key for key in self.s3.objects if key.startswith(prefix) and key > after)
        page, rest = keys[: self.s3.quirks.page], keys[self.s3.quirks.page :]
        more = f"<NextContinuationToken>{quote(page[-1])}</NextContinuationToken>" if rest else ""
        contents = "".join(f"<Contents><Key>{quote(key)}</Key></Contents>" for key in page)
        return (
            200,
            {},
            f"<ListBucketResult><IsTruncated>{str(bool(rest)).lower()}</IsTruncated>"
            f"<EncodingType>url</EncodingType>{more}{contents}</ListBucketResult>".encode(),
        )
