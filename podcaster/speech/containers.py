"""WAV and MP3 as their bytes tell: whole or cut off. Decoders pass over what is missing.

WAV is that of "Multimedia Programming Interface and Data Specifications 1.0"; MP3 frames are
those of ISO/IEC 11172-3, 2.4.1, and 13818-3, 2.4.1, for the lower sample rates.
"""

import struct

_UNKNOWN = 0x7FFF0000
"""From here on a size is not one, but what a stream has where it does not know its own."""
_BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG-1
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG-2
    0: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG-2.5
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_LAYER_3 = 1
_PCM = 1  # wFormatTag
_ID3V1_BYTES = 128


class Damaged(Exception):
    """What is wrong with a body, as what its sender did."""


def mended_wav(body: bytes) -> bytes:
    """`body`, a WAV, with true sizes where it was streamed with none; Damaged if it is cut off."""
    at = 12
    while at + 8 <= len(body):
        name, size = struct.unpack_from("<4sI", body, at)
        left = len(body) - at - 8
        if name == b"data":
            return body if 0 < size < _UNKNOWN and _is_whole(size, left) else _sized(body, at, left)
        at += 8 + size + size % 2
    raise Damaged("sent a WAV without sound in it")


def plain_samples(wav: bytes, rate: int) -> bytes | None:
    """The samples of a whole WAV if they are mono, of 16 bits and of `rate` hertz; else None."""
    at, is_plain = 12, False
    while at + 8 <= len(wav):
        name, size = struct.unpack_from("<4sI", wav, at)
        at += 8
        if name == b"fmt " and size >= 16:
            tag, channels, told, _, _, bits = struct.unpack_from("<HHIIHH", wav, at)
            is_plain = (tag, channels, told, bits) == (_PCM, 1, rate, 16)
        if name == b"data":
            return wav[at : at + size] if is_plain and size % 2 == 0 else None
        at += size + size % 2
    return None


def _is_whole(size: int, left: int) -> bool:
    if size > left:
        raise Damaged(f"sent {left} of {size} bytes of sound: it was cut off")
    return True


def _sized(body: bytes, at: int, left: int) -> bytes:
    mended = bytearray(body)
    struct.pack_into("<I", mended, 4, len(body) - 8)
    struct.pack_into("<I", mended, at + 4, left)
    return bytes(mended)


def check_mp3(body: bytes) -> None:
    """Damaged unless `body` is whole frames of sound to its last byte, but for tags."""
    at, end = _after_id3(body), len(body)
    if body[-_ID3V1_BYTES:].startswith(b"TAG"):
        end -= _ID3V1_BYTES
    first, frames = at, 0
    while at < end:
        length = _frame_length(int.from_bytes(body[at : at + 4], "big"))
        if not length:
            raise Damaged(f"sent sound with a break at byte {at}")
        at += length
        frames += 1
    if at != end or frames < _frames_told(body[first : first + 200]):
        raise Damaged("sent sound that was cut off")


def _after_id3(body: bytes) -> int:
    """Where frames begin: the size of an ID3v2 tag has seven bits to the byte."""
    if not body.startswith(b"ID3"):
        return 0
    size = 0
    for byte in body[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame_length(header: int) -> int:
    """Bytes of the frame that `header` begins; 0 if it begins none of Layer III."""
    version, layer = header >> 19 & 3, header >> 17 & 3
    bitrate, rate = header >> 12 & 15, header >> 10 & 3
    if header >> 21 != 0x7FF or version == 1 or layer != _LAYER_3 or bitrate in (0, 15):
        return 0
    if rate == 3:
        return 0
    factor = 144_000 if version == 3 else 72_000
    return factor * _BITRATES[version][bitrate] // _RATES[version][rate] + (header >> 9 & 1)


def _frames_told(first: bytes) -> int:
    """How many frames the first one says that follow it, by its Xing or Info tag; 0 if it does not.

    LAME's documentation, "The Xing/Info tag".
    """
    at = max(first.find(b"Xing"), first.find(b"Info"))
    if at < 0 or len(first) < at + 12 or not first[at + 7] & 1:
        return 0
    return int.from_bytes(first[at + 8 : at + 12], "big")
