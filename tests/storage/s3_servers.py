"""Moto's S3 as a server on loopback, plain or under TLS, and certificates for it."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import uuid4

from podcaster.remote.credentials import Credentials
from podcaster.storage.options import S3Options
from podcaster.storage.s3 import S3Store

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDOFNOBODY", "AWS_SECRET_ACCESS_KEY": "no-secret-at-all"}


class OneAtATime:
    """A WSGI application whose requests queue up: moto's conditional puts race, S3's do not."""

    def __init__(self, application: Any) -> None:
        self._application, self._lock = application, threading.Lock()

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        with self._lock:
            return list(self._application(environ, start_response))


@contextmanager
def moto(certificate: Path | None = None) -> Iterator[str]:
    """The URL of a server that forgets everything in the end."""
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Handler(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, type: str, message: str, *args: Any) -> None:
            pass

    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    server = make_server(
        "127.0.0.1",
        0,
        OneAtATime(DomainDispatcherApplication(create_backend_app)),
        threaded=True,
        request_handler=Handler,
        ssl_context=context,
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def self_signed(path: Path) -> Path:
    """A certificate for 127.0.0.1 and its key, in one file; it is its own authority."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def store_at(url: str, **options: Any) -> S3Store:
    """A store of kind `s3` at that server, with no patience."""
    given = {"bucket": "bucket", "endpoint_url": url, **options}
    return S3Store(
        "s3",
        S3Options(**given),
        credentials=Credentials(KEYS),
        prefix="school/audio",
        sleep=lambda seconds: None,
    )


def new_store(url: str, **options: Any) -> S3Store:
    """The same, with a bucket of its own that is there."""
    store = store_at(url, bucket=f"bucket-{uuid4()}", **options)
    store.bucket.client.create_bucket(Bucket=store.bucket.name)
    return store
