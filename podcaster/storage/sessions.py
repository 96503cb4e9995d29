"""Connections for the clients of cloud services."""

from http.cookiejar import DefaultCookiePolicy

import requests

from podcaster.remote.deadlines import DeadlineAdapter

_CONNECTIONS = 64  # kept open for each host: as many as may be under way together


def furnish(session: requests.Session) -> requests.Session:
    """`session` with room for many threads, and without cookies and `~/.netrc`.

    Its read timeout is for headers and body together.
    """
    adapter = DeadlineAdapter(pool_connections=4, pool_maxsize=_CONNECTIONS)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = _as_it_is  # where there is none, requests looks into ~/.netrc
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
