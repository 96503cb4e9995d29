"""Runs podcaster and ends it with SIGKILL before or after the n-th call of one of its functions.

    python killing.py podcaster.ledger.ledger:Ledger.save after 2 generate --date today ...

A name that is never called that often lets the run end by itself, with exit code 99.
"""

import functools
import importlib
import os
import signal
import sys
from collections.abc import Callable

NEVER_CALLED = 99


def lethal(function: Callable[..., object], when: str, nth: int) -> Callable[..., object]:
    """`function`, which takes the process with it at its `nth` call."""
    calls = 0

    @functools.wraps(function)
    def deadly(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == nth and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if calls == nth and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return deadly


def main(where: str, when: str, nth: str, *arguments: str) -> None:
    module, _, path = where.partition(":")
    owner: object = importlib.import_module(module)
    *outer, name = path.split(".")
    for each in outer:
        owner = getattr(owner, each)
    setattr(owner, name, lethal(getattr(owner, name), when, int(nth)))
    sys.argv = ["podcaster", *arguments]
    from podcaster.__main__ import main as podcaster

    try:
        podcaster()
    finally:
        sys.stderr.flush()
        os._exit(NEVER_CALLED)


if __name__ == "__main__":
    main(*sys.argv[1:])
