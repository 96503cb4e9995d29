"""Microsoft's own client, as a store needs it."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import requests
from azure.core.credentials import AzureNamedKeyCredential, AzureSasCredential
from azure.core.pipeline.transport import RequestsTransport
from azure.storage.blob import BlobServiceClient

from podcaster.storage.azure_account import Account
from podcaster.storage.bucket import LARGEST
from podcaster.storage.sessions import furnish

_CONNECT = 10.0  # seconds


def client_of(account: Account, timeout: float, identity: Callable[[], Any]) -> BlobServiceClient:
    """A client that asks each question once, and sends an object in one request."""
    transport = RequestsTransport(
        session=furnish(requests.Session()),
        session_owner=False,
        connection_timeout=_CONNECT,
        read_timeout=timeout,
    )
    return BlobServiceClient(
        account.url,
        credential=_credential(account, identity),
        transport=transport,
        retry_total=0,
        permit_redirects=False,
        max_single_put_size=LARGEST,
    )


def of_this_machine() -> Any:
    """The identity that the machine or its operator has."""
    # Without types, and installed by those who want it.
    return import_module("azure.identity").DefaultAzureCredential()


def _credential(account: Account, identity: Callable[[], Any]) -> Any:
    if account.key is not None:
        return AzureNamedKeyCredential(account.name, account.key.reveal())
    if account.sas is not None:
        return AzureSasCredential(account.sas.reveal().lstrip("?"))
    return identity()
