"""Paid answers survive whatever happens, whole, and are paid for once."""

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import Deferred
from podcaster.remote.kept import Kept, key_of
from podcaster.remote.reply import Reply

REPLY = Reply(b"words\nand \x00 bytes", {"x-request-id": "7"})
KEY = key_of({"text": "hello"})
PLAIN = st.none() | st.booleans() | st.integers() | st.text() | st.floats(-1e9, 1e9)
INPUTS = st.dictionaries(
    st.text(), PLAIN | st.dictionaries(st.text(), PLAIN, max_size=3), max_size=5
)


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "var" / "kept"


@pytest.fixture
def kept(directory):
    return Kept(directory)


def put(kept: Kept, key: str, reply: Reply = REPLY, owner: str = "ann") -> None:
    with kept.paying(key, owner) as place:
        place.keep(reply)


def get(kept: Kept, key: str, owner: str = "ann") -> Reply | None:
    with kept.paying(key, owner) as place:
        return place.reply


def answers(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir() if path.is_file()}


def test_nothing_is_kept_and_nothing_is_made_before_the_first_answer(kept, directory):
    assert get(kept, KEY) is None
    kept.release([KEY], "ann")
    kept.trim(0)
    assert not directory.exists()


def test_an_answer_is_found_again_by_the_next_run(kept, directory):
    put(kept, KEY)
    assert get(Kept(directory), KEY) == REPLY


@given(body=st.binary(max_size=300), headers=st.dictionaries(st.text(), st.text()))
def test_every_answer_comes_back_as_it_went(body, headers, tmp_path_factory):
    kept = Kept(tmp_path_factory.mktemp("kept"))
    put(kept, KEY, Reply(body, headers))
    assert get(kept, KEY) == Reply(body, headers)


def test_a_large_answer_comes_back_as_it_went(kept):
    large = Reply(os.urandom(3_000_000))
    put(kept, KEY, large)
    assert get(kept, KEY) == large


def test_a_later_answer_takes_the_place_of_an_earlier_one(kept):
    put(kept, KEY)
    put(kept, KEY, Reply(b"better"))
    assert get(kept, KEY) == Reply(b"better")


def test_what_is_dropped_is_gone(kept, directory):
    put(kept, KEY)
    with kept.paying(KEY, "ann") as place:
        place.drop()
        assert place.reply is None
        place.drop()
    assert answers(directory) == set()


def test_only_our_user_can_read_what_is_kept(kept, directory):
    before = os.umask(0)
    try:
        put(kept, KEY)
    finally:
        os.umask(before)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert stat.S_IMODE((directory / KEY).stat().st_mode) == 0o600


def test_a_state_dir_that_it_makes_is_for_our_user_alone(tmp_path):
    before = os.umask(0o022)
    try:
        put(Kept(tmp_path / "state" / "kept"), KEY)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


@pytest.mark.parametrize("at", range(0, 250, 7))
def test_an_answer_with_a_wrong_byte_is_none(kept, directory, at):
    put(kept, KEY)
    damaged = bytearray((directory / KEY).read_bytes())
    at %= len(damaged)
    damaged[at] ^= 0xFF
    (directory / KEY).write_bytes(damaged)
    assert get(kept, KEY) is None


@pytest.mark.parametrize("size", [0, 1, 11, 60, 150, -1])
def test_an_answer_that_is_cut_is_none_and_can_be_kept_anew(kept, directory, size):
    put(kept, KEY)
    (directory / KEY).write_bytes((directory / KEY).read_bytes()[:size])
    assert get(kept, KEY) is None
    put(kept, KEY)
    assert get(kept, KEY) == REPLY


@pytest.mark.parametrize("there", [b"[]\nx", b"{}\nx", b'{"sha256":7}\n', b"\n", b"\xff\n"])
def test_a_strange_file_is_no_answer(kept, directory, there):
    put(kept, KEY)
    (directory / KEY).write_bytes(there)
    assert get(kept, KEY) is None
    kept.release([KEY], "ann")


