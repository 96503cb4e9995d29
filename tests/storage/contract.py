"""What every store must do. A store's own tests inherit this and say how to open one."""

import hashlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcaster.domain.episode import StoredObject
from podcaster.errors import CannotServe, Conflict
from podcaster.storage.store import Erased, Found, Store

KEY = "school/podcasts/42/2025-12-07_abc.mp3"
OTHER = "school/podcasts/43/2025-12-07_def.mp3"
CONTENT = b"ID3 not really a song" * 1000
UNSAFE = [
    "",
    "/etc/passwd",
    "../up.mp3",
    "a/../../up.mp3",
    "a//b.mp3",
    "a/",
    "./a",
    "a/.hidden",
    "a\0b",
    "a\nb",
    "a\ud800",
    "x" * 300,
    "/".join(["segment"] * 200),
]


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class StoreContract(ABC):
    """Inherit, and open a new, empty store."""

    @abstractmethod
    def open_store(self, directory: Path) -> Store:
        """A store with nothing in it; `directory` is the test's own."""

    def keep_versions(self, store: Store) -> Callable[[], list[str]]:
        """Lets the service keep versions, if it has them; what asks it for all that it holds."""
        return lambda: list(store.list(""))

    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return self.open_store(tmp_path)

    @pytest.fixture
    def source(self, tmp_path: Path) -> Path:
        path = tmp_path / "source.mp3"
        path.write_bytes(CONTENT)
        return path

    def put(self, store: Store, key: str, content: bytes, directory: Path) -> StoredObject:
        source = directory / f"{sha256_of(content)}.source"
        source.write_bytes(content)
        return store.put(key, source, sha256_of(content))

    def test_what_was_put_is_found_and_fetched(
        self, store: Store, source: Path, tmp_path: Path
    ) -> None:
        stored = store.put(KEY, source, sha256_of(CONTENT))
        store.fetch(KEY, tmp_path / "fetched.mp3")
        assert stored == StoredObject(
            store=store.name, key=KEY, bytes=len(CONTENT), sha256=sha256_of(CONTENT)
        )
        assert store.stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT))
        assert (tmp_path / "fetched.mp3").read_bytes() == CONTENT

    def test_a_second_put_of_the_same_bytes_succeeds(self, store: Store, source: Path) -> None:
        first = store.put(KEY, source, sha256_of(CONTENT))
        assert store.put(KEY, source, sha256_of(CONTENT)) == first

    def test_other_bytes_under_a_key_are_a_conflict_and_change_nothing(
        self, store: Store, source: Path, tmp_path: Path
    ) -> None:
        store.put(KEY, source, sha256_of(CONTENT))
        with pytest.raises(Conflict):
            self.put(store, KEY, b"other", tmp_path)
        assert store.stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT))

    def test_a_source_that_is_not_what_was_promised_is_not_stored(
        self, store: Store, source: Path
    ) -> None:
        with pytest.raises(CannotServe):
            store.put(KEY, source, sha256_of(b"something else"))
        assert store.stat(KEY) is None
        assert list(store.list("")) == []

    def test_a_source_that_is_missing_is_one_failure(self, store: Store, tmp_path: Path) -> None:
        with pytest.raises(CannotServe):
            store.put(KEY, tmp_path / "nowhere.mp3", sha256_of(CONTENT))

    def test_nothing_is_found_where_nothing_was_put(self, store: Store, tmp_path: Path) -> None:
        assert store.stat(KEY) is None
        with pytest.raises(CannotServe):
            store.fetch(KEY, tmp_path / "fetched.mp3")
        assert not (tmp_path / "fetched.mp3").exists()

    def test_a_part_of_a_key_is_no_object(self, store: Store, source: Path) -> None:
        store.put(KEY, source, sha256_of(CONTENT))
        assert store.stat("school/podcasts") is None

    def test_deleting_is_idempotent(self, store: Store, source: Path) -> None:
        store.put(KEY, source, sha256_of(CONTENT))
        store.delete(KEY)
        store.delete(KEY)
        assert store.stat(KEY) is None

    def test_a_deleted_key_can_be_put_again(self, store: Store, tmp_path: Path) -> None:
        self.put(store, KEY, b"first", tmp_path)
        store.delete(KEY)
        self.put(store, KEY, b"second", tmp_path)
        assert store.stat(KEY) == Found(bytes=6, sha256=sha256_of(b"second"))

    def test_erasing_a_folder_removes_all_that_lies_in_it_and_nothing_else(
        self, store: Store, tmp_path: Path
    ) -> None:
        mine = [f"school/podcasts/42/{name}" for name in ("a.mp3", "b.mp3", "c/d.mp3", "e.mp3")]
        others = ["podcasts/42/a.mp3", "school/podcasts/42.mp3", "school/podcasts/421/a.mp3", OTHER]
        for key in (*mine, *others):
            self.put(store, key, key.encode(), tmp_path)
        assert sorted(store.erase("school/podcasts/42").keys) == mine
        assert sorted(store.list("")) == sorted(others)

    def test_erasing_is_idempotent(self, store: Store, source: Path) -> None:
        assert store.erase("school/podcasts/42") == Erased()
        store.put(KEY, source, sha256_of(CONTENT))
        assert store.erase("school/podcasts/42") == Erased(keys=(KEY,))
        assert store.erase("school/podcasts/42") == Erased()
        assert store.stat(KEY) is None

    def test_erasing_leaves_no_old_version_and_no_mark_of_a_removal(
        self, store: Store, tmp_path: Path
    ) -> None:
        held = self.keep_versions(store)
        for content in (b"first", b"second"):
            for key in (KEY, OTHER):
                self.put(store, key, content, tmp_path)
                store.delete(key)
        for key in (KEY, OTHER):
            self.put(store, key, b"third", tmp_path)
        assert store.erase("school/podcasts/42").keys == (KEY,)
        assert not [name for name in held() if name.endswith(KEY)]
        assert [name for name in held() if name.endswith(OTHER)]

    def test_what_was_erased_can_be_put_again(self, store: Store, source: Path) -> None:
        store.put(KEY, source, sha256_of(CONTENT))
        store.erase("school/podcasts/42")
        store.put(KEY, source, sha256_of(CONTENT))
        assert list(store.list("")) == [KEY]

    def test_keys_are_listed_in_the_order_of_their_bytes(
        self, store: Store, tmp_path: Path
    ) -> None:
        keys = ["a/b.mp3", "a-b.mp3", "a.mp3", "a/b/c.mp3", "a0.mp3", "é.mp3", "b/z.mp3"]
        for key in keys:
            self.put(store, key, key.encode(), tmp_path)
        assert list(store.list("")) == sorted(keys, key=str.encode)

    @pytest.mark.parametrize("prefix", ["", "school/podcasts/4", "school/podcasts/42/", KEY, "x"])
    def test_a_prefix_is_text_and_need_not_end_at_a_slash(
        self, store: Store, source: Path, prefix: str
    ) -> None:
        for key in (KEY, OTHER):
            store.put(key, source, sha256_of(CONTENT))
        assert list(store.list(prefix)) == [k for k in (KEY, OTHER) if k.startswith(prefix)]

    @pytest.mark.parametrize("key", UNSAFE)
    def test_an_unsafe_key_is_refused_by_every_method(
        self, store: Store, source: Path, tmp_path: Path, key: str
    ) -> None:
        for refused in (
            lambda: store.put(key, source, sha256_of(CONTENT)),
            lambda: store.fetch(key, tmp_path / "fetched.mp3"),
            lambda: store.stat(key),
            lambda: store.delete(key),
            lambda: store.link(key, timedelta(minutes=15)),
            lambda: store.erase(key),
        ):
            with pytest.raises(CannotServe, match="is not a key"):
                refused()

    @pytest.mark.parametrize("prefix", ["/", "../", "/etc/", "a//", ".", "a/../"])
    def test_no_key_begins_with_an_unsafe_prefix(
        self, store: Store, source: Path, prefix: str
    ) -> None:
        store.put(KEY, source, sha256_of(CONTENT))
        assert list(store.list(prefix)) == []

    def test_twenty_puts_of_the_same_bytes_at_once_all_succeed(
        self, store: Store, source: Path
    ) -> None:
        outcomes = _at_once([lambda: store.put(KEY, source, sha256_of(CONTENT))] * 20)
        assert len(set(outcomes)) == 1
        assert list(store.list("")) == [KEY]

    def test_of_twenty_different_puts_at_once_exactly_one_wins(
        self, store: Store, tmp_path: Path
    ) -> None:
        contents = [b"%d" % n * 50_000 for n in range(20)]
        outcomes = _at_once([partial(self.put, store, KEY, each, tmp_path) for each in contents])
        (winner,) = [each for each in outcomes if isinstance(each, StoredObject)]
        assert [type(each) for each in outcomes].count(Conflict) == 19
        assert store.stat(KEY) == Found(bytes=winner.bytes, sha256=winner.sha256)

    def test_puts_and_deletes_at_once_leave_whole_objects_or_none(
        self, store: Store, source: Path
    ) -> None:
        put = partial(store.put, KEY, source, sha256_of(CONTENT))
        outcomes = _at_once([put, partial(store.delete, KEY)] * 20)
        assert not [each for each in outcomes if isinstance(each, Exception)]
        assert store.stat(KEY) in (None, Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT)))

    # Every store runs this test in a class of its own, which is what that check warns of.
    @settings(
        max_examples=30, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    @given(name=st.text(max_size=30))
    def test_any_text_is_either_stored_under_that_very_key_or_refused(
        self, tmp_path_factory: pytest.TempPathFactory, name: str
    ) -> None:
        directory = tmp_path_factory.mktemp("any")
        store = self.open_store(directory)
        try:
            self.put(store, name, CONTENT, directory)
        except CannotServe:
            assert list(store.list("")) == []
        else:
            assert list(store.list("")) == [name]


def _at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """What each job returns, or how it failed, all started at the same moment."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        start.wait()
        try:
            return job()
        except CannotServe as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))
