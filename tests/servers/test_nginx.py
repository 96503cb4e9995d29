"""A real nginx, configured as the README says, plays signed links and nothing else."""

import hashlib
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from podcaster.remote.credentials import Credentials
from podcaster.storage.local import LocalStore
from podcaster.storage.secure_link import SECRET, SecureLinks

pytestmark = pytest.mark.servers
README = Path(__file__).parents[2] / "README.md"
KEY = "podcasts/42/2026-11-21_0123456789abcdef.mp3"
ODD = "podcasts/42/so 100% odd é?#&+;'.mp3"
MP3 = b"\xff\xfb\x90\x00" + b"sound" * 1000
LINK_SECRET = "0123456789abcdef" * 4
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What nginx may read, whoever it runs as."""
    place = tmp_path_factory.mktemp("nginx")
    store = LocalStore("local", place / "media", file_mode=0o644, dir_mode=0o755)
    source = place / "source"
    source.write_bytes(MP3)
    for key in (KEY, ODD):
        store.put(key, source, hashlib.sha256(MP3).hexdigest())
    (place / "secret.txt").write_text("not for anybody")
    return place


@pytest.fixture(scope="module", autouse=True)
def nginx(root: Path, port: int) -> Iterator[None]:
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    block = re.search(r"^    location /media/ \{\n.*?^    \}\n", README.read_text(), re.S | re.M)
    location = block[0].replace("/opt/podcaster", str(root)).replace("SECRET", LINK_SECRET)
    (root / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {root}/nginx.pid; error_log {root}/error.log;
events {{ worker_connections 64; }}
http {{
  types {{ audio/mpeg mp3; }}
  log_format plain '$status $uri';
  access_log {root}/access.log plain;
  client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
  uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
  server {{
    listen 127.0.0.1:{port};
{location}
  }}
}}
""")
    process = subprocess.Popen([program, "-p", str(root), "-c", str(root / "nginx.conf")])
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                assert process.poll() is None
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def store(root: Path, port: int) -> LocalStore:
    links = SecureLinks(f"http://127.0.0.1:{port}/media", Credentials({SECRET: LINK_SECRET}))
    return LocalStore("local", root / "media", links=links)


def get(url: str, **headers: str) -> HTTPResponse:
    """The answer to exactly that path, to which nothing is done on its way."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.putrequest("GET", f"{parts.path}?{parts.query}", skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]  # read before it is closed
    connection.close()
    return answer


@pytest.mark.parametrize("key", [KEY, ODD])
def test_a_signed_link_plays(store, key):
    answer = get(store.link(key, HOUR))
    assert (answer.status, answer.body) == (200, MP3)
    assert answer.getheader("Content-Type") == "audio/mpeg"
    assert answer.getheader("Cache-Control") == "private, max-age=3600"


def test_a_player_can_jump(store):
    answer = get(store.link(KEY, HOUR), Range="bytes=100-199")
    assert (answer.status, answer.body) == (206, MP3[100:200])


def test_a_link_without_a_signature_is_forbidden(store):
    assert get(store.link(KEY, HOUR).partition("?")[0]).status == 403


def test_a_link_whose_time_is_over_is_gone(store):
    assert get(store.link(KEY, timedelta(seconds=-60))).status == 410


def test_a_link_is_good_for_its_own_path_and_end_alone(store):
    link = store.link(KEY, HOUR)
    assert get(link.replace(quote(KEY), quote(ODD))).status == 403
    assert get(link.replace("exp=", "exp=9")).status == 403
    assert get(link.replace("sig=", "sig=A")).status == 403


def test_a_store_below_a_prefix_is_signed_with_it(root, port):
    links = SecureLinks(f"http://127.0.0.1:{port}/media", Credentials({SECRET: LINK_SECRET}))
    below = LocalStore("local", root / "media", prefix="podcasts", links=links)
    assert get(below.link(KEY.removeprefix("podcasts/"), HOUR)).status == 200


@pytest.mark.parametrize("way", ["..%2fsecret.txt", "../secret.txt", "%2e%2e/secret.txt"])
def test_nothing_outside_the_store_can_be_reached(store, port, way):
    signature = store.link(KEY, HOUR).partition("?")[2]
    answer = get(f"http://127.0.0.1:{port}/media/{way}?{signature}")
    assert answer.status in (400, 403, 404)
    assert b"not for anybody" not in answer.body


def test_signatures_stay_out_of_the_log_of_accesses(store, root):
    signature = store.link(KEY, HOUR).partition("?")[2]
    get(store.link(KEY, HOUR))
    assert signature not in (root / "access.log").read_text()
