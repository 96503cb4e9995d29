"""Where a bucket is: its service's endpoint and region.

Facts: boto3, "Configuration"; DigitalOcean, "Spaces API: Using AWS S3 SDKs".
"""

from podcaster.errors import Misused
from podcaster.remote import aws
from podcaster.remote.credentials import Credentials
from podcaster.storage.options import S3Options, SpacesOptions, place_url

BucketKind = S3Options | SpacesOptions

SPACES_REGION = "DO_SPACES_REGION"
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_ANY_REGION = "us-east-1"
"""What services sign with that have no regions."""


def region_of(options: BucketKind, credentials: Credentials) -> str:
    """The region that requests are signed for; "" where nobody says."""
    if isinstance(options, SpacesOptions):
        told = options.region or credentials.text(SPACES_REGION)
        return told or (_ANY_REGION if options.endpoint_url else "")
    told = aws.region_of(options.region, options.profile, credentials)
    return told or (_ANY_REGION if endpoint_of(options, credentials) else "")


def endpoint_of(options: BucketKind, credentials: Credentials) -> str:
    """Scheme, host and port of the service; "" for AWS itself.

    Misused where the environment's is no URL, or holds a password, which would be told in errors.
    """
    if options.endpoint_url:
        return options.endpoint_url
    if isinstance(options, SpacesOptions):
        return f"https://{region_of(options, credentials)}.digitaloceanspaces.com"
    try:
        return place_url(credentials.text(*_ENDPOINTS))
    except ValueError as error:
        raise Misused(f"{' or '.join(_ENDPOINTS)} {error}") from None
