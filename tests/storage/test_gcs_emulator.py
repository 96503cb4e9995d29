"""A store on Google Cloud Storage against an emulator.

It ignores preconditions, so that the store finds out, warns, and looks before each put. That a
service which holds to them lets one of many win is proved on the stand-in of test_gcs_store.py.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage.contract import CONTENT, KEY, StoreContract, sha256_of
from storage.emulators import gcs_emulator

from podcaster.remote.credentials import Credentials
from podcaster.storage.gcs import GcsStore
from podcaster.storage.options import GcsOptions
from podcaster.storage.store import Store

pytestmark = pytest.mark.servers

BUCKET = "podcasts"


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    with gcs_emulator(BUCKET) as url:
        yield url


def opened(url: str, prefix: str) -> GcsStore:
    store = GcsStore(
        "gcs",
        GcsOptions(bucket=BUCKET, endpoint_url=url, timeout=20),
        prefix=prefix,
        directory=Path(),
        credentials=Credentials({}),
    )
    store.prepare()
    return store


class TestGcsStoreOnAnEmulator(StoreContract):
    # Only a service that holds to preconditions can promise this.
    test_of_twenty_different_puts_at_once_exactly_one_wins = None  # type: ignore[assignment]

    opened = 0

    @pytest.fixture(autouse=True)
    def _emulator(self, emulator: str) -> None:
        self.emulator = emulator

    def open_store(self, directory: Path) -> Store:
        type(self).opened += 1
        return opened(self.emulator, f"school/{self.opened}")


def test_the_emulator_overwrites_and_the_store_says_so(emulator: str) -> None:
    assert "write over" in opened(emulator, "media").warnings[0]


def test_the_emulator_vouches_for_what_was_put(emulator: str, tmp_path: Path) -> None:
    store = opened(emulator, "vouched")
    (tmp_path / "source.mp3").write_bytes(CONTENT)
    store.put(KEY, tmp_path / "source.mp3", sha256_of(CONTENT))
    head = store._bucket.head(f"vouched/{KEY}")
    assert head is not None
    assert head.sha256 == sha256_of(CONTENT)


def test_a_large_file_that_goes_in_several_requests_is_put_whole(
    emulator: str, tmp_path: Path
) -> None:
    content = b"0123456789" * (1 << 20)
    (tmp_path / "large.mp3").write_bytes(content)
    store = opened(emulator, "large")
    stored = store.put(KEY, tmp_path / "large.mp3", sha256_of(content))
    assert stored.bytes == len(content)
