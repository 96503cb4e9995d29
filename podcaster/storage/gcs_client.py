"""Google's own client, as a store needs it."""

from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.auth.transport.requests import AuthorizedSession, Request
from google.cloud.storage import Client  # type: ignore[import-untyped]  # it has no types
from requests import Session

from podcaster.storage.gcs_account import Account
from podcaster.storage.sessions import furnish

_UNTYPED: tuple[Any, ...] = (AnonymousCredentials, AuthorizedSession, Request)


def client_of(account: Account) -> Any:
    """A client that asks for tokens and objects over connections of ours."""
    nobody, authorized, request = _UNTYPED
    opened = nobody() if account.anonymous else account.credentials
    session = authorized(opened, auth_request=request(furnish(Session())))
    client = Client(
        project=account.project,
        credentials=opened,
        client_options={"api_endpoint": account.url},
        _http=furnish(session),
    )
    # It asks for the bucket itself in a thread of its own, for traces that nobody makes; that
    # takes a right which putting objects does not.
    client._bucket_metadata_cache = None
    return client
