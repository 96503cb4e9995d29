"""Worker processes for sound: each job gets a fresh one, and its death costs nobody else.

The embedded engine keeps global state, so a script makes the same bytes only in a process that
has said nothing before. A fork server that is started once, clean and without threads, gives a
fresh process with the libraries loaded in about ten milliseconds.
"""

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import ParamSpec, TypeVar

from podcaster.errors import CannotServe

P = ParamSpec("P")
R = TypeVar("R")


class WorkerLost(CannotServe):
    """The process died or took too long; the same job may work in a new one."""


class Workers:
    """Runs functions in fresh processes, at most `count` at once, each for at most `timeout` s.

    `preload` names the modules that every worker finds imported. Functions, their arguments and
    their results must be picklable; what a function raises is raised here.
    """

    def __init__(self, count: int, timeout: float, preload: Sequence[str] = ()) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["podcaster.workers", *preload])
        self._slots = threading.BoundedSemaphore(count)
        self._timeout = timeout

    def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `function` returns or raises; WorkerLost if its process does not come back."""
        with self._slots:
            ours, theirs = self._context.Pipe(duplex=False)
            process = self._context.Process(
                target=_work, args=(theirs, function, args, kwargs), daemon=True
            )
            process.start()
            theirs.close()
            try:
                succeeded, outcome = self._receive(ours, function.__name__)
            finally:
                ours.close()
                process.kill()
                process.join()
                process.close()
        if succeeded:
            return outcome  # type: ignore[no-any-return]  # pickled by _work as what function gave
        raise outcome

    def _receive(self, ours: Connection, job: str) -> tuple[bool, R | BaseException]:
        if not ours.poll(self._timeout):
            raise WorkerLost(
                f"{job} took longer than {self._timeout:g} s and was stopped; try again"
            )
        try:
            return pickle.loads(ours.recv_bytes())  # noqa: S301  # from our own child
        except EOFError:
            raise WorkerLost(f"the process of {job} died; try again") from None


def _work(theirs: Connection, function: Callable[..., object], args: tuple, kwargs: dict) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        outcome = (True, function(*args, **kwargs))
    except Exception as error:  # noqa: BLE001  # whatever it is belongs to the caller
        outcome = (False, error)
    theirs.send_bytes(pickle.dumps(outcome))
    theirs.close()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
