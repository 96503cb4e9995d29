"""What comes in and what goes out: requests as they were seen, and answers as they are sent."""

import gzip
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Seen:
    """A request. `route` is its key in `Vendors.play`; header names are in lower case."""

    route: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def provider(self) -> str:
        return self.route.partition(".")[0]

    @cached_property
    def path(self) -> str:
        return urlsplit(self.target).path

    @cached_property
    def query(self) -> dict[str, str]:
        return {k: v[-1] for k, v in parse_qs(urlsplit(self.target).query).items()}

    @cached_property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @cached_property
    def json(self) -> dict:
        """The body as an object; empty where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def as_dict(self) -> dict:
        told = {name: getattr(self, name) for name in ("route", "method", "target", "text")}
        return {**told, "headers": dict(self.headers)}


@dataclass(frozen=True)
class Bill:
    """What one answer costs: tokens in and out, or characters in."""

    units_in: int
    units_out: int
    micro_usd: float


@dataclass(frozen=True)
class Answer:
    """What is sent, and how it gets there.

    `hang` waits so many seconds first; `reset` breaks the connection instead of answering; `cut`
    names the whole length and sends half; `drip` takes so many seconds for the body.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    bill: Bill | None = None
    hang: float = 0.0
    reset: bool = False
    cut: bool = False
    drip: float = 0.0
    chunked: bool = False
    reason: str | None = None

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    def saying(self, **changes: object) -> "Answer":
        """The same JSON with top-level fields changed; a field of None is left out."""
        told = {k: v for k, v in {**self.json, **changes}.items() if v is not None}
        return replace(self, body=as_json(told))

    def headed(self, **headers: str) -> "Answer":
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})

    def zipped(self) -> "Answer":
        return replace(self, body=gzip.compress(self.body)).headed(Content_Encoding="gzip")


class Refused(Exception):
    """The vendor's own error instead of a good answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body[:200])
        self.answer = answer


def as_json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def json_answer(told: object, status: int = 200, **headers: str) -> Answer:
    return Answer(as_json(told), status, {"Content-Type": "application/json"}).headed(**headers)


def names(text: str) -> list[str]:
    """The words of a table's row."""
    return text.split()
