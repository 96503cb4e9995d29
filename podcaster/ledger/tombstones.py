"""Marks of learners who are to be forgotten: a keyed hash each, so that they name nobody.

The key lies beside the ledger and not in it, so that a copy of the ledger cannot be searched for
known ids. A mark is laid as an empty file first, which needs no right to write in the ledger and
holds at once, also for a run that is under way; its row in `forgotten` is the lasting one. The file
goes when nothing is left to be removed.
"""

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from podcaster.domain.learner import LearnerId
from podcaster.errors import Deferred, Misused

KEY_FILE, ASKED = "forget.key", "forgetting"
_KEY_BYTES = 32


class Tombstones:
    """The marks in one state_dir; Misused where its files cannot be used, Deferred without room."""

    def __init__(self, state_dir: Path) -> None:
        self._key_file, self._asked = state_dir / KEY_FILE, state_dir / ASKED

    def mark_of(self, learner: LearnerId) -> str | None:
        """The mark that a learner has or would have; None where nobody was ever forgotten."""
        key = self._key()
        return None if key is None else _mark(key, learner)

    def lay(self, learner: LearnerId) -> str:
        """Marks a learner durably, and makes the key if there is none yet; the mark."""
        try:
            key = self._key() or self._new_key()
            mark = _mark(key, learner)
            self._asked.mkdir(0o700, parents=True, exist_ok=True)
            os.close(os.open(self._asked / mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
            _sync(self._asked)
            _sync(self._asked.parent)
        except OSError as error:
            raise Deferred(f"no mark can be laid in {self._asked}: {error.strerror}") from error
        return mark

    def is_asked(self, mark: str) -> bool:
        """True where the learner of that mark is being forgotten, and something may be left."""
        return (self._asked / mark).exists()

    def has_asked(self) -> bool:
        """True where somebody is being forgotten, or was and something is left."""
        with suppress(FileNotFoundError):
            return any(self._asked.iterdir())
        return False

    def settle(self, mark: str) -> None:
        """Says that nothing of that learner is left but the mark in the ledger."""
        try:
            (self._asked / mark).unlink(missing_ok=True)
        except OSError as error:
            raise Deferred(f"{self._asked / mark} cannot be removed: {error.strerror}") from error

    def _key(self) -> bytes | None:
        try:
            key = self._key_file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Misused(
                f"{self._key_file} cannot be read ({error.strerror}); "
                "give it to the user that runs podcaster"
            ) from error
        if len(key) != _KEY_BYTES:
            raise Misused(f"{self._key_file} is not what it was; put its newest backup there")
        return key

    def _new_key(self) -> bytes:
        """A key that is there whole or not at all, and the same for whoever makes one first."""
        part = self._key_file.with_name(f".{KEY_FILE}.{secrets.token_hex(4)}.part")
        part.parent.mkdir(0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
                new.write(secrets.token_bytes(_KEY_BYTES))
                new.flush()
                os.fsync(new.fileno())
            with suppress(FileExistsError):
                os.link(part, self._key_file)
        finally:
            part.unlink(missing_ok=True)
        return self._key_file.read_bytes()


def _mark(key: bytes, learner: LearnerId) -> str:
    who = json.dumps([learner.tenant, learner.user_id])
    return hmac.new(key, who.encode(), hashlib.sha256).hexdigest()


def _sync(directory: Path) -> None:
    folder = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
