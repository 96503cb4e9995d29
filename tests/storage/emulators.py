"""Emulators of cloud stores, each a process of its own for as long as it is asked."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

_PATIENCE = 60  # seconds


@contextmanager
def azurite() -> Iterator[str]:
    """Microsoft's emulator of Azure Blob Storage (npm, `azurite`): the URL of its account."""
    program = shutil.which("azurite-blob")
    assert program, "azurite-blob is not on PATH: npm install azurite, and add node_modules/.bin"
    port = _free_port()
    command = [program, "--inMemoryPersistence", "--silent", "--skipApiVersionCheck"]
    command += ["--disableTelemetry", "--blobHost", "127.0.0.1", "--blobPort", str(port)]
    with _running(command, port) as url:
        yield f"{url}/devstoreaccount1"


@contextmanager
def gcs_emulator(bucket: str) -> Iterator[str]:
    """The emulator of Google Cloud Storage that is on PyPI (`gcp-storage-emulator`): its URL."""
    port = _free_port()
    command = [sys.executable, "-m", "gcp_storage_emulator", "start", "--in-memory"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--default-bucket", bucket]
    with _running(command, port) as url:
        yield url


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], port: int) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _answers(url):
            assert process.poll() is None, f"{command[0]} ended at once"
            assert time.monotonic() < deadline, f"{command[0]} does not answer"
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        urlopen(url, timeout=5).close()
    except HTTPError as error:
        error.close()
    except (URLError, OSError):
        return False
    return True
