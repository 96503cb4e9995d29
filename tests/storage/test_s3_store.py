"""The contract of every store, kept by S3 on a real server, plain and under TLS."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage.contract import StoreContract
from storage.s3_servers import moto, new_store, self_signed

from podcaster.storage.store import Store


class TestS3Store(StoreContract):
    url: str

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _serve(cls) -> Iterator[None]:
        with moto() as cls.url:
            yield

    def open_store(self, directory: Path) -> Store:
        return new_store(self.url)


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
