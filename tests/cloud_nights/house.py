"""A house whose store answers late and whose mastering takes a given time."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from podcaster.domain.episode import StoredObject
from podcaster.domain.speech import Chapter, Clip, Cue, Recording, Speech
from podcaster.pipeline import step
from podcaster.remote.http_sending import Sender
from podcaster.remote.kept_files import KeptFiles
from podcaster.speech import decoding
from podcaster.speech.engines import reading
from podcaster.speech.engines.google import Google
from podcaster.speech.engines.polly import Polly
from podcaster.storage.local import LocalStore
from podcaster.storage.spool import Spool
from podcaster.wiring.house import House
from podcaster.workers import Workers

BYTES = 1_920_000
"""Four minutes at 64 kbit/s."""


@dataclass(frozen=True)
class SlowHouse(House):
    """`upload` is seconds for one recording, `mastering` too; None masters in real workers."""

    upload: float = 0.0
    mastering: float | None = 0.0

    @cached_property
    def store(self) -> LocalStore:
        return SlowStore("local", self.directory / "media", seconds=self.upload)

    @cached_property
    def workers(self) -> Workers:
        if self.mastering is None:
            return House(self.loaded, self.stop).workers
        return ReadyWorkers(self.mastering)


class SlowStore(LocalStore):
    """A directory as far away as a bucket."""

    def __init__(self, *where: Any, seconds: float) -> None:
        super().__init__(*where)
        self._seconds = seconds

    def put(self, key: str, source: Path, sha256: str) -> StoredObject:
        time.sleep(self._seconds)
        return super().put(key, source, sha256)


class ReadyWorkers(Workers):
    """Two at once hand out a file that was there before; it is no MP3, and nobody looks."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._turns = seconds, threading.Semaphore(2)
        self._mp3 = bytes(BYTES)
        self._sha256 = hashlib.sha256(self._mp3).hexdigest()

    def run_ahead(self, _: Callable[..., Any], speech: Speech, *__: Any) -> Any:
        if self._seconds:
            with self._turns:
                time.sleep(self._seconds)
        return self._mp3, Recording(
            bytes=BYTES,
            sha256=self._sha256,
            duration_seconds=240.0,
            loudness_lufs=-16.0,
            true_peak_dbtp=-1.5,
            chapters=tuple(Chapter(each.heading, 0.0) for each in speech.sections),
            cues=tuple(_cues(speech)),
            engine=speech.engine,
            voice=speech.voice,
        )


def _cues(speech: Speech) -> Iterator[Cue]:
    for section in speech.sections:
        yield from (Cue(0.0, 1.0, part.text) for part in section.parts if isinstance(part, Clip))


@dataclass
class Stopwatch:
    """Processor time of all threads in what it is put around."""

    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def running(self) -> Iterator[None]:
        began = time.thread_time()
        try:
            yield
        finally:
            with self._lock:
                self.seconds += time.thread_time() - began

    def around(self, place: Any, *names: str) -> None:
        """Times these functions of a module or class from now on."""
        for name in names:
            setattr(place, name, self._timed(getattr(place, name)))

    def _timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.running():
                return function(*args, **kwargs)

        return timed


def time_sound(sound: Stopwatch, carried: Stopwatch) -> None:
    """Puts a watch around what is done to sound in this process, and one around its transport."""
    sound.around(decoding, "decoded")
    sound.around(reading, "check_clip")
    sound.around(Google, "sound")
    carried.around(Sender, "_body")
    carried.around(Polly, "_read")
    carried.around(KeptFiles, "write")
    carried.around(Spool, "add")
    carried.around(step, "transfer")
