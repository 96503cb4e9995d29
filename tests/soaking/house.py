"""A house whose recordings are ready, and whose store refuses now and then."""

import random
from functools import cached_property
from pathlib import Path

from quick_nights import QuickHouse

from podcaster.domain.episode import StoredObject
from podcaster.errors import Transient
from podcaster.storage.local import LocalStore

SHARE = 0.05


class MoodyStore(LocalStore):
    """A directory that fails as a bucket does: before it has the object, or after."""

    _chance = random.Random(1)

    def put(self, key: str, source: Path, sha256: str) -> StoredObject:
        mood = self._chance.random()
        if mood < SHARE / 2:
            raise Transient("the store is busy", kind="overloaded")
        stored = super().put(key, source, sha256)
        if mood < SHARE:
            raise Transient("the store broke off", kind="connection")
        return stored


class SoakedHouse(QuickHouse):
    """A house with such a store."""

    @cached_property
    def store(self) -> LocalStore:
        return MoodyStore("local", self.directory / "media")
