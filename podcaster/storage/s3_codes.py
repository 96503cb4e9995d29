"""What S3 and services like it call their refusals, and what to do about each.

Facts: Amazon S3 API Reference, "Error responses"; those with X in front are MinIO's.
"""

ABSENT = frozenset({"404", "NoSuchKey"})
OCCUPIED = frozenset({"412", "PreconditionFailed"})
BUSY = frozenset(
    {"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "OperationAborted"}
    | {"Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"}
    | {"ConditionalRequestConflict", "BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch"}
    | {"XAmzContentChecksumMismatch", "408", "409", "429", "500", "502", "503", "504"}
)
FULL = frozenset(
    {"QuotaExceeded", "ServiceQuotaExceeded", "StorageFull", "InsufficientStorage", "507"}
    | {"XMinioStorageFull", "XMinioStorageQuotaExceeded"}
)
_RIGHTS = (
    "may not do this: give the key s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and "
    "s3:DeleteObject on what is in it"
)
_REGION = "says that the bucket is elsewhere: set its region, or endpoint_url"
_KEY = "does not know the access key, or no longer: set its keys anew"
_CHECKSUM = "does not take this kind of checksum: set checksum to when_required or when_supported"
_ENCRYPTION = "cannot use the encryption key: look at kms_key_id and at who may use it"
ADVICE = {
    "NoSuchBucket": "has no such bucket: make it, or correct its name",
    "InvalidBucketName": "says that this is no name of a bucket: correct it",
    "AccessDenied": _RIGHTS,
    "AllAccessDisabled": _RIGHTS,
    "403": _RIGHTS,
    "Forbidden": _RIGHTS,
    "InvalidAccessKeyId": _KEY,
    "InvalidToken": _KEY,
    "ExpiredToken": _KEY,
    "TokenRefreshRequired": _KEY,
    "InvalidSecurity": _KEY,
    "401": _KEY,
    "400": "cannot read a request: look at keys, region and this machine's clock",
    "SignatureDoesNotMatch": "does not accept the signature: copy the secret key anew",
    "RequestTimeTooSkewed": "says that this machine's clock is wrong: set it, best by NTP",
    "RequestExpired": "says that this machine's clock is wrong: set it, best by NTP",
    "AccessControlListNotSupported": "takes no ACL: leave acl empty",
    "AuthorizationHeaderMalformed": _REGION,
    "PermanentRedirect": _REGION,
    "TemporaryRedirect": _REGION,
    "Redirect": _REGION,
    "IllegalLocationConstraintException": _REGION,
    **dict.fromkeys(("301", "302", "303", "307", "308"), _REGION),
    "MissingContentMD5": _CHECKSUM,
    "InvalidDigest": _CHECKSUM,
    "NotImplemented": "cannot do this: leave out sse and acl, and set checksum to when_required",
    "501": "cannot do this: leave out sse and acl, and set checksum to when_required",
    "KMS.DisabledException": _ENCRYPTION,
    "KMS.NotFoundException": _ENCRYPTION,
    "KMS.InvalidStateException": _ENCRYPTION,
    "InvalidObjectState": "has put this object into an archive: restore it first",
    "KeyTooLongError": "takes no key of this length: shorten the prefix",
}
