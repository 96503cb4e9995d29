"""Archives of any size, made at once: a ledger of stored episodes, and their objects."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from deployments import Deployment
from mornings import full

from podcaster.domain.keys import object_key
from podcaster.domain.learner import LearnerId
from podcaster.domain.script import Say, Script, Section
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.values import as_json

RUN = "20261101T000000Z-abcdef"
LEARNERS = 100
SCRIPT = Script(
    title="Your daily practice",
    language="en",
    sections=(Section(kind="greeting", heading="Welcome", parts=(Say("Hello, Sarah."),)),),
)


@dataclass(frozen=True)
class Planted:
    """One episode as it was planted."""

    id: str
    learner: LearnerId
    day: date
    content: bytes

    @property
    def key(self) -> str:
        return object_key(self.learner, self.day, self.id)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def planted(count: int, newest: date | None = None, learners: int = LEARNERS) -> list[Planted]:
    """So many episodes: of at most `learners`, one for each on each day, newest first."""
    newest = newest or datetime.now(UTC).date()
    return [
        Planted(
            hashlib.sha256(f"episode {number}".encode()).hexdigest()[:32],
            LearnerId("school" if number % 3 == 0 else "", str(number % learners)),
            newest - timedelta(days=number // learners),
            f"recording {number} ".encode() * 20,
        )
        for number in range(count)
    ]


@dataclass(frozen=True)
class Archive:
    """A deployment with stored episodes."""

    deployment: Deployment
    episodes: list[Planted]

    @property
    def media(self) -> Path:
        return self.deployment.media

    def path(self, episode: Planted, store: str = "media") -> Path:
        return self.deployment.folder / store / episode.key

    def put(self, episode: Planted, store: str = "media") -> Path:
        path = self.path(episode, store)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(episode.content)
        return path

    def execute(self, sql: str, *values: object) -> None:
        with closing(sqlite3.connect(self.deployment.state / "ledger.sqlite")) as connection:
            connection.execute(sql, values)
            connection.commit()


def archive(
    folder: Path,
    count: int,
    config: str = "",
    *,
    newest: date | None = None,
    learners: int = LEARNERS,
    left_in: tuple[str, ...] = (),
) -> Archive:
    """A deployment whose ledger and local store hold `count` episodes."""
    made = Archive(Deployment(folder).configure(config), planted(count, newest, learners))
    folder.chmod(0o700)
    path = made.deployment.state / "ledger.sqlite"
    Ledger.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO runs (id, command, started_at) VALUES (?, 'generate', '2026-11-01')", [RUN]
        )
        rows = [_columns(each, left_in) for each in made.episodes]
        names = list(_columns(planted(1)[0], left_in))
        marks = ", ".join(f":{name}" for name in names)
        connection.executemany(f"INSERT INTO episodes ({', '.join(names)}) VALUES ({marks})", rows)
        connection.commit()
    for each in made.episodes:
        made.put(each)
    return made


_BRIEF, _SCRIPT = as_json(full("en")), as_json(SCRIPT)


def _columns(each: Planted, left_in: tuple[str, ...]) -> dict[str, object]:
    at = f"{each.day}T03:00:00.000Z"
    left = {"left_in": dict.fromkeys(left_in, at)} if left_in else {}
    return {
        "id": each.id,
        "tenant": each.learner.tenant,
        "user_id": each.learner.user_id,
        "date": each.day.isoformat(),
        "plan": "free",
        "language": "en",
        "status": "completed",
        "title": SCRIPT.title,
        "script": _SCRIPT,
        "script_text": SCRIPT.text,
        "brief": _BRIEF,
        "prompt_sha256": "",
        "ai_provider": "template",
        "ai_model_used": "",
        "tts_provider": "espeak",
        "tts_voice": "en-us+f5",
        "tts_voice_gender": "female",
        "store": "local",
        "object_key": each.key,
        "bytes": len(each.content),
        "sha256": each.sha256,
        "duration_seconds": 200.0,
        "cost_micro_usd": 0,
        "metadata": json.dumps({"short": False, "voice_language": "en", **left}),
        "run_id": RUN,
        "created_at": at,
        "updated_at": at,
    }
