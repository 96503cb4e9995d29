"""From options to a store; the libraries of a kind are imported only where it is opened."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from podcaster.remote.credentials import Credentials
from podcaster.storage.options import (
    AzureBlobOptions,
    GcsOptions,
    LocalOptions,
    S3Options,
    SpacesOptions,
    StoreOptions,
)
from podcaster.storage.store import Store


def open_store(
    name: str,
    options: StoreOptions,
    *,
    prefix: str,
    directory: Path,
    environment: Credentials,
    sleep: Callable[[float], None] = time.sleep,
) -> Store:
    """The store `name`; nothing is asked and nothing is written yet.

    `prefix` counts where the options have none. Relative paths are relative to `directory`.
    What waits before it asks a service again waits in `sleep`; an error that it raises comes out.
    Misused where the options are not enough, or a client is not installed.
    """
    prefix = prefix if options.prefix is None else options.prefix
    match options:
        case LocalOptions():
            from podcaster.storage.local import LocalStore
            from podcaster.storage.secure_link import SecureLinks

            links = SecureLinks(options.base_url, environment) if options.base_url else None
            return LocalStore(name, directory / options.path, prefix, links=links)
        case S3Options() | SpacesOptions():
            from podcaster.storage.s3 import S3Store

            return S3Store(
                name,
                options,
                prefix=prefix,
                directory=directory,
                credentials=environment,
                sleep=sleep,
            )
        case AzureBlobOptions():
            from podcaster.storage.azure import AzureStore

            return AzureStore(name, options, prefix=prefix, credentials=environment, sleep=sleep)
        case GcsOptions():
            from podcaster.storage.gcs import GcsStore

            return GcsStore(
                name,
                options,
                prefix=prefix,
                directory=directory,
                credentials=environment,
                sleep=sleep,
            )
        case _:
            assert_never(options)
