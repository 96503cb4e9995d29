"""A store on Azure against Microsoft's own emulator."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from azure.storage.blob import BlobServiceClient
from storage.contract import CONTENT, KEY, StoreContract, sha256_of
from storage.emulators import azurite

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.azure import AzureStore
from podcaster.storage.options import AzureBlobOptions
from podcaster.storage.store import Found, Store

pytestmark = pytest.mark.servers

ACCOUNT = "devstoreaccount1"
# Published by Microsoft, "Use the Azurite emulator": the same for everybody.
PUBLIC_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)


@pytest.fixture(scope="module")
def account_url() -> Iterator[str]:
    with azurite() as url:
        yield url


class Containers:
    """Containers of the emulator, a new one for each store."""

    def __init__(self, url: str) -> None:
        self._url, self._made = url, 0
        credential = {"account_name": ACCOUNT, "account_key": PUBLIC_KEY}
        self.service = BlobServiceClient(url, credential=credential)

    def make(self) -> str:
        self._made += 1
        name = f"podcasts{self._made}"
        self.service.create_container(name)
        return name

    def store(self, container: str, prefix: str = "", key: str = PUBLIC_KEY, **more) -> AzureStore:
        options = AzureBlobOptions(
            container=container, account=ACCOUNT, endpoint_url=self._url, timeout=20
        )
        credentials = Credentials({"AZURE_ACCOUNT_KEY": key})
        return AzureStore("azure", options, prefix=prefix, credentials=credentials, **more)


@pytest.fixture(scope="module")
def containers(account_url: str) -> Containers:
    return Containers(account_url)


@pytest.fixture
def store(containers: Containers, tmp_path: Path) -> AzureStore:
    (tmp_path / "source.mp3").write_bytes(CONTENT)
    return containers.store(containers.make())


class TestAzureStoreOnAzurite(StoreContract):
    @pytest.fixture(autouse=True)
    def _containers(self, containers: Containers) -> None:
        self.containers = containers

    def open_store(self, directory: Path) -> Store:
        store = self.containers.store(self.containers.make(), "school/audio")
        store.prepare()
        assert store.warnings == ()
        return store


def test_the_emulator_vouches_for_what_was_put(store: AzureStore, tmp_path: Path) -> None:
    store.put(KEY, tmp_path / "source.mp3", sha256_of(CONTENT))
    head = store._bucket.head(KEY)
    assert head is not None
    assert head.sha256 == sha256_of(CONTENT)


def test_our_note_over_other_bytes_is_not_believed(containers: Containers) -> None:
    container = containers.make()
    noted = {"sha256": sha256_of(CONTENT), "md5": "0" * 32}
    blob = containers.service.get_blob_client(container, KEY)
    blob.upload_blob(bytes(len(CONTENT)), metadata=noted)
    other = sha256_of(bytes(len(CONTENT)))
    assert containers.store(container).stat(KEY) == Found(bytes=len(CONTENT), sha256=other)


def test_a_link_plays_whole_and_in_part_until_it_expires(
    containers: Containers, tmp_path: Path
) -> None:
    container = containers.make()
    key = "podcasts/é/a b.mp3"
    (tmp_path / "source.mp3").write_bytes(CONTENT)
    now = containers.store(container)
    now.put(key, tmp_path / "source.mp3", sha256_of(CONTENT))
    link = now.link(key, timedelta(hours=1))
    with urlopen(link) as answer:
        assert answer.read() == CONTENT
        assert answer.headers["Content-Type"] == "audio/mpeg"
    past = containers.store(container, now=lambda: datetime.now(UTC) - timedelta(hours=2))
    other = link.replace("a%20b", "c")
    unsigned = urlsplit(link)._replace(query="").geturl()
    for refused in (past.link(key, timedelta(hours=1)), other, unsigned):
        with pytest.raises(HTTPError) as caught:
            urlopen(refused)
        caught.value.close()
        assert caught.value.code in (403, 404)


def test_a_key_of_another_account_is_the_operators_to_mend(containers: Containers) -> None:
    store = containers.store(containers.make(), key="c29tZWJvZHkgZWxzZSdzIGtleQ==")
    with pytest.raises(Misused, match="refuses these credentials"):
        store.prepare()


def test_a_container_that_is_not_there_is_the_operators_to_mend(containers: Containers) -> None:
    with pytest.raises(Misused, match="ContainerNotFound"):
        containers.store("nowhere").prepare()
