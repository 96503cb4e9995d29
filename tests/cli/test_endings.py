"""How commands end that were put off, with a signal and without one."""

import os
import signal
import threading
from pathlib import Path

import pytest
from deployments import Deployment

from podcaster.cli.endings import stoppable
from podcaster.errors import Deferred, Misused, PodcasterError


def exit_code_of(error: PodcasterError, number: signal.Signals | None = None) -> int:
    """The exit code of a command that meets this error, perhaps after a signal."""

    def work() -> None:
        stop = threading.Event()
        with stoppable(stop):
            if number is not None:
                os.kill(os.getpid(), number)
                assert stop.wait(5)
            raise error

    with pytest.raises(PodcasterError, match="no answer") as told:
        work()
    return told.value.exit_code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_put_off_for_a_signal_ends_with_its_code(number: signal.Signals) -> None:
    assert exit_code_of(Deferred("no answer"), number) == 128 + number


def test_what_is_put_off_without_a_signal_ends_with_its_own_code() -> None:
    assert exit_code_of(Deferred("no answer")) == 75


def test_what_a_signal_has_not_caused_keeps_its_code() -> None:
    assert exit_code_of(Misused("no answer is possible"), signal.SIGTERM) == 2


def test_a_night_that_nobody_reads_of_ends_with_its_own_code(tmp_path: Path) -> None:
    config = '[learners]\nsource = "learners.json"\n[speech]\nwithout_credentials = "script_only"\n'
    deployment = Deployment(tmp_path).configure(config)
    (tmp_path / "learners.json").write_text('[{"user_id": "1"}, {}]')
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as nobody:
        process = deployment.start("generate", "--json", out=nobody)
    _, said = process.communicate(timeout=100)
    assert (process.returncode, "Traceback" in said) == (3, False)
