"""The key pair that signs links of Amazon CloudFront.

Facts: Amazon CloudFront, "Specify signers" and "Create a URL signature using Python": RSA of 2048
bits, PKCS #1 v1.5, SHA-1, which is CloudFront's choice.
"""

from pathlib import Path
from typing import Any

from podcaster.errors import Misused
from podcaster.remote.credentials import Credentials

VARIABLE = "CLOUDFRONT_PRIVATE_KEY"


def signer_of(key_id: str, credentials: Credentials, directory: Path) -> Any:
    """botocore's signer; Misused where the key or what reads it is not there."""
    try:
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding, rsa
    except ImportError as error:
        raise Misused(
            "links of CloudFront need one more package: pip install 'podcaster[cloudfront]'"
        ) from error
    from botocore.signers import CloudFrontSigner  # type: ignore[import-untyped]  # no types

    try:
        key = serialization.load_pem_private_key(_pem(credentials, directory), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Misused(f"{VARIABLE} holds no private RSA key in PEM, or one with a password")

    def sign(message: bytes) -> bytes:
        return key.sign(message, padding.PKCS1v15(), hashes.SHA1())

    return CloudFrontSigner(key_id, sign)


def _pem(credentials: Credentials, directory: Path) -> bytes:
    """The key as it stands; in an environment file its lines may be parted by a written `\\n`."""
    if text := credentials.text(VARIABLE):
        return text.replace("\\n", "\n").encode("utf-8", "replace")
    if not (path := credentials.text(f"{VARIABLE}_FILE")):
        raise Misused(f"links of CloudFront need its private key: set {VARIABLE}_FILE")
    try:
        file = directory / path
        if file.stat().st_mode & 0o077:
            raise Misused(f"the file that {VARIABLE}_FILE names can be read by others: chmod 600")
        return file.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise Misused(f"the file that {VARIABLE}_FILE names cannot be read") from error
