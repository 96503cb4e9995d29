"""Links of a local store. Whether nginx takes them is tried in tests/servers."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.local import LocalStore
from podcaster.storage.secure_link import SECRET, SecureLinks

LONG = "0123456789abcdef" * 4
HOUR = timedelta(hours=1)


def links(secret: str = LONG, base_url: str = "https://media.example.org/media") -> SecureLinks:
    return SecureLinks(base_url, Credentials({SECRET: secret}), clock=lambda: 1_700_000_000.5)


def test_a_link_is_what_the_documents_of_nginx_say() -> None:
    # From ngx_http_secure_link_module: printf '2147483647/s/link127.0.0.1 secret' | openssl md5
    from podcaster.storage.secure_link import _signature

    assert _signature("2147483647/s/link127.0.0.1 secret") == "_e4Nc3iduzkWRm01TBBNYw"


def test_a_link_names_its_end_and_is_signed_for_its_path() -> None:
    url = urlsplit(links().link("podcasts/42/a.mp3", HOUR))
    query = parse_qs(url.query)
    assert (url.netloc, url.path) == ("media.example.org", "/media/podcasts/42/a.mp3")
    assert query["exp"] == ["1700003600"]
    assert len(query["sig"][0]) == 22


def test_another_path_another_end_or_another_secret_has_another_signature() -> None:
    made = [
        links().link("a.mp3", HOUR),
        links().link("b.mp3", HOUR),
        links().link("a.mp3", 2 * HOUR),
        links(secret=LONG[::-1]).link("a.mp3", HOUR),
        links(base_url="https://media.example.org/other").link("a.mp3", HOUR),
    ]
    assert len({parse_qs(urlsplit(each).query)["sig"][0] for each in made}) == len(made)


@given(st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable()))
def test_a_key_survives_the_way_through_a_url(key: str) -> None:
    url = urlsplit(links().link(key, HOUR))
    assert unquote(url.path) == f"/media/{key}"
    assert url.query.startswith("sig=")


@pytest.mark.parametrize("secret", ["", "tooshort", "x" * 31])
def test_a_secret_that_is_missing_or_short_is_refused_without_being_told(secret: str) -> None:
    with pytest.raises(Misused, match=SECRET) as refused:
        links(secret).link("a.mp3", HOUR)
    assert not secret or secret not in str(refused.value)


def test_a_store_with_a_web_server_signs_the_key_below_its_prefix(tmp_path: Path) -> None:
    store = LocalStore("local", tmp_path, prefix="school", links=links())
    assert "/media/school/a.mp3?sig=" in store.link("a.mp3", HOUR)
