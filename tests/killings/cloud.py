"""Nights that ask the stubs of all vendors, killed at any call of what leads to a milestone.

Scripts depend on what is asked, and recordings on what was said, so that a night which was
disturbed has to come to the very bytes of one that was not; and every request is on an account.
"""

import hashlib
import json
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from deployments import Deployment, Ended
from forked import HASTY, QUICK, Forked
from quick_nights import EXPORT, SHORT, UNHURRIED, short_script
from quirky_s3.server import QuirkyS3
from vendors import Asked, Vendors

from killings import DAY, assert_nothing_half_done, outcome_of

AIM, COUNT = "killings.killing:aim", "killings.killing:count"
PLANS = ("free", "premium", "enterprise")
STORES = ("local", "s3")
NEVER = 10**9

TRANSITIONS = {
    "run opened": "podcaster.ledger.ledger:Ledger.start_run",
    "store proven": "podcaster.wiring.house:House.prepare",
    "directory proven": "podcaster.storage.local:prove_writable",
    "episode opened": "podcaster.ledger.ledger:Ledger.open_episode",
    "answer kept": "podcaster.remote.kept:Slot.keep",
    "attempt noted": "podcaster.ledger.ledger:Ledger.record",
    "in flight": "podcaster.ledger.ledger:Ledger.in_flight",
    "mastered": "quick_nights:ReadyMastering.run_ahead",
    "file written": "podcaster.storage.once:_fill",
    "file linked": "podcaster.storage.once:_link",
    "spooled": "podcaster.storage.spool:Spool.add",
    "in the store": "podcaster.pipeline.step:transfer",
    "milestone saved": "podcaster.ledger.ledger:Ledger.save",
    "file removed": "podcaster.storage.once:_unlink",
    "spool emptied": "podcaster.storage.spool:Spool.discard",
    "answers released": "podcaster.pipeline.releasing:Releasing.add",
    "put away": "podcaster.wiring.house:House.put_away",
    "run closed": "podcaster.ledger.ledger:Ledger.finish_run",
}
"""Functions at whose calls a night is killed; which call of them is chance."""

_S3 = """[storage]
store = "s3"
[stores.s3]
kind = "s3"
bucket = "episodes"
region = "eu-central-1"
endpoint_url = "{url}"
"""
_WORDS = ("calmly", "slowly", "softly", "clearly", "gently", "warmly", "simply", "plainly")


def own_words(asked: Asked) -> str:
    """A short script with one paragraph that is for this prompt alone, and always the same."""
    digest = hashlib.sha256(repr(asked.turns).encode()).digest()
    a, b, c, d = (_WORDS[byte % len(_WORDS)] for byte in digest[:4])
    return re.sub(r"say it aloud", f"say it {a}, {b}, {c} and {d}", short_script(asked))


@dataclass(frozen=True)
class Bucketed(Deployment):
    """A deployment whose recordings go to a bucket."""

    s3: QuirkyS3 = field(default_factory=QuirkyS3)

    def mp3s(self) -> dict[str, str]:
        with self.s3.lock:
            stored = dict(self.s3.objects)
        return {
            key: hashlib.sha256(each.body).hexdigest()
            for key, each in stored.items()
            if not key.startswith(".probe/")
        }


@dataclass(frozen=True)
class Survived:
    """A night that was killed, and what was amiss after it was run again: nothing, if all is well.

    `again` is how many requests were paid for twice.
    """

    killed: bool
    amiss: str
    again: int


