"""What a QuirkyS3 does otherwise than AWS; all off at first."""

from dataclasses import dataclass, field


@dataclass
class Quirks:
    """Whoever holds it changes it while the server runs.

    `refuse_trailers`: aws-chunked bodies and CRC headers are a 501, as at R2 and Spaces once.
    `demand_md5`: whatever has a body needs Content-MD5. `ignore_condition`: If-None-Match is as
    nothing; `refuse_condition`: it is a 501. `etag`: "md5", "opaque", "other", which looks like
    an MD5 and is none, or "sent", which repeats what was sent whatever is kept. `flip`, `halve`,
    `lose`: what becomes of bytes that are put, once they have been acknowledged. `cut_answers`: so
    many bodies break off in the middle. `redirect_to`: a 307 to that URL; `region`: requests that
    are signed for another are sent back with its name. `failures` are answered first, one a
    request: status, code, and whether what was asked is done all the same. `knows_no_versions`:
    whether it keeps versions is a 501.
    """

    refuse_trailers: bool = False
    demand_md5: bool = False
    ignore_condition: bool = False
    refuse_condition: bool = False
    etag: str = "md5"
    flip: bool = False
    halve: bool = False
    lose: bool = False
    cut_answers: int = 0
    redirect_to: str = ""
    region: str = ""
    bucket_is_missing: bool = False
    deletes_are_denied: bool = False
    knows_no_versions: bool = False
    failures: list[tuple[int, str, bool]] = field(default_factory=list)
    page: int = 1000

    def kept(self, body: bytes) -> bytes:
        """What is stored in place of `body`."""
        body = body[: len(body) // 2] if self.halve else body
        return bytes([body[0] ^ 1]) + body[1:] if self.flip and body else body
