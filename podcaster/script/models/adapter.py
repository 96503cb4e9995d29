"""What the adapters of all vendors have in common: one POST, read with caution."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from podcaster.errors import ProviderError
from podcaster.remote.credentials import Secret
from podcaster.remote.faults import Fault, error_of, fault_of, kind_of_status
from podcaster.remote.http import Http, Response
from podcaster.remote.reply import Metered, Reply
from podcaster.remote.trees import tree_of
from podcaster.script.models.complaints import Complaints
from podcaster.script.models.model import Conversation
from podcaster.script.models.options import WritingOptions
from podcaster.script.models.pricing import Used, cost, typical
from podcaster.text.echoing import excerpt

ADAPTER_VERSION = 1
"""Raise it when the same conversation is asked in other words: kept answers are then not used."""

LIMIT_BYTES = 1_000_000
"""A script is a few thousand; ten times the longest answer that is asked for."""

OK = 200
_NOT_OF_A_NAME = re.compile(r"[^\w.:@/+-]")
_REQUEST_IDS = ("x-request-id", "request-id")


Settings = TypeVar("Settings", bound=WritingOptions)


class Adapter(ABC, Generic[Settings]):
    """A Model that is asked by one POST of JSON with a key in a header.

    `kind` is the vendor's word, `vendor` its name, `home` its own base URL.
    """

    kind: str
    vendor: str
    home: str

    def __init__(
        self,
        name: str,
        options: Settings,
        http: Http,
        secret: Secret | None,
        redact: Callable[[str], str],
    ) -> None:
        """Asks as `[models.NAME]` says; `redact` takes secrets out of what a vendor says."""
        self.options = options
        self._http, self._secret, self._redact = http, secret, redact
        self.base = (options.base_url or self.home).rstrip("/")
        self.complaints = Complaints(
            name=name,
            who=f"{self._whom} ({options.model})",
            key=" or ".join(options.key_variables) or "key_variables",
            at_home=self.at_home,
        )

    @property
    @abstractmethod
    def url(self) -> str:
        """Where the question goes."""

    @abstractmethod
    def body(self, conversation: Conversation) -> dict[str, object]:
        """The question as the vendor wants it."""

    @abstractmethod
    def headers(self, key: str | None) -> dict[str, str]:
        """The headers that the vendor wants; `key` is fit for one."""

    @abstractmethod
    def kind_of(self, fault: Fault) -> str | None:
        """What the vendor's own words mean; None where the status says it all."""

    @abstractmethod
    def said(self, tree: object) -> str:
        """The text of an answer, perhaps blank; Rejected or Unavailable where it is unusable."""

    @abstractmethod
    def used(self, tree: object) -> Used:
        """The usage that an answer tells."""

    @abstractmethod
    def answered_by(self, tree: object) -> str:
        """The model that an answer names, "" where it names none."""

    @property
    def at_home(self) -> bool:
        """True where it is the vendor itself that is asked, or a region of it."""
        home, host = _host(self.home), _host(self.base).removesuffix(":443")
        return host == home or host.endswith(f".{home}")

    @property
    def _whom(self) -> str:
        return self.vendor if self.at_home else f"the server at {_host(self.base) or 'base_url'}"

    def inputs(self, conversation: Conversation) -> Mapping[str, object]:
        """All that an answer depends on."""
        return {
            "adapter": ADAPTER_VERSION,
            "kind": self.kind,
            "url": self.url,
            "headers": self.headers(None),
            "body": self.body(conversation),
        }

    def send(self, conversation: Conversation, timeout: float) -> Reply:
        """One question, answered with 200."""
        response = self.asked(conversation, timeout)
        if response.status != OK:
            raise self._error(fault_of(response), conversation)
        ids = {name: response.headers[name] for name in _REQUEST_IDS if name in response.headers}
        return Reply(response.body, ids)

    def asked(self, conversation: Conversation, timeout: float) -> Response:
        """What was answered, with whatever status."""
        return self.post(self.body(conversation), timeout)

    def price(self, reply: Reply) -> Metered:
        """What an answer took, priced by the model that gave it."""
        tree = tree_of(reply.body)
        used = self.used(tree)
        model = _NOT_OF_A_NAME.sub("", self.answered_by(tree))[:200] or self.options.model
        return Metered(
            model=model,
            units_in=used.all_input,
            units_out=used.output,
            cost_micro_usd=cost(self.kind, self.options, model, used),
        )

    def estimate(self) -> int | None:
        """Micro-dollars that a usual script costs."""
        return cost(self.kind, self.options, self.options.model, typical(self.options.model))

    def text(self, reply: Reply) -> str:
        """What the model wrote."""
        tree = tree_of(reply.body)
        if not isinstance(tree, dict):
            raise self.complaints.no_json()
        text = self.said(tree).strip()
        if not text:
            raise self.complaints.unusable("empty", "no text")
        return text

    def is_final(self, fault: Fault) -> bool:
        """True where the vendor says that asking again is of no use."""
        return fault.is_final

    def post(self, body: dict[str, object], timeout: float) -> Response:
        """One request."""
        return self._http.post(
            self.url,
            headers=self.headers(self._key()),
            json=body,
            timeout=timeout,
            limit=LIMIT_BYTES,
        )

    @property
    def needs_key(self) -> bool:
        """True where nothing is answered without a key."""
        return True

    def _key(self) -> str | None:
        key = self._secret.reveal().strip() if self._secret else ""
        if not key and not self.needs_key:
            return None
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise self.complaints.no_key(is_set=bool(key))
        return key

    def _error(self, fault: Fault, conversation: Conversation) -> ProviderError:
        kind = self.kind_of(fault) or kind_of_status(fault.status)
        message = excerpt(fault.message, conversation.texts, self._redact)
        return error_of(
            kind,
            self._redact(self.complaints.of_fault(kind, fault, message)),
            status=fault.status,
            retry_after=fault.retry_after,
            final=self.is_final(fault),
        )


def _host(url: str) -> str:
    """Host and, if there is one, port of a URL, without anybody's name; "" where it is none."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''}:{parts.port}".removesuffix(":None")
    except ValueError:
        return ""
