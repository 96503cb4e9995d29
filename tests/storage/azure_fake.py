"""As much of Azure Blob Storage as a store of recordings asks for."""

from xml.sax.saxutils import escape

from storage.cloud_fake import Answer, Asked, CloudFake, Held, md5_of, name_in

from podcaster.remote.credentials import Credentials
from podcaster.storage.azure import AzureStore
from podcaster.storage.options import AzureBlobOptions

ACCOUNT, CONTAINER = "devaccount", "podcasts"
ACCOUNT_KEY = "c2VjcmV0IGFjY291bnQga2V5IGZvciB0ZXN0cyBvbmx5"
_PLACE = f"/{ACCOUNT}/{CONTAINER}/"
_DATES = {"Last-Modified": "Mon, 08 Dec 2025 03:00:00 GMT", "ETag": '"0x1"'}


class AzureFake(CloudFake):
    """One container, whatever the signature."""

    def answer(self, asked: Asked) -> Answer:
        if asked.query.get("comp") == "list":
            return self._list(asked)
        name = name_in(asked.path, _PLACE)
        if asked.method == "PUT":
            return self._put(name, asked)
        held, version = self.objects.get(name), asked.query.get("versionid")
        if held is None and version not in self.old:
            return refused(404, "BlobNotFound")
        if asked.method == "DELETE":
            self.removed(name, version)
            return Answer(202)
        return self._get(held, asked)

    def _put(self, name: str, asked: Asked) -> Answer:
        if asked.headers.get("content-md5", md5_of(asked.body)) != md5_of(asked.body):
            return refused(400, "Md5Mismatch")
        if name in self.objects and not self.overwrites and "if-none-match" in asked.headers:
            return refused(409, "BlobAlreadyExists")
        metadata = {
            key.removeprefix("x-ms-meta-"): value
            for key, value in asked.headers.items()
            if key.startswith("x-ms-meta-")
        }
        self.objects[name] = Held(asked.body, md5_of(asked.body), metadata)
        return Answer(201, headers={**_DATES, "Content-MD5": md5_of(asked.body)})

    def _get(self, held: Held, asked: Asked) -> Answer:
        headers = {f"x-ms-meta-{key}": value for key, value in held.metadata.items()}
        headers |= _DATES | {"Content-MD5": held.md5, "x-ms-blob-type": "BlockBlob"}
        if not held.md5:
            del headers["Content-MD5"]
        if asked.method == "HEAD":
            return Answer(200, held.body, headers)
        first, _, last = asked.headers["x-ms-range"].removeprefix("bytes=").partition("-")
        part = held.body[int(first) : int(last) + 1]
        headers["Content-Range"] = f"bytes {first}-{int(first) + len(part) - 1}/{len(held.body)}"
        return Answer(206, part, headers)

    def _list(self, asked: Asked) -> Answer:
        names, after = self.listed(asked.query.get("prefix", ""), asked.query.get("marker", ""))
        blobs = "".join(_blob(name) for name in names)
        if "versions" in asked.query.get("include", "") and not after:
            prefix = asked.query.get("prefix", "")
            old = ((key, name) for key, name in self.old.items() if name.startswith(prefix))
            blobs += "".join(_blob(name, f"<VersionId>{key}</VersionId>") for key, name in old)
        body = (
            f"<EnumerationResults><Prefix>{escape(asked.query.get('prefix', ''))}</Prefix>"
            f"<Blobs>{blobs}</Blobs><NextMarker>{escape(after)}</NextMarker>"
        )
        xml = f"<?xml version='1.0' encoding='utf-8'?>{body}</EnumerationResults>"
        return Answer(200, xml.encode(), {"Content-Type": "application/xml"})

    def store(self, prefix: str = "", **more: object) -> AzureStore:
        options = AzureBlobOptions(
            container=CONTAINER, account=ACCOUNT, endpoint_url=f"{self.url}/{ACCOUNT}", timeout=20
        )
        credentials = Credentials({"AZURE_ACCOUNT_KEY": ACCOUNT_KEY})
        more = {"sleep": lambda seconds: None, **more}
        return AzureStore("azure", options, prefix=prefix, credentials=credentials, **more)


def _blob(name: str, more: str = "") -> str:
    about = "<Properties><BlobType>BlockBlob</BlobType></Properties>"
    return f"<Blob><Name>{escape(name)}</Name>{more}{about}</Blob>"


def refused(status: int, word: str) -> Answer:
    """An error as Azure tells it, with more in it than anybody should repeat."""
    body = f"<Error><Code>{word}</Code><Message>sig=SecretOfTheService</Message></Error>"
    return Answer(
        status, body.encode(), {"x-ms-error-code": word, "Content-Type": "application/xml"}
    )
