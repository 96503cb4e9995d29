"""MPEG-1 Layer III frames: what is in them, walked to the last byte (ISO/IEC 11172-3, 2.4.1)."""

import struct

from podcaster.audio.errors import BadRecording
from podcaster.audio.options import AudioOptions

SAMPLES = 1152
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192)
_RATES = (44100, 48000, 32000)
_MONO_LAYER_3 = 0xFFFB00C4  # sync, MPEG-1, Layer III, no checksum; one channel, original
_PADDING = 0x200
_SIDE_BYTES = 17
_INFO_FLAGS = 0b0111  # frames, bytes and table of contents are there
_INFO = struct.Struct(">4sIII100s")


def count(audio: bytes, options: AudioOptions) -> int:
    """How many frames of sound `audio` holds, after its Info frame and without any tag.

    BadRecording unless every frame is one of `options`, the last one is whole, nothing follows it,
    and the Info frame says the same: a recording that was cut or added to never passes.
    """
    found = _walk(audio, options)
    at = 4 + _SIDE_BYTES
    if len(audio) < at + _INFO.size:
        raise BadRecording("the recording ends before its first frame; make it again")
    word, flags, frames, size, _ = _INFO.unpack_from(audio, at)
    if (word, flags) != (b"Info", _INFO_FLAGS):
        raise BadRecording("the recording does not say how long it is; make it again")
    if (frames, size) != (found - 1, len(audio)):
        raise BadRecording(
            f"the recording holds {found - 1} frames in {len(audio)} bytes and was made with "
            f"{frames} in {size}; make it again"
        )
    return int(frames)


def info_frame(audio: bytes, options: AudioOptions) -> bytes:
    """A silent frame that tells players, and the probe, how much sound follows it.

    The table of contents is a straight line: at a constant bit rate time is place.
    """
    length = _length(_header(options), options)
    table = bytes(256 * percent // 100 for percent in range(100))
    fields = (b"Info", _INFO_FLAGS, _walk(audio, options), length + len(audio), table)
    frame = struct.pack(">I", _header(options)) + bytes(_SIDE_BYTES) + _INFO.pack(*fields)
    return frame.ljust(length, b"\0")


def _walk(audio: bytes, options: AudioOptions) -> int:
    header, at, frames = _header(options), 0, 0
    lengths = {word: _length(word, options) for word in (header, header | _PADDING)}
    while at < len(audio):
        length = lengths.get(int.from_bytes(audio[at : at + 4], "big"))
        if length is None:
            raise BadRecording(f"the recording has a break at byte {at}; make it again")
        at += length
        frames += 1
    if at != len(audio):
        raise BadRecording(f"the recording lacks its last {at - len(audio)} bytes; make it again")
    return frames


def _header(options: AudioOptions) -> int:
    bitrate, rate = _BITRATES.index(options.bitrate_kbps), _RATES.index(options.sample_rate)
    return _MONO_LAYER_3 | bitrate << 12 | rate << 10


def _length(header: int, options: AudioOptions) -> int:
    padding = 1 if header & _PADDING else 0
    return 144 * 1000 * options.bitrate_kbps // options.sample_rate + padding
