"""Runs podcaster and ends it with SIGKILL before or after the n-th call of one of its functions.

    python killing.py podcaster.ledger.ledger:Ledger.save after 2 generate --date today ...

A name that is never called that often lets the run end by itself, with exit code 99.
"""

import atexit
import functools
import importlib
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

NEVER_CALLED = 99


def lethal(function: Callable[..., object], when: str, nth: int) -> Callable[..., object]:
    """`function`, which takes the process with it at its `nth` call."""
    calls = itertools.count(1)  # many threads may call

    @functools.wraps(function)
    def deadly(*args: object, **kwargs: object) -> object:
        mine = next(calls)
        if mine == nth and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if mine == nth and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return deadly


def aim(where: str, when: str, nth: str) -> None:
    """Makes one function of this process lethal."""
    owner, name = _found(where)
    setattr(owner, name, lethal(getattr(owner, name), when, int(nth)))


def _found(where: str) -> tuple[object, str]:
    """What a function belongs to, and its name there."""
    module, _, path = where.partition(":")
    owner: object = importlib.import_module(module)
    *outer, name = path.split(".")
    for each in outer:
        owner = getattr(owner, each)
    return owner, name


def count(path: str, places: str) -> None:
    """Writes down at the end how often each of the functions was called, by its name in JSON."""
    called: dict[str, itertools.count[int]] = {}
    for name, where in json.loads(places).items():
        owner, last = _found(where)
        setattr(
            owner, last, counted(getattr(owner, last), called.setdefault(name, itertools.count()))
        )
    atexit.register(
        lambda: Path(path).write_text(json.dumps({k: next(each) for k, each in called.items()}))
    )


def counted(
    function: Callable[..., object], calls: "itertools.count[int]"
) -> Callable[..., object]:
    @functools.wraps(function)
    def counting(*args: object, **kwargs: object) -> object:
        next(calls)
        return function(*args, **kwargs)

    return counting


def main(where: str, when: str, nth: str, *arguments: str) -> None:
    aim(where, when, nth)
    sys.argv = ["podcaster", *arguments]
    from podcaster.__main__ import main as podcaster

    try:
        podcaster()
    finally:
        sys.stderr.flush()
        os._exit(NEVER_CALLED)


if __name__ == "__main__":
    main(*sys.argv[1:])
