"""Nights that ask the stub of all vendors, with a mastering that takes no time.

Everything else of such a night is real: configuration, requests, decoding, the checks of clips,
ledger, kept answers, spool and store.
"""

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from deployments import Deployment
from vendors import Asked

from podcaster.domain.speech import Clip, Recording, Speech
from podcaster.wiring.house import House

QUICK = (str(Path(__file__).with_name("quick.py")),)
"""The program with the ready mastering: `deployment.run(..., program=QUICK)`."""

EXPORT = "learners.jsonl"
SHORT = "[script]\nminutes = [0.5, 6]\ntarget_minutes = 1\n"
"""Lets `short_script` pass."""
UNHURRIED = "[engines.polly]\nper_second = 10000\n[engines.google]\nper_second = 10000\n"

_SHORT = """# A short morning

## greeting: Hello

Good morning<, {name}>, and welcome. It is good that you are here again.

## focus: Today

Today is about remembering without help.

[pause 10s]

## lesson: A small lesson

Think of the last thing that you studied, and say it aloud in your own words.

[pause 10s]

## practice: Your turn

Explain it to a friend, from the beginning to the end.

[pause 10s]

## encouragement: For tomorrow

Close your notes, and bring back what you said. Thank you for listening, and goodbye.
"""
SECTIONS = _SHORT.count("## ")


def short_script(asked: Asked) -> str:
    """A writer for `Vendors`: a minute in five pieces, of which the first holds the name."""
    return _SHORT.replace("<, {name}>", ", {name}" if asked.named else "")


class ReadyMastering:
    """Workers that have a recording of any speech at once, another one of other speech."""

    def run_ahead(self, function: object, speech: Speech, *rest: object) -> tuple[bytes, Recording]:
        mp3 = b"ready " + _digest(speech)
        return mp3, Recording(
            bytes=len(mp3),
            sha256=hashlib.sha256(mp3).hexdigest(),
            duration_seconds=200.0,
            loudness_lufs=-16.0,
            true_peak_dbtp=-2.0,
            chapters=(),
            cues=(),
            engine=speech.engine,
            voice=speech.voice,
        )


def _digest(speech: Speech) -> bytes:
    digest = hashlib.sha256(speech.voice.name.encode())
    for section in speech.sections:
        for part in section.parts:
            digest.update(part.samples if isinstance(part, Clip) else b"-")
    return digest.digest()


class QuickHouse(House):
    """A house whose recordings are ready."""

    workers = ReadyMastering()


class NobodyWaits(threading.Event):
    """A stop that lets nobody sleep, and remembers for how long they wanted to."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        return self.is_set()


class HastyHouse(QuickHouse):
    """One in which nobody waits either."""

    @classmethod
    def find(cls, config: Path | None, source: str | None = None) -> "HastyHouse":
        return cls(super().find(config, source).loaded, NobodyWaits())


def learner(number: int, **fields: object) -> dict[str, object]:
    """A record of somebody who was there today."""
    seen = datetime.now(UTC).isoformat()
    return {"user_id": str(number), "last_active_at": seen, **fields}


def cloud(
    folder: Path,
    environment: Mapping[str, str],
    config: str = "",
    learners: Iterable[Mapping[str, object]] | None = None,
) -> Deployment:
    """A deployment that asks vendors, for those learners (None: the sample's)."""
    head = ""
    if learners is not None:
        folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(json.dumps(each) + "\n" for each in learners)
        (folder / EXPORT).write_text(lines, encoding="utf-8")
        head = f'[learners]\nsource = "{EXPORT}"\n'
    speech = "" if "[speech]" in config else '[speech]\nwithout_credentials = "refuse"\n'
    return Deployment(folder, environment).configure(head + speech + config)


def live_in(
    monkeypatch: pytest.MonkeyPatch,
    environment: Mapping[str, str],
    house: type[House] = QuickHouse,
) -> None:
    """Lets commands of this process live in that environment, and have their recordings ready."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("podcaster.wiring.house.House", house)