class Scene:
    """Where nights of so many learners and jobs are made, killed and compared, one at a time."""

    def __init__(
        self, folder: Path, *, store: str = "local", learners: int = 5, jobs: int = 3, nice: int = 0
    ) -> None:
        self._folder, self._store, self._learners, self._jobs = folder, store, learners, jobs
        self._vendors = Vendors(writer=own_words, keep=100 * learners)
        self._s3 = QuirkyS3()
        self._forked, self._stack = Forked(nice), ExitStack()
        self.calls: Counter[str] = Counter()
        self.seconds = 0.0

    def __enter__(self) -> Self:
        for each in (self._vendors, self._s3.serving(), self._forked):
            self._stack.enter_context(each)
        self._measure()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _measure(self) -> None:
        """An undisturbed night: its outcome, its bill, its calls and how long it took."""
        counts = self._folder / "counts.json"
        calm = self._deployed("counted")
        counting = ((QUICK,), (COUNT, str(counts), json.dumps(TRANSITIONS)))
        assert self.generate(calm, *counting).code == 0
        self.calls = Counter(json.loads(counts.read_text()))
        calm = self._deployed("calm")
        began = time.monotonic()
        ended = self.generate(calm)
        self.seconds = time.monotonic() - began
        assert ended.code == 0, ended
        self.outcome, self.bill = outcome_of(calm), self._paid()
        assert len(self.outcome) == self._learners
        assert set(self.bill.values()) == {1}

    def killed_at(self, transition: str, seed: int) -> Survived:
        """A night killed before or after one of the calls of `transition`, and run again."""
        chance = random.Random(f"{transition} {seed}")
        nth = chance.randint(1, max(1, self.calls[transition]))
        aim = (AIM, TRANSITIONS[transition], chance.choice(("before", "after")), str(nth))
        return self._survived(f"{transition}-{seed}".replace(" ", "-"), ((QUICK,), aim), None)

    def killed_somewhen(self, seed: int) -> Survived:
        """A night killed at a moment that is as likely as any other, and run again."""
        after = random.Random(seed).uniform(0, self.seconds)
        return self._survived(f"moment-{seed}", ((QUICK,),), after)

    def generate(
        self,
        deployment: Deployment,
        *before: tuple[str, ...],
        kill_after: float | None = None,
    ) -> Ended:
        jobs = ("--jobs", str(self._jobs))
        asked = ("generate", "--date", str(DAY), *jobs)
        before = before or ((QUICK,),)
        return self._forked.run(deployment, *asked, before=before, kill_after=kill_after)

    def failed_and_mended(self, name: str, *before: tuple[str, ...]) -> tuple[Ended, str]:
        """How a night ended that was tampered with, and what was amiss in it or after the next."""
        deployment = self._deployed(name)
        ended = self.generate(deployment, (HASTY,), *before)
        try:
            amiss = self._amiss_after(deployment, in_flight=1)
        except AssertionError as error:
            amiss = f"{error}"[:500]
        self._clear(deployment, amiss)
        return ended, amiss

    def _survived(
        self, name: str, before: tuple[tuple[str, ...], ...], kill_after: float | None
    ) -> Survived:
        deployment = self._deployed(name)
        ended = self.generate(deployment, *before, kill_after=kill_after)
        again = 0
        try:
            amiss = self._amiss_after(deployment, in_flight=self._jobs)
            again = self._paid().total() - len(self._paid())
        except AssertionError as error:
            amiss = f"{error}"[:500]
        if ended.code not in (-9, 0):
            amiss = f"ended with {ended.code}: {ended.err[-300:]} {amiss}"
        self._clear(deployment, amiss)
        return Survived(killed=ended.code == -9, amiss=amiss, again=again)

    def _amiss_after(self, deployment: Deployment, in_flight: int) -> str:
        """What is not as it should be before and after one more plain run."""
        if (deployment.state / "ledger.sqlite").exists() and deployment.rows(
            "SELECT 1 FROM sqlite_master WHERE name = 'episodes'"
        ):
            assert_nothing_half_done(deployment)
        resumed = self.generate(deployment)
        if resumed.code != 0:
            return f"the next run ended with {resumed.code}: {resumed.err[-300:]}"
        assert_nothing_half_done(deployment)
        return "; ".join(self._differences(deployment, in_flight))

    def _differences(self, deployment: Deployment, in_flight: int) -> Iterator[str]:
        if outcome_of(deployment) != self.outcome:
            yield "the outcome is another one"
        if left := [str(path) for path in self._leftovers(deployment)]:
            yield f"left behind: {left}"
        paid = self._paid()
        if paid.keys() != self.bill.keys():
            yield f"{len(paid.keys() ^ self.bill.keys())} requests differ"
        if (again := paid.total() - len(paid)) > in_flight:
            yield f"{again} requests were paid again"

    def _leftovers(self, deployment: Deployment) -> Iterator[Path]:
        yield from deployment.leftovers()
        yield from deployment.media.rglob(".probe*")
        yield from (deployment.state / "kept").glob(".parts/*")

    def _paid(self) -> Counter[tuple[str, bytes]]:
        """How often each request for something paid came, once all have been answered."""
        accounts = self._vendors.accounts.values()
        while any(each.at_once for each in accounts):
            time.sleep(0.005)
        seen = [each for each in self._vendors.requests.copy() if "." not in each.route]
        whole = [each for each in seen if len(each.body) >= int(each.headers["content-length"])]
        return Counter((each.route, each.body) for each in whole)

    def _deployed(self, name: str) -> Deployment:
        """A new deployment, for which nothing is on any account."""
        self._vendors.reset()
        with self._s3.lock:
            self._s3.objects.clear()
            self._s3.asked.clear()
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self._folder))
        seen = f"{DAY - timedelta(days=1)}T10:00:00Z"
        rows = [
            {
                "user_id": str(n),
                "last_active_at": seen,
                "display_name": "Maria",
                "plan": PLANS[n % len(PLANS)],
                "courses": [f"Course {n}"],
            }
            for n in range(self._learners)
        ]
        (folder / EXPORT).write_text("".join(json.dumps(row) + "\n" for row in rows))
        config = f'[learners]\nsource = "{EXPORT}"\n{SHORT}{UNHURRIED}'
        config += '[speech]\nwithout_credentials = "refuse"\n'
        environment = self._vendors.environment()
        if self._store == "local":
            return Deployment(folder, environment).configure(config)
        made = Bucketed(folder, environment, s3=self._s3)
        made.configure(config + _S3.format(url=self._s3.url))
        return made

    def _clear(self, deployment: Deployment, amiss: str) -> None:
        if not amiss:
            shutil.rmtree(deployment.folder)
