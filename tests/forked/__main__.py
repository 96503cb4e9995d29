"""Forks a process for every line of stdin and tells how it ended; see `Forked`."""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import podcaster


def main() -> None:
    _import_all()
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            _become(order)  # ends as the program does
        print(json.dumps({"pid": pid, "code": _end_of(pid, order["kill_after"])}), flush=True)


def _import_all() -> None:
    """Whatever a command could need; threads would not outlive a fork."""
    for module in pkgutil.walk_packages(podcaster.__path__, "podcaster."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):
                importlib.import_module(module.name)
    for name in ("requests", "urllib3", "boto3", "botocore.session", "jinja2", "rich.table"):
        importlib.import_module(name)
    importlib.import_module("forked.altered")
    assert len(list(Path("/proc/self/task").iterdir())) == threading.active_count() == 1


def _end_of(pid: int, kill_after: float | None) -> int:
    """The exit code, or the number of the signal below zero."""
    if kill_after is not None:
        timer = threading.Timer(kill_after, os.kill, (pid, signal.SIGKILL))
        timer.start()
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # not reaped, so that the id is still its own
    if kill_after is not None:
        timer.cancel()
        timer.join()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _become(order: dict) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir("/")
    for fd, name in ((1, order["out"]), (2, order["err"])):
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, fd)
        os.close(file)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.argv = ["podcaster", *order["arguments"]]
    for where, *arguments in order["before"]:
        module, _, function = where.partition(":")
        getattr(importlib.import_module(module), function)(*arguments)
    from podcaster.__main__ import main as run

    code: object = 1
    try:
        run()
        code = 0
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001  # told as an interpreter does
        traceback.print_exc()
    finally:
        _end(code)


def _end(code: object) -> NoReturn:
    """As an interpreter ends, but for taking all objects apart, which takes longer than a night."""
    threading._shutdown()  # type: ignore[attr-defined]  # joins threads
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    main()
