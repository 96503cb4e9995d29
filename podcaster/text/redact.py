"""Takes secrets out of text before anybody reads it or it is kept."""

import json
import logging
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, quote_plus

MARK = "[redacted]"
SHORTEST = 8
"""Shorter secrets are not looked for: they would be found in ordinary words."""

_NAME = (
    r"(?:api[_-]?key|subscription-key|access[_-]?key(?:[_-]?id)?|private[_-]?key|password|passwd"
    r"|secret[_-]?(?:access[_-]?)?key|client[_-]?secret|(?:access|refresh|id|security)[_-]?token"
    r"|x-goog-api-key|x-amz-[a-z-]{1,30})"
)
_IS = r"\\?[\"']?\s{0,3}[:=]\s{0,3}\\?[\"']?"
_IN_QUERY = r"(?:sig|signature|key|token|credential|secret|passw|pwd|auth)"
# Of each, the group "said" is kept. Repeats are bounded where they could be tried from everywhere.
_SPELLED = (
    rf"(?P<said>\b(?:proxy-)?authorization{_IS})[^\"'\r\n]{{4,}}",
    r"(?P<said>\bbearer\s{1,3})[\w.~+/=*-]{6,}",
    rf"(?P<said>\b[\w-]{{0,30}}{_NAME}{_IS})[^\s\"',;&\\]{{4,}}",
    rf"(?P<said>[?&;][\w.%-]{{0,40}}{_IN_QUERY}[\w.%-]{{0,40}}=)[^\s&\"'<>#]+",
    r"(?P<said>hooks\.slack\.com/(?:services|workflows)/)[\w/-]+",
    r"(?P<said>\w://)[^\s/?#\"'<>]+(?=@)",
)
_SHAPED = (
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]{0,30}-----|\Z)",
    r"(?<![A-Za-z0-9])sk-[\w*-]{8,}",
    r"(?<![A-Za-z0-9])[srp]k_(?:live|test)_\w{8,}",
    r"AIza[\w*-]{10,}",
    r"(?<![\w.])AQ\.[\w-]{20,}",
    r"(?<![\w.])ya29\.[\w.-]{8,}",
    r"(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{12,}",
    r"(?<![A-Za-z0-9])xox[a-z]-[\w-]{8,}",
    r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?",
)
_SHAPES = (
    *(re.compile(pattern, re.IGNORECASE) for pattern in _SPELLED),
    *(re.compile(pattern) for pattern in _SHAPED),
)
_LEFT_IN_URLS = "!#$&'()*+,/:;=?@[]~"
_HINTS = ("sk-", "k_live_", "k_test_", "AIza", "AQ.", "ya29.", "AKIA", "ASIA", "xox", "eyJ", "@")
_LOWER_HINTS = (
    *("bearer", "auth", "key", "sig", "token", "credential", "secret", "passw", "pwd"),
    *("x-amz-", "hooks."),
)


class Redaction:
    """Replaces what is secret in a text, and leaves every other text as it is.

    Secret are the `secrets` of at least eight characters, as they are and as they look in URLs,
    JSON and base64, and whatever looks like somebody's key, password or signature.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = frozenset(each for each in secrets if len(each) >= SHORTEST)
        forms = {form for secret in self._secrets for form in _forms(secret)}
        self._forms = sorted(forms, key=lambda form: (-len(form), form))
        self._known = re.compile("|".join(map(re.escape, self._forms))) if forms else None

    def __call__(self, text: str) -> str:
        """`text` without secrets; in the rare case that they cannot be told from it, none of it."""
        text = self._without_known(text)
        if _may_look_secret(text):
            for shape in _SHAPES:
                text = shape.sub(_keep_said, text)
            text = self._without_known(text)
        return text

    def _without_known(self, text: str) -> str:
        if self._known is None or not any(form in text for form in self._forms):
            return text
        text = self._known.sub(MARK, text)
        # A mark may complete a secret with what stands beside it.
        survives = any(each in text and each not in MARK for each in self._secrets)
        return MARK if survives else text


class RedactionFilter(logging.Filter):
    """Lets every line of a log through, without its secrets; tracebacks too."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._redact = redact

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record holds its final text afterwards."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError, KeyError):
            said = str(record.msg)  # its arguments do not fit; the line matters more
        record.msg, record.args = self._redact(said), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self._redact(record.stack_info)
        return True


def _may_look_secret(text: str) -> bool:
    """False for nearly every text, and quickly."""
    lower = text.lower()
    return any(hint in text for hint in _HINTS) or any(hint in lower for hint in _LOWER_HINTS)


def _keep_said(match: re.Match[str]) -> str:
    return match.groupdict().get("said", "") + MARK


def _forms(secret: str) -> Iterator[str]:
    """How a secret may be written."""
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    raw = secret.encode("utf-8", "surrogatepass")
    for quoted in (
        quote(raw),
        quote(raw, safe=""),
        quote_plus(raw),
        quote(raw, safe=_LEFT_IN_URLS),
    ):
        yield quoted
        yield re.sub("%..", lambda code: code[0].lower(), quoted)
    for before in range(3):
        yield from _inside_base64(raw, before)


def _inside_base64(raw: bytes, before: int) -> Iterator[str]:
    """What does not depend on what is encoded around it, with so many bytes before, modulo 3."""
    first = (0, 2, 3)[before]
    last = -1 if (before + len(raw)) % 3 else None
    for encode in (b64encode, urlsafe_b64encode):
        yield encode(bytes(before) + raw).decode().rstrip("=")[first:last]
