"""The contract of every store, kept by S3 on a real server, plain and under TLS."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from certificates import self_signed
from storage.contract import CONTENT, KEY, StoreContract, sha256_of
from storage.s3_servers import keep_versions, moto, new_store

from podcaster.storage.s3 import S3Store
from podcaster.storage.store import Found, Store


class TestS3Store(StoreContract):
    url: str

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _serve(cls) -> Iterator[None]:
        with moto() as cls.url:
            yield

    def open_store(self, directory: Path) -> Store:
        return new_store(self.url)

    def keep_versions(self, store: Store) -> Callable[[], list[str]]:
        return keep_versions(store)

    def test_a_sha256_that_the_service_computed_is_believed_without_reading(
        self, source: Path
    ) -> None:
        store = new_store(self.url, checksum="when_supported", sse="aws:kms")
        store.prepare()
        asked: list[str] = []
        store.bucket.client.meta.events.register(
            "before-send.s3", lambda request, **_: asked.append(request.method)
        )
        store.put(KEY, source, sha256_of(CONTENT))
        assert asked == ["PUT", "HEAD"]

    def test_an_object_that_somebody_else_put_is_measured_by_its_bytes(self) -> None:
        store = new_store(self.url)
        about = {"sha256": sha256_of(b"something else"), "md5": "0" * 32}
        name = f"school/audio/{KEY}"
        store.bucket.ask("put_object", Key=name, Body=CONTENT, Metadata=about)
        assert store.stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT))

    def test_another_object_of_the_bucket_is_not_ours(self, store: Store, source: Path) -> None:
        assert isinstance(store, S3Store)
        store.bucket.ask("put_object", Key=KEY, Body=b"outside of our prefix")
        assert store.stat(KEY) is None
        assert list(store.list("")) == []


@pytest.mark.servers  # because of the time it takes; the way of one object is in test_s3_wire.py
class TestS3StoreUnderTls(StoreContract):
    url: str
    certificate: Path

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _serve(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        cls.certificate = self_signed(tmp_path_factory.mktemp("tls") / "both.pem")
        with moto(cls.certificate) as cls.url:
            yield

    def open_store(self, directory: Path) -> Store:
        return new_store(self.url, ca_bundle=self.certificate)
