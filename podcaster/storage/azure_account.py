"""Whose Azure storage it is, and where, and what opens it.

Facts: Microsoft, "Configure Azure Storage connection strings".
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials, Secret
from podcaster.storage.options import AzureBlobOptions

CONNECTION = "AZURE_STORAGE_CONNECTION_STRING"
NAME, KEY, CONTAINER = "AZURE_ACCOUNT_NAME", "AZURE_ACCOUNT_KEY", "AZURE_CONTAINER"
EXTRA = "the package azure-storage-blob (pip install 'podcaster[azure]')"
IDENTITY = "the package azure-identity (pip install azure-identity)"

_SUFFIX = "core.windows.net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A storage account. Without `key` and `sas` it is opened with an identity of this machine."""

    name: str
    url: str
    container: str
    key: Secret | None = None
    sas: Secret | None = None


def missing(options: AzureBlobOptions, credentials: Credentials) -> tuple[str, ...]:
    """What is not there of what Azure needs; nobody is asked."""
    lacking = [] if _has("azure.storage.blob") else [EXTRA]
    if options.use_identity and not _has("azure.identity"):
        lacking.append(IDENTITY)
    if not (options.container or credentials.text(CONTAINER)):
        lacking.append(f"`container` or {CONTAINER}")
    if options.use_identity or not credentials.secret(CONNECTION):
        if not (options.account or options.endpoint_url or credentials.text(NAME)):
            lacking.append(f"`account` or {NAME}")
        if not options.use_identity and not credentials.secret(KEY):
            lacking.append(f"{KEY} or {CONNECTION}")
    return tuple(lacking)


def account_of(options: AzureBlobOptions, credentials: Credentials) -> Account:
    """The account that options and environment name; Misused where they do not, or disagree."""
    container = options.container or credentials.text(CONTAINER)
    name = options.account or credentials.text(NAME)
    connection = None if options.use_identity else credentials.secret(CONNECTION)
    parts = _parts(connection) if connection else MappingProxyType({})
    if name and parts.get("accountname", name) != name:
        raise Misused(
            f"{CONNECTION} is of another account than {NAME} or `account` says; keep one of them"
        )
    name = name or parts.get("accountname", "")
    url = options.endpoint_url or parts.get("blobendpoint", "").rstrip("/") or _url(name, parts)
    key: Secret | None = None
    sas = Secret(parts["sharedaccesssignature"]) if "sharedaccesssignature" in parts else None
    if not options.use_identity and sas is None:
        key = Secret(parts["accountkey"]) if "accountkey" in parts else credentials.secret(KEY)
        key = _usable(key)
    return Account(name=name, url=url, container=container, key=key, sas=sas)


def _parts(connection: Secret) -> Mapping[str, str]:
    """The parts of a connection string, their names in small letters."""
    pairs = (part.partition("=") for part in connection.reveal().split(";") if part.strip())
    parts = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if not parts.keys() & {"accountkey", "sharedaccesssignature"} or not (
        parts.keys() & {"accountname", "blobendpoint"}
    ):
        raise Misused(f"{CONNECTION} names no account or no key; copy it anew from the portal")
    return MappingProxyType(parts)


def _url(name: str, parts: Mapping[str, str]) -> str:
    scheme = parts.get("defaultendpointsprotocol", "https")
    return f"{scheme}://{name}.blob.{parts.get('endpointsuffix', _SUFFIX)}"


def _usable(key: Secret | None) -> Secret | None:
    try:
        if key is not None:
            b64decode(key.reveal(), validate=True)
    except binascii.Error:
        raise Misused(f"{KEY} is not the key of a storage account; copy it anew") from None
    return key


def _has(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # of a package that it lies in
        return False
