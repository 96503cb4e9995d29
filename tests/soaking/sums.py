"""Whether what a night told, what its ledger says and what its store holds are one and the same."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from deployments import Deployment

from soaking.learners import bad_among

_WAITING = "SELECT id, sha256 FROM episodes WHERE sha256 IS NOT NULL AND store IS NULL"
_STORED = "SELECT object_key, sha256 FROM episodes WHERE object_key IS NOT NULL"
_BY_STATUS = "SELECT status, count(*) AS n FROM episodes GROUP BY status"


def wrong_sums(told: dict[str, Any], lines: int, deployment: Deployment) -> Iterator[str]:
    """What does not add up to the learner; nothing where all does."""
    skipped, bad = sum(told["skipped"].values()), bad_among(lines)
    if told["due"] + skipped + bad != lines:
        yield f"{lines} lines: {told['due']} due, {skipped} skipped, {bad} bad"
    if told["due"] != told["completed"] + told["failed"]:
        yield f"{told['due']} due: {told['completed']} completed, {told['failed']} failed"
    by_status = Counter({row["status"]: row["n"] for row in deployment.rows(_BY_STATUS)})
    expected = Counter({**told["by_status"], "failed": told["failed"]})
    if +by_status != +expected or by_status.total() != told["due"]:
        yield f"the ledger has {dict(by_status)}, and {dict(expected)} was told"
    yield from _wrong_files(deployment)


def _wrong_files(deployment: Deployment) -> Iterator[str]:
    known = {row["object_key"]: row["sha256"] for row in deployment.rows(_STORED)}
    waiting = {row["id"]: row["sha256"] for row in deployment.rows(_WAITING)}
    held = deployment.mp3s()
    if not held.items() >= known.items():
        yield "the store does not hold what the ledger says"
    # An upload may have arrived, and its answer not.
    if any(waiting.get(key[-36:-4]) != held[key] for key in held.keys() - known.keys()):
        yield "the store holds what nobody waits to put there"
    if (spooled := len(list(deployment.leftovers()))) != len(waiting):
        yield f"{spooled} files wait in the spool, and {len(waiting)} should"
