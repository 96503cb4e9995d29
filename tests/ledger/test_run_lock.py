import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from podcaster.errors import Misused, TryLater
from podcaster.ledger.lock import run_lock, waiting_lock


def test_a_second_run_is_told_who_holds_the_lock_within_a_second(tmp_path: Path) -> None:
    path, began = tmp_path / "state" / "ledger.lock", time.monotonic()
    with run_lock(path), pytest.raises(TryLater, match=f"process {os.getpid()}"), run_lock(path):
        pass
    assert time.monotonic() - began < 1


def test_a_run_waits_for_a_batch_even_where_that_takes_seconds(tmp_path: Path) -> None:
    path, held = tmp_path / "ledger.lock", threading.Event()

    def hold_it_for_a_batch() -> None:
        with waiting_lock(path, 0):
            held.set()
            time.sleep(1)

    holder = threading.Thread(target=hold_it_for_a_batch)
    holder.start()
    held.wait()
    with run_lock(path):
        pass
    holder.join()


def test_at_no_moment_is_a_batch_taken_for_a_run(tmp_path: Path) -> None:
    path, said = tmp_path / "ledger.lock", set()
    with waiting_lock(path, 0):
        pass

    def take_it_again_and_again() -> None:
        for _ in range(2000):
            with waiting_lock(path, 1):
                pass

    holder = threading.Thread(target=take_it_again_and_again)
    holder.start()
    while holder.is_alive():
        said.add(path.read_text().partition("\n")[0])
    assert said == {f"{os.getpid()} batch"}


def test_whoever_is_patient_waits_and_then_is_told_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ledger.lock"
    with run_lock(path):
        began = time.monotonic()
        with pytest.raises(TryLater, match=f"process {os.getpid()}"), waiting_lock(path, 0.2):
            pass
        assert 0.2 <= time.monotonic() - began < 1


def test_who_waits_for_the_lock_can_be_stopped(tmp_path: Path) -> None:
    path, stop = tmp_path / "ledger.lock", threading.Event()
    with run_lock(path):
        threading.Timer(0.1, stop.set).start()
        with pytest.raises(TryLater), waiting_lock(path, 60, stop):
            pass


def test_the_lock_is_free_again_after_the_block(tmp_path: Path) -> None:
    for _ in range(2):
        with run_lock(tmp_path / "ledger.lock"):
            pass


def test_the_lock_of_a_killed_run_is_free_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.lock"
    script = (
        "import sys, time; from pathlib import Path; from podcaster.ledger.lock import run_lock\n"
        "with run_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(TryLater, match=f"process {holder.pid}"), run_lock(path):
            pass
        holder.kill()
    with run_lock(path):
        assert path.read_text() == f"{os.getpid()}\n"


def test_the_lock_is_for_its_owner_alone(tmp_path: Path) -> None:
    with run_lock(tmp_path / "state" / "ledger.lock"):
        pass
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / "ledger.lock").stat().st_mode & 0o777 == 0o600


def test_a_lock_that_cannot_be_made_is_misuse_that_names_it() -> None:
    with pytest.raises(Misused, match=r"/proc/ledger\.lock"), run_lock(Path("/proc/ledger.lock")):
        pass


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "ledger.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Misused), run_lock(tmp_path / "ledger.lock"):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_full_disk_lets_the_lock_be_taken_by_who_makes_room(tmp_path: Path, monkeypatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "ledger.lock"
    path.write_text("4711 batch\n")
    monkeypatch.setattr(os, "pwrite", full)
    with waiting_lock(path, patience=0.1):
        assert path.read_text() == ""