def test_a_link_is_no_answer(kept, directory, tmp_path):
    put(kept, KEY)
    (directory / KEY).rename(tmp_path / "elsewhere")
    (directory / KEY).symlink_to(tmp_path / "elsewhere")
    assert get(kept, KEY) is None


@pytest.mark.parametrize("key", ["", "../up", "a/b", ".parts", "a" * 129])
def test_what_is_no_key_is_refused(kept, key):
    with pytest.raises(ValueError, match="no key"):
        get(kept, key)


def test_a_second_payer_waits_and_finds_the_answer(kept):
    calls, inside = [], threading.Event()

    def pay(_: int) -> bytes:
        with kept.paying(KEY, "ann") as place:
            if place.reply is None:
                calls.append(1)
                inside.set()
                time.sleep(0.05)
                place.keep(REPLY)
            assert place.reply is not None
            return place.reply.body

    with ThreadPoolExecutor(8) as threads:
        bodies = list(threads.map(pay, range(8)))
    assert (len(calls), set(bodies)) == (1, {REPLY.body})


def test_a_payer_that_fails_makes_room_for_the_next(kept):
    inside = threading.Event()

    def fail() -> None:
        with kept.paying(KEY, "ann"):
            inside.set()
            time.sleep(0.05)
            raise ValueError("boom")

    with ThreadPoolExecutor(1) as threads:
        failed = threads.submit(fail)
        inside.wait(5)
        put(kept, KEY)
        with pytest.raises(ValueError, match="boom"):
            failed.result(5)
    assert get(kept, KEY) == REPLY


def test_payers_of_different_answers_do_not_wait_for_each_other(kept):
    with kept.paying("a", "ann"), ThreadPoolExecutor(1) as threads:
        threads.submit(put, kept, "b").result(5)


def test_when_an_episode_is_done_its_own_answers_go(kept, directory):
    put(kept, "a")
    put(kept, "b")
    put(kept, "c", owner="ben")
    kept.release(["a", "c", "never-there", ""], "ann")
    assert answers(directory) == {"b", "c"}


def test_an_answer_that_somebody_else_asked_for_stays(kept, directory):
    put(kept, "a")
    get(kept, "a", owner="ben")
    again = Kept(directory)
    again.release(["a"], "ann")
    again.release(["a"], "ben")
    assert get(again, "a") == REPLY


def test_asking_again_for_the_same_episode_shares_nothing(kept, directory):
    put(kept, "a")
    get(kept, "a")
    kept.release(["a"], "ann")
    assert answers(directory) == set()


def test_an_answer_that_is_in_use_is_neither_released_nor_trimmed(kept, directory):
    put(kept, "a")
    with kept.paying("a", "ann"):
        kept.release(["a"], "ann")
        kept.trim(0)
    assert answers(directory) == {"a"}


def test_trimming_removes_the_least_recently_used_until_the_rest_fits(kept, directory):
    for age, key in enumerate("abc"):
        put(kept, key, Reply(bytes(1000)))
        os.utime(directory / key, (1000 + age, 1000 + age))
    get(kept, "a")
    size = (directory / "a").stat().st_size
    kept.trim(3 * size)
    assert answers(directory) == {"a", "b", "c"}
    kept.trim(2 * size)
    assert answers(directory) == {"a", "c"}
    kept.trim(2 * size - 1)
    assert answers(directory) == {"a"}


