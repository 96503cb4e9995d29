"""Very many learners, a few of whom cannot be served."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import podcaster.sample
from podcaster.sources.sample import laid_around

_PLANS = ("free", "premium", "enterprise")
_LETTERS = "abdeiklmnorstuvz"


def write_learners(path: Path, count: int) -> None:
    """The first of the sample's, `count` times, a line each."""
    text = Path(podcaster.sample.__path__[0], "learners.json").read_text(encoding="utf-8")
    record = laid_around(datetime.now(UTC).date(), ZoneInfo("UTC"), json.loads(text)[0])
    assert isinstance(record, dict)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps({**record, "timezone": "UTC", **_own(number)}) + "\n")


def bad_among(count: int) -> int:
    """How many of those lines hold no learner that can be read."""
    return len(range(30, count, 100))


def _own(number: int) -> dict[str, Any]:
    """What is a learner's own; of a hundred five are out of the ordinary."""
    one: dict[str, Any] = {
        "user_id": f"learner-{number}",
        "display_name": _name(number),
        "plan": _PLANS[number % len(_PLANS)],
    }
    match number % 100:
        case 10:
            return one | {"is_active": False}
        case 20:
            return one | {"language": "tlh"}  # which nobody speaks
        case 30:
            return one | {"user_id": None}
        case 40:
            return one | {"user_id": f"learner-{number - 1}"}
        case 50:
            return one | {"opted_out": True}
    return one


def _name(number: int) -> str:
    """Another one for everybody, so that nobody shares the clip of a greeting."""
    found = "J"
    while number:
        number, at = divmod(number, len(_LETTERS))
        found += _LETTERS[at]
    return found
