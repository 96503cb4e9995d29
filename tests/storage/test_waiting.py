"""Whoever waits for a service that is busy stops waiting when the run is asked to end."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from quirky_s3.server import QuirkyS3
from storage.s3_servers import KEYS

from podcaster.config.config import Config
from podcaster.errors import Deferred
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import LocalOptions, S3Options
from podcaster.storage.store import Store
from podcaster.wiring.archive import Archive


@pytest.fixture
def busy() -> Iterator[QuirkyS3]:
    with QuirkyS3().serving() as server:
        server.quirks.failures = [(503, "SlowDown", False)] * 9
        yield server


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def store(busy: QuirkyS3, stop: threading.Event, tmp_path: Path) -> Store:
    options = S3Options(bucket="bucket", endpoint_url=busy.url)
    config = Config(stores={"local": LocalOptions(), "far": options})
    return Archive(config, tmp_path, Credentials(KEYS), stop).store_named("far")


def test_once_the_run_is_asked_to_end_a_busy_service_is_not_asked_again(
    busy: QuirkyS3, stop: threading.Event, store: Store
) -> None:
    stop.set()
    with pytest.raises(Deferred, match="asked to end"):
        store.delete("a.mp3")
    assert busy.methods() == ["DELETE"]


def test_waiting_that_has_begun_ends_as_soon_as_the_run_is_asked_to_end(
    busy: QuirkyS3, stop: threading.Event, store: Store
) -> None:
    def set_once_asked() -> None:
        while not busy.asked:
            time.sleep(0.005)
        stop.set()

    thread = threading.Thread(target=set_once_asked)
    thread.start()
    with pytest.raises(Deferred, match="asked to end"):
        store.delete("a.mp3")
    thread.join()
    assert busy.methods() == ["DELETE"]