def test_a_full_disk_puts_off_and_leaves_nothing_half(kept, directory):
    put(kept, "before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(Deferred, match="no room to keep a paid answer"):
            put(kept, KEY, Reply(bytes(100_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answers(directory) == {"before"}
    assert list((directory / ".parts").iterdir()) == []


def test_a_directory_that_cannot_be_used_puts_off(tmp_path):
    (tmp_path / "kept").write_text("in the way", encoding="utf-8")
    kept = Kept(tmp_path / "kept")
    with pytest.raises(Deferred, match="no paid answer can be kept"):
        put(kept, KEY)


def test_what_a_killed_process_left_is_cleared_and_what_is_being_written_is_not(directory):
    put(Kept(directory), "a")
    left = directory / ".parts" / "left"
    left.write_bytes(b"half")
    Kept(directory)
    assert not left.exists()
    left.write_bytes(b"half")
    Kept(directory).trim(10**9)
    assert not left.exists()
    writing = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(directory / ".parts" / "mine")], stdout=subprocess.PIPE
    )
    with writing:
        assert writing.stdout is not None
        writing.stdout.readline()
        Kept(directory)
        assert (directory / ".parts" / "mine").exists()
        writing.kill()
    Kept(directory)
    assert not (directory / ".parts" / "mine").exists()


HOLDING = """
import fcntl, sys, time
with open(sys.argv[1], "wb") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    time.sleep(60)
"""

KEEPING = """
import sys
from pathlib import Path
from podcaster.remote.kept import Kept, key_of
from podcaster.remote.reply import Reply
kept = Kept(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 10**9):
    with kept.paying(key_of({"n": number}), "ann") as place:
        place.keep(Reply(number.to_bytes(8, "big") * 50_000))
        print(number, flush=True)
"""


def test_a_process_that_is_killed_leaves_whole_answers_or_none(directory):
    done = 0
    for pause in (0.0, 0.003, 0.011, 0.02):
        process = subprocess.Popen(
            [sys.executable, "-c", KEEPING, str(directory), str(done)],
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
            said = process.stdout.read().split()
        done = max([done, *map(int, said)]) + 1
        kept = Kept(directory)
        assert list((directory / ".parts").iterdir()) == []
        for number in range(done):
            reply = get(kept, key_of({"n": number}))
            assert reply == Reply(number.to_bytes(8, "big") * 50_000)
        for key in answers(directory):
            assert get(kept, key) is not None


@given(INPUTS)
def test_a_key_does_not_depend_on_the_order_of_the_inputs(inputs):
    turned = dict(reversed(inputs.items()))
    assert key_of(inputs) == key_of(turned)


@given(INPUTS, st.text(), PLAIN, PLAIN)
def test_different_inputs_have_different_keys(inputs, name, one, other):
    one_key, other_key = key_of({**inputs, name: one}), key_of({**inputs, name: other})
    assert (one_key == other_key) == (repr(one) == repr(other))


def test_a_mapping_of_any_make_is_an_input():
    assert key_of(MappingProxyType({"a": MappingProxyType({"b": 1})})) == key_of({"a": {"b": 1}})


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object(), float("nan")])
def test_what_json_cannot_hold_is_no_input(value):
    with pytest.raises((TypeError, ValueError)):
        key_of({"a": value})


def test_nothing_grows_with_the_number_of_answers(kept):
    for number in range(50):
        put(kept, f"k{number}", Reply(b""))
    assert not kept._taken


def test_a_paid_answer_is_used_though_its_use_cannot_be_remembered(kept, monkeypatch):
    put(kept, "k", Reply(b"paid"))

    def read_only(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "utime", read_only)
    assert get(kept, "k") == Reply(b"paid")


def test_all_that_was_paid_for_an_owner_is_erased_though_others_share_it(kept, directory):
    mine, shared, others = (key_of({"text": text}) for text in ("mine", "shared", "others"))
    for key, owner in ((mine, "ann"), (shared, "ann"), (others, "bob")):
        put(kept, key, owner=owner)
    assert get(kept, shared, owner="bob")
    (directory / "damaged").write_bytes(b"not an answer")
    assert sorted(kept.erase({"ann", "ann tomorrow"})) == sorted([mine, shared])
    assert [path.name for path in directory.iterdir() if path.is_file()] == [others]
    assert kept.erase({"ann"}) == []
