"""All providers of scripts and voices on one loopback port, true to their own contracts.

    with Vendors() as vendors:
        environment = vendors.environment()
        vendors.play("openai", RATE, NO_QUOTA)      # the next two answers, then good ones again
        vendors.always("polly", OVERLOADED)         # until cleared
        ...
        assert vendors.accounts["openai"].requests == 2

Each provider has a name: openai, gemini, anthropic, polly, google, azure, openai_speech. Lookups
that cost nothing have names such as `polly.voices` and are not touched by a provider's queue.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Self

from vendors.accounts import Account
from vendors.faults import ENGINES, MODELS, PROVIDERS, RESET, Fault, named
from vendors.scripts import canned
from vendors.server import PLAYERS, Server, played
from vendors.settings import KEYS, Asked, Settings, Writer
from vendors.wire import Answer, Refused, Seen, json_answer

__all__ = [
    "ENGINES",
    "KEYS",
    "MODELS",
    "PROVIDERS",
    "Account",
    "Answer",
    "Asked",
    "Seen",
    "Vendors",
]

AnyFault = Fault | Answer | Callable[[Seen], "Fault | Answer | None"]
_KINDS = {**dict.fromkeys(MODELS, "script"), **dict.fromkeys(ENGINES, "speech")}
KEEP = 5000


class Vendors:
    """The stub; a context that runs it in threads of this process.

    `latency` is seconds by provider or by `script`, `speech` and `lookup`. `keep` is how many
    requests are remembered. `settings` are those of `Settings`.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        writer: Writer = canned,
        latency: Mapping[str, float] | None = None,
        keep: int = KEEP,
        **settings: object,
    ) -> None:
        self.settings = Settings(writer, dict(latency or {}), **settings)  # type: ignore[arg-type]
        self.closing = threading.Event()
        self.lost: list[str] = []
        self.requests: deque[Seen] = deque(maxlen=keep)
        self.accounts = {provider: Account() for provider in PROVIDERS}
        self._queues: dict[str, deque[AnyFault]] = {}
        self._always: dict[str, AnyFault] = {}
        self._lock = threading.Lock()
        self._server = Server(self, port)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), name="vendors", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def environment(self) -> dict[str, str]:
        """What a deployment needs to ask this server, with a fake key for each provider."""
        return {
            "OPENAI_API_KEY": KEYS["openai"],
            "OPENAI_BASE_URL": f"{self.url}/v1",
            "GEMINI_API_KEY": KEYS["gemini"],
            "GOOGLE_GEMINI_BASE_URL": self.url,
            "ANTHROPIC_API_KEY": KEYS["anthropic"],
            "ANTHROPIC_BASE_URL": self.url,
            "AWS_ACCESS_KEY_ID": KEYS["aws_id"],
            "AWS_SECRET_ACCESS_KEY": KEYS["aws_secret"],
            "AWS_REGION": "eu-central-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL_POLLY": self.url,
            "GOOGLE_TTS_API_KEY": KEYS["google"],
            "AZURE_SPEECH_KEY": KEYS["azure"],
            "AZURE_SPEECH_REGION": "westeurope",
            "PODCASTER_ENGINES__GOOGLE__BASE_URL": self.url,
            "PODCASTER_ENGINES__AZURE__BASE_URL": self.url,
        }

    # Faults

    def play(self, provider: str, *faults: AnyFault) -> None:
        """The next answers of `provider`, one each; then good ones again."""
        for fault in faults:
            _fits(provider, fault)
        with self._lock:
            self._queues.setdefault(provider, deque()).extend(faults)

    def always(self, provider: str, fault: AnyFault) -> None:
        """Every answer of `provider` from now on, after what is played."""
        _fits(provider, fault)
        with self._lock:
            self._always[provider] = fault

    def down(self, *providers: str) -> None:
        """Every connection to `providers` breaks."""
        for provider in providers:
            self.always(provider, RESET)

    def clear(self, *providers: str) -> None:
        """Good answers again, from `providers` or from all."""
        with self._lock:
            for faults in (self._queues, self._always):
                for provider in providers or list(faults):
                    faults.pop(provider, None)

    def waiting(self, provider: str) -> int:
        """How many played faults have not been asked for yet."""
        return len(self._queues.get(provider, ()))

    # What was asked

    def seen(self, route: str) -> list[Seen]:
        """The remembered requests of a provider or a lookup, in order."""
        with self._lock:
            return [each for each in self.requests if each.route == route]

    def count(self, *providers: str) -> int:
        """How many paid requests were made to `providers`, or to all."""
        return sum(self.accounts[provider].requests for provider in providers or PROVIDERS)

    @property
    def micro_usd(self) -> int:
        """What all vendors together would charge."""
        return round(sum(account.micro_usd for account in self.accounts.values()))

    def reset(self) -> None:
        """New accounts, nothing remembered, nothing played."""
        self.clear()
        with self._lock:
            self.requests.clear()
            self.lost.clear()
            for provider in PROVIDERS:
                self.accounts[provider] = Account()

    # For the server

    def answer(self, seen: Seen) -> Answer:
        """The answer to one request, entered in its account."""
        provider = seen.provider
        with self._lock:
            account = self.accounts[provider]
            self.requests.append(seen)
            account.began(seen)
            fault = self._next(seen)
        self._wait(seen)
        if callable(fault):
            fault = fault(seen)
        if isinstance(fault, Fault):
            answer = self._faulty(fault, seen)
        else:
            answer = fault or played(seen, self.settings)
        with self._lock:
            account.ended(seen, answer, _model(seen))
        return answer

    def control(self, method: str, path: str, body: bytes) -> Answer:
        """For a stub in a process of its own; see `python -m vendors --help`."""
        told = json.loads(body or b"{}")
        match (method, path):
            case ("GET", "/-/accounts"):
                with self._lock:
                    found = {name: each.as_dict() for name, each in self.accounts.items()}
                return json_answer({**found, "micro_usd": self.micro_usd, "lost": self.lost})
            case ("GET", "/-/environment"):
                return json_answer(self.environment())
            case ("POST", "/-/play"):
                self.play(told["provider"], *map(named, told["faults"]))
            case ("POST", "/-/always"):
                self.always(told["provider"], named(told["fault"]))
            case ("POST", "/-/latency"):
                self.settings.latency.update(told)
            case ("POST", "/-/clear"):
                self.clear()
            case ("POST", "/-/reset"):
                self.reset()
            case ("GET", "/-/requests"):
                with self._lock:
                    return json_answer([each.as_dict() for each in self.requests])
            case _:
                return json_answer({"error": f"no {path}"}, 404)
        return json_answer({})

    def _next(self, seen: Seen) -> AnyFault | None:
        queue = self._queues.get(seen.route)
        if queue:
            return queue.popleft()
        return self._always.get(seen.route, self._always.get(seen.provider))

    def _faulty(self, fault: Fault, seen: Seen) -> Answer:
        """What `fault` makes of a good answer; a request that is wrong in itself comes first."""

        def good() -> Answer:
            answer = played(seen, self.settings)
            if answer.status != 200:
                raise Refused(answer)
            return answer

        try:
            return fault.answer(seen, good)
        except Refused as refused:
            return refused.answer

    def _wait(self, seen: Seen) -> None:
        latency = self.settings.latency
        kind = "lookup" if "." in seen.route else _KINDS[seen.provider]
        seconds = latency.get(seen.route, latency.get(kind, 0.0))
        if seconds:
            self.closing.wait(seconds)


def _fits(route: str, fault: AnyFault) -> None:
    provider = route.partition(".")[0]
    if route not in PLAYERS:
        raise ValueError(f"there is no {route}; there are {', '.join(PLAYERS)}")
    if isinstance(fault, Fault) and provider not in fault.forms:
        raise ValueError(f"{provider} has no form of {fault}; {', '.join(fault.forms)} have one")


def _model(seen: Seen) -> str:
    if seen.provider == "gemini":
        return seen.path.rpartition("/")[2].partition(":")[0]
    body = seen.json
    if seen.provider == "google":
        return str((body.get("voice") or {}).get("name", ""))
    return str(body.get("model") or body.get("VoiceId") or "")
