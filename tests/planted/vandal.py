"""Faults planted in an archive, each of one kind, and what has to be found of them."""

import random
from collections.abc import Callable
from pathlib import Path

from planted import Archive, Planted

Expected = tuple[str, str, str | None]
"""Kind, key, and whose it is."""


def missing(archive: Archive, each: Planted, number: int) -> Expected:
    archive.path(each).unlink()
    return "missing", each.key, each.learner.user_id


def truncated(archive: Archive, each: Planted, number: int) -> Expected:
    archive.path(each).write_bytes(each.content[: number % len(each.content)])
    return "truncated", each.key, each.learner.user_id


def flipped(archive: Archive, each: Planted, number: int) -> Expected:
    content = bytearray(each.content)
    content[number % len(content)] ^= 1 << number % 8
    archive.path(each).write_bytes(content)
    return "changed", each.key, each.learner.user_id


def grown(archive: Archive, each: Planted, number: int) -> Expected:
    archive.path(each).write_bytes(each.content + b"!")
    return "changed", each.key, each.learner.user_id


def extra(archive: Archive, each: Planted, number: int) -> Expected:
    path = archive.path(each).with_name(f"2020-01-01_{number:032x}.mp3")
    path.write_bytes(b"nobody's %d" % number)
    return "extra", path.relative_to(archive.media).as_posix(), None


def of_another_tenant(archive: Archive, each: Planted, number: int) -> Expected:
    return _moved(archive, each, archive.media / "elsewhere" / each.key)


def renamed(archive: Archive, each: Planted, number: int) -> Expected:
    return _moved(archive, each, archive.media / f"lost/and/found-{number}.bin")


def copied(archive: Archive, each: Planted, number: int) -> Expected:
    path = archive.media / f"copies/{number}.mp3"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(each.content)
    return "misplaced", path.relative_to(archive.media).as_posix(), each.learner.user_id


def temporary(archive: Archive, each: Planted, number: int) -> Expected:
    path = archive.path(each).with_name(f".2020-01-01_{number:032x}.mp3.part")
    path.write_bytes(each.content[:10])
    return "temporary", path.relative_to(archive.media).as_posix(), None


KINDS: tuple[Callable[[Archive, Planted, int], Expected], ...] = (
    missing,
    truncated,
    flipped,
    grown,
    extra,
    of_another_tenant,
    renamed,
    copied,
    temporary,
)


def vandalise(archive: Archive, faults: int, seed: int = 0) -> set[Expected]:
    """Plants so many faults, each at an episode of its own; what has to be found."""
    victims = random.Random(seed).sample(archive.episodes, faults)
    return {KINDS[n % len(KINDS)](archive, each, n) for n, each in enumerate(victims)}


def _moved(archive: Archive, each: Planted, path: Path) -> Expected:
    path.parent.mkdir(parents=True, exist_ok=True)
    archive.path(each).rename(path)
    return "misplaced", path.relative_to(archive.media).as_posix(), each.learner.user_id
