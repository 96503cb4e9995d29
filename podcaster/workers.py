"""Worker processes for sound: each job gets a fresh one, and its death costs nobody else.

The embedded engine keeps global state, so a script makes the same bytes only in a process that
has said nothing before. A fork server that is started once, clean and without threads, gives a
fresh process with the libraries loaded in a few milliseconds.
"""

import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import Any, Generic, ParamSpec, Self, TypeVar

from podcaster.errors import CannotServe, Deferred, PodcasterError

P = ParamSpec("P")
R = TypeVar("R")
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


class WorkerLost(CannotServe):
    """The process died or took too long; the same job may work in a new one."""


class WorkerBug(Exception):
    """A job raised something that cannot travel between processes; the text tells it."""


@dataclass(frozen=True, slots=True)
class _Returned(Generic[R]):
    value: R


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


class _Turns:
    """So many at once; of those who wait, some go ahead of the others."""

    def __init__(self, count: int) -> None:
        self._changed = threading.Condition()
        self._free, self._ahead = count, 0

    @contextmanager
    def one(self, *, ahead: bool = False) -> Iterator[None]:
        """Waits for a turn and holds it for the block."""
        with self._changed:
            self._ahead += ahead
            try:
                self._changed.wait_for(lambda: self._free and (ahead or not self._ahead))
            finally:
                self._ahead -= ahead
                self._changed.notify_all()  # who was behind may go now
            self._free -= 1
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()


class Workers:
    """Runs functions in fresh processes, at most `count` at once, each for at most `timeout` s.

    `preload` names the modules that every worker finds imported; they must not start threads.
    Functions, arguments and results must be picklable, and functions known by a module's name.
    Thread-safe. As a context manager it ends what still runs.
    """

    def __init__(self, count: int, timeout: float, preload: Sequence[str] = ()) -> None:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # or numpy starts threads on import
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["podcaster.workers", *preload])
        self._turns = _Turns(count)
        self._timeout = timeout
        self._lock = threading.Lock()  # multiprocessing does not start and reap in two threads
        self._under_way: set[ForkServerProcess] = set()
        self._stopped = False
        self._asked_to_stop = threading.Event()
        _leave_unreachable_directory()

    def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `function` returns or raises.

        WorkerLost if its process does not come back, Deferred if `stop` was called or the run was
        asked to stop. A foreign exception carries the worker's traceback as a note.
        """
        with self._turns.one():
            if self._asked_to_stop.is_set():
                raise Deferred(
                    "the run was asked to stop: whoever waits for sound is left for later"
                )
            return self._done(function, args, kwargs)

    def run_ahead(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As `run`, but before all who wait with it.

        For the last job of several: what it needs is held in memory until its turn comes. So it
        is done even after the run was asked to stop.
        """
        with self._turns.one(ahead=True):
            return self._done(function, args, kwargs)

    def begin_nothing_after(self, asked_to_stop: threading.Event) -> None:
        """Once the event is set, `run` begins no more jobs; what runs already comes to its end."""
        self._asked_to_stop = asked_to_stop

    def stop(self) -> None:
        """Ends every running job at once; each run, now and later, raises Deferred."""
        with self._lock:
            self._stopped = True
            for process in self._under_way:
                process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _done(self, function: Callable[..., R], args: Any, kwargs: Any) -> R:
        job = function.__qualname__
        with self._process(job, function, args, kwargs) as ours:
            outcome: _Returned[R] | _Raised = self._receive(ours, job)
        if isinstance(outcome, _Raised):
            raise outcome.error
        return outcome.value

    @contextmanager
    def _process(self, job: str, *work: Any) -> Iterator[Connection]:
        ours, theirs = self._context.Pipe(duplex=False)
        with ours:
            with theirs:
                process = self._start(job, theirs, self._timeout, *work)
            try:
                yield ours
            finally:
                self._end(process)

    def _start(self, job: str, theirs: Connection, *work: Any) -> ForkServerProcess:
        with self._lock:
            self._refuse_if_stopped(job)
            process = self._context.Process(target=_work, args=(theirs, *work), daemon=True)
            try:
                with _signals_left_to_the_parent():
                    process.start()
            except (OSError, EOFError) as error:
                raise WorkerLost(f"no process could be started for {job}: {error}") from error
            self._under_way.add(process)
            return process

    def _end(self, process: ForkServerProcess) -> None:
        with self._lock:
            self._under_way.discard(process)
            process.kill()
            process.join()
            process.close()

    def _receive(self, ours: Connection, job: str) -> Any:
        if not ours.poll(self._timeout):
            raise WorkerLost(
                f"{job} took longer than {self._timeout:g} s and was stopped; try again"
            )
        try:
            return pickle.loads(ours.recv_bytes())
        except (EOFError, OSError):
            self._refuse_if_stopped(job)
            raise WorkerLost(f"the process of {job} died; try again") from None

    def _refuse_if_stopped(self, job: str) -> None:
        if self._stopped:
            raise Deferred(f"{job} was not done: the run is being stopped")


@contextmanager
def _signals_left_to_the_parent() -> Iterator[None]:
    """Processes started here never see Ctrl-C, SIGTERM or SIGHUP: a run's end is the parent's.

    The resource tracker is started first because starting it would unblock the signals.
    """
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_unreachable_directory() -> None:
    """Workers begin in our directory; where `sudo -u` left one we may not enter, none would."""
    try:
        os.chdir(os.getcwd())  # noqa: PTH109
    except OSError:
        os.chdir("/")


def _work(
    theirs: Connection,
    timeout: float,
    function: Callable[..., object],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> None:
    signal.setitimer(signal.ITIMER_REAL, timeout + 1)  # ends even what never lets a thread run
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        parcel = pickle.dumps(_Returned(function(*args, **kwargs)))
    except Exception as error:  # noqa: BLE001  # not handled here: it is the caller's to judge
        parcel = pickle.dumps(_Raised(_fit_to_travel(error)))
    with suppress(BrokenPipeError):  # the parent is gone, and so is who would read a complaint
        theirs.send_bytes(parcel)
    theirs.close()


def _fit_to_travel(error: Exception) -> Exception:
    """`error` as it will arrive, or a WorkerBug that tells it where it would not."""
    told = "".join(traceback.format_exception(error))
    if not isinstance(error, PodcasterError):
        error.add_note(f"in a worker process:\n{told}")
    try:
        pickle.loads(pickle.dumps(error))
    except (pickle.PickleError, TypeError, AttributeError):
        return WorkerBug(told)
    return error


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
