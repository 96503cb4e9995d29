"""All that is stored about one learner, for them to have."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from podcaster.domain.learner import LearnerId
from podcaster.ledger.forgetting import ForgettingView

SCHEMA = 1


def handover(
    view: ForgettingView,
    learner: LearnerId,
    at: datetime,
    path_of: Callable[[str, str], str | None],
) -> bytes:
    """A JSON object: every episode with its brief, script, cost and requests, and its recordings.

    `path_of` tells for a store and a key where the file is, if it is one.
    """
    told = {
        "schema": SCHEMA,
        "user_id": learner.user_id,
        "tenant": learner.tenant,
        "exported_at": at.isoformat(),
        "episodes": [
            {**each, "recordings": list(_recordings(each, path_of))}
            for each in view.all_about(learner)
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _recordings(
    row: dict[str, object], path_of: Callable[[str, str], str | None]
) -> Iterator[dict[str, object]]:
    """Where the recording of an episode lies, and where copies may lie that migrations left."""
    key, metadata = row["object_key"], row["metadata"]
    left = metadata.get("left_in") if isinstance(metadata, dict) else None
    if key is not None:
        for store in dict.fromkeys((str(row["store"]), *(left or ()))):
            yield {"store": store, "key": key, "file": path_of(store, str(key))}
