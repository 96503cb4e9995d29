"""How a kept answer is written: one line of JSON, then the body.

The line holds whether the answer is shared, its owner, the reply's headers, and the SHA-256 of the
latter two and the body.
"""

import hashlib
import json
from dataclasses import dataclass
from io import BufferedIOBase

from podcaster.remote.reply import Reply

_START = b'{"shared":0,'
SHARED_AT = _START.index(b"0")
"""Where the digit stands that becomes 1 when a second owner has asked."""

LONGEST_HEADER = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply and whom it was paid for."""

    owner: str
    reply: Reply
    is_shared: bool = False


def header_of(answer: Answer) -> bytes:
    """The line that goes before the body."""
    what: dict[str, object] = {"owner": answer.owner, "headers": dict(answer.reply.headers)}
    header = {**what, "sha256": _digest(what, answer.reply.body)}
    return _START + json.dumps(header, separators=(",", ":"))[1:].encode() + b"\n"


def parsed(file: BufferedIOBase) -> Answer | None:
    """The answer in an open file; None where it is not whole."""
    line, newline, body = file.read(LONGEST_HEADER).partition(b"\n")
    header, body = loaded(line), body + file.read()
    what = {"owner": header.get("owner"), "headers": header.get("headers")}
    if not newline or header.get("sha256") != _digest(what, body):
        return None
    owner, headers = what["owner"], what["headers"]
    if not isinstance(owner, str) or not isinstance(headers, dict):
        return None
    return Answer(owner, Reply(body, headers), is_shared=header.get("shared") != 0)


def _digest(what: dict[str, object], body: bytes) -> str:
    """Of everything but the mark of being shared, which may come later."""
    digest = hashlib.sha256(json.dumps(what, sort_keys=True).encode())
    digest.update(body)
    return digest.hexdigest()


def loaded(line: bytes) -> dict[str, object]:
    """The line as it was written; nothing where it was not by us."""
    try:
        header = json.loads(line)
    except ValueError:
        return {}
    return header if isinstance(header, dict) else {}
