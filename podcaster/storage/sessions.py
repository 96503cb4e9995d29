"""Connections for the clients of cloud services."""

import logging
from http.cookiejar import DefaultCookiePolicy

import requests

from podcaster.remote.deadlines import DeadlineAdapter

_CONNECTIONS = 64  # kept open for each host: as many as may be under way together


def furnish(session: requests.Session) -> requests.Session:
    """`session` with room for many threads, and without cookies, redirects and `~/.netrc`.

    Its read timeout is for headers and body together.
    """
    for client in ("azure", "google", "urllib3"):
        # What they warn of is an error too where it matters; cron mails whatever is printed.
        logging.getLogger(client).setLevel(logging.ERROR)
    adapter = DeadlineAdapter(pool_connections=4, pool_maxsize=_CONNECTIONS)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _as_it_is  # where there is none, requests looks into ~/.netrc
    setattr(session, "get_redirect_target", _nowhere)  # noqa: B010  # mypy allows no other way
    return session


def _nowhere(response: requests.Response) -> None:
    """A redirect is an answer like any other."""


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
