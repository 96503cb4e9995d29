"""As much of Google Cloud Storage as a store of recordings asks for."""

import json
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from zlib import crc32

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from storage.cloud_fake import Answer, Asked, CloudFake, Held, md5_of, name_in

from podcaster.remote.credentials import Credentials
from podcaster.storage.gcs import GcsStore
from podcaster.storage.options import GcsOptions

BUCKET = "podcasts"
_OBJECTS = f"/storage/v1/b/{BUCKET}/o"


class GcsFake(CloudFake):
    """One bucket, and the place where an account's key is changed for a token."""

    def answer(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/upload").removeprefix("/download")
        if path == "/token":
            return said({"access_token": "a token of the fake", "expires_in": 3600})
        if path == _OBJECTS:
            return self._put(asked) if asked.method == "POST" else self._list(asked)
        name = name_in(path, _OBJECTS + "/")
        version = asked.query.get("generation")
        if name not in self.objects and version not in self.old:
            return refused(404, "notFound", f"No such object: {BUCKET}/{name}")
        if asked.method == "DELETE":
            if version == _generation(name):
                del self.objects[name]
            else:
                self.removed(name, version)
            return Answer(204)
        if asked.query.get("alt") == "media":
            return Answer(200, self.objects[name].body)
        return said(self._resource(name))

    def _put(self, asked: Asked) -> Answer:
        note, body = _parts(asked)
        if note["md5Hash"] != md5_of(body):
            return refused(400, "invalid", "Provided MD5 hash doesn't match calculated MD5 hash.")
        conditional = asked.query.get("ifGenerationMatch") == "0" and not self.overwrites
        if note["name"] in self.objects and conditional:
            return refused(412, "conditionNotMet", "At least one of the pre-conditions is not met")
        self.objects[note["name"]] = Held(body, md5_of(body), note["metadata"])
        return said(self._resource(note["name"]))

    def _list(self, asked: Asked) -> Answer:
        names, after = self.listed(asked.query.get("prefix", ""), asked.query.get("pageToken", ""))
        items = [{"name": name, "generation": _generation(name)} for name in names]
        if asked.query.get("versions", "").lower() == "true" and not after:
            told = {"timeDeleted": "2025-12-08T03:00:00Z"}
            prefix = asked.query.get("prefix", "")
            old = ((key, name) for key, name in self.old.items() if name.startswith(prefix))
            items += [{"name": name, "generation": key} | told for key, name in old]
        page = {"items": items}
        return said(page | ({"nextPageToken": after} if after else {}))

    def _resource(self, name: str) -> dict[str, object]:
        held = self.objects[name]
        told = {"name": name, "size": str(len(held.body)), "metadata": held.metadata}
        return told | ({"md5Hash": held.md5} if held.md5 else {})

    def store(
        self, prefix: str = "", key_file: Path | None = None, endpoint: str = "", **more: object
    ) -> GcsStore:
        options = GcsOptions(bucket=BUCKET, endpoint_url=endpoint or self.url, timeout=20)
        environment = {"GOOGLE_APPLICATION_CREDENTIALS": str(key_file)} if key_file else {}
        return GcsStore(
            "gcs",
            options,
            prefix=prefix,
            directory=Path(),
            credentials=Credentials(environment),
            **{"sleep": lambda seconds: None, **more},
        )

    def key_file(self, directory: Path) -> Path:
        """The key of a service account, made up, that is changed for a token here."""
        path = directory / "key.json"
        key = {
            "type": "service_account",
            "project_id": "school",
            "private_key_id": "1",
            "private_key": _private_key(),
            "client_email": "podcaster@school.iam.gserviceaccount.com",
            "token_uri": f"{self.url}/token",
        }
        path.write_text(json.dumps(key))
        return path


def _generation(name: str) -> str:
    """That of the current version."""
    return str(crc32(name.encode()) + 10**10)


def _parts(asked: Asked) -> tuple[dict, bytes]:
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + asked.body, policy=policy.HTTP)
    note, _ = message.get_payload()
    # The second part is bytes, which a parser of mail does not leave as they are.
    boundary = message.get_boundary().encode()
    body = asked.body.split(b"--" + boundary)[2].partition(b"\r\n\r\n")[2][: -len(b"\r\n")]
    return json.loads(note.get_payload(decode=True)), body


@cache
def _private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def said(content: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(content).encode(), {"Content-Type": "application/json"})


def refused(status: int, reason: str, message: str = "a secret of the service") -> Answer:
    error = {"code": status, "message": message, "errors": [{"reason": reason}]}
    return said({"error": error}, status)
