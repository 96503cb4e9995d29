"""What the vendors of models say for nothing: their lists.

Facts: OpenAI, "List models" (`shutdown_date`); Anthropic, "List models" (`lifecycle`); Gemini API,
"models.list".
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from podcaster.errors import ProviderError
from podcaster.remote.credentials import Secret
from podcaster.remote.faults import error_of, fault_of, kind_of_status
from podcaster.remote.http import Http, Response
from podcaster.remote.trees import at, text_at, tree_of
from podcaster.script.models.adapter import Adapter as ModelAdapter
from podcaster.text.echoing import excerpt

SECONDS = 15.0
"""How long one provider may take; each is asked once."""

LIMIT_BYTES = 16 * 2**20
OK = 200
_SNAPSHOT = re.compile(r"[-@]\d{8}$|-\d{4}-\d{2}-\d{2}$")
_PATHS = {"openai": "{base}/models", "anthropic": "{base}/v1/models?limit=1000"}
_GEMINI = "{base}/{version}/models?pageSize=1000"


@dataclass(frozen=True, slots=True)
class ModelsListed:
    """Models by their ids, each with what its vendor says of its end ("" where nothing)."""

    ends: Mapping[str, str] = field(default_factory=dict)

    def named(self, model: str) -> str | None:
        """How `model` is listed: as itself, as a dated snapshot of it, or as Ollama's latest."""
        wanted = model.removeprefix("models/")
        if wanted in self.ends:
            return wanted
        undated = _SNAPSHOT.sub("", wanted)
        for each in self.ends:
            if each == f"{wanted}:latest" or _SNAPSHOT.sub("", each) == undated:
                return each
        return None


def models_listed(
    adapter: ModelAdapter[Any], secret: Secret | None, http: Http, redact: Callable[[str], str]
) -> ModelsListed:
    """The models of an account; a ProviderError where it gives no list."""
    pattern = _PATHS.get(adapter.kind, _GEMINI)
    version = getattr(adapter.options, "api_version", "")
    key = secret.reveal() if secret else None
    response = http.get(
        pattern.format(base=adapter.base, version=version),
        headers=adapter.headers(key),
        timeout=SECONDS,
        limit=LIMIT_BYTES,
    )
    if response.status != OK:
        raise _refused(adapter, response, redact)
    return ModelsListed(dict(_models(adapter, tree_of(response.body))))


def _refused(
    adapter: ModelAdapter[Any], response: Response, redact: Callable[[str], str]
) -> ProviderError:
    fault = fault_of(response)
    kind = adapter.kind_of(fault) or kind_of_status(fault.status)
    message = excerpt(fault.message, "", redact)
    said = adapter.complaints.of_fault(kind, fault, message)
    return error_of(kind, said, status=fault.status, final=True)


def _models(adapter: ModelAdapter[Any], tree: object) -> Iterable[tuple[str, str]]:
    rows = at(tree, "models" if adapter.kind == "gemini" else "data")
    if not isinstance(rows, list):
        raise adapter.complaints.unusable("bad_reply", "what is no list of models")
    return [(_id(row), _end(row)) for row in rows if _id(row)]


def _id(row: object) -> str:
    return (text_at(row, "id") or text_at(row, "name")).removeprefix("models/")


def _end(row: object) -> str:
    """What a vendor says of a model's end, each in its own field."""
    if day := text_at(row, "shutdown_date"):
        return f"it shuts down on {day}"
    lifecycle = text_at(row, "lifecycle")
    stage = text_at(row, "modelStatus", "modelStage")
    day = text_at(row, "retires_at") or text_at(row, "modelStatus", "retirementTime")
    on = f", to be retired on {day[:10]}" if day else ""
    word = lifecycle if lifecycle not in ("", "active") else stage.lower()
    is_ending = word in ("deprecated", "retired", "legacy")
    return f"it is {word}{on}" if is_ending or day else ""
