"""Moto's S3 as a server on loopback, plain or under TLS, and certificates for it."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def keep_versions(store: S3Store) -> Callable[[], list[str]]:
    """Turns versions on; what asks for every name of a version or of the mark of a removal."""
    client, bucket = store.bucket.client, store.bucket.name
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    def held() -> list[str]:
        told = client.list_object_versions(Bucket=bucket)
        return [
            each["Key"] for kind in ("Versions", "DeleteMarkers") for each in told.get(kind, ())
        ]

    return held
