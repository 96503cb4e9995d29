"""Sound that is not what was asked for."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace

from vendors.fault import ENGINES, Fault, changed, same
from vendors.sound import mp3, pcm, wav
from vendors.wire import Answer, json_answer


def _sound_of(good: Answer) -> bytes:
    if good.headers.get("Content-Type") == "application/json":
        return b64decode(good.json["audioContent"])
    return good.body


def with_sound(good: Answer, sound: bytes) -> Answer:
    if good.headers.get("Content-Type") == "application/json":
        return good.saying(audioContent=b64encode(sound).decode())
    return replace(good, body=sound)


def _is_mp3(good: Answer, sound: bytes) -> bool:
    kind = good.headers.get("Content-Type")
    return kind == "audio/mpeg" or (kind == "application/json" and sound[:1] == b"\xff")


def _remade(name: str, parts: Callable[[float], tuple[tuple[float, bool], ...]]) -> Fault:
    """The good sound's own format, saying other parts; given the good one's seconds."""

    def change(good: Answer) -> Answer:
        sound = _sound_of(good)
        if sound[:4] == b"RIFF":
            rate = int.from_bytes(sound[24:28], "little")
            return with_sound(good, wav(parts((len(sound) - 44) / 2 / rate), rate))
        if _is_mp3(good, sound):
            seconds = len(sound) / 6000
            return with_sound(good, mp3(parts(seconds), 24000))
        return with_sound(good, pcm(parts(len(sound) / 2 / 16000), 16000))

    return changed(name, ENGINES, change)


HALF_SILENT = _remade("HALF_SILENT", lambda s: ((s / 2, True), (s / 2, False)))
SILENT = _remade("SILENT", lambda s: ((s, False),))
TOO_SHORT_AUDIO = _remade("TOO_SHORT_AUDIO", lambda s: ((s / 4, True),))
TOO_LONG_AUDIO = _remade("TOO_LONG_AUDIO", lambda s: ((s * 4, True),))


def _halved(good: Answer) -> Answer:
    sound = _sound_of(good)
    return with_sound(good, sound[: len(sound) // 2 + 1])


def _other_format(good: Answer) -> Answer:
    sound = _sound_of(good)
    other = wav(((3.2, True),), 8000) if _is_mp3(good, sound) else mp3(((3.2, True),), 44100)
    return with_sound(good, other)


TRUNCATED_AUDIO = changed("TRUNCATED_AUDIO", ENGINES, _halved)
OTHER_FORMAT = changed("OTHER_FORMAT", ENGINES, _other_format)
NOISE = changed("NOISE", ENGINES, lambda good: with_sound(good, bytes(range(256)) * 40))
JSON_FOR_AUDIO = same(
    "JSON_FOR_AUDIO",
    **dict.fromkeys(ENGINES, json_answer({"detail": "internal error", "status": "failed"})),
)
"""An answer of 200 whose body is JSON, where sound is expected."""


WITHOUT_SOUND = changed("WITHOUT_SOUND", ENGINES, lambda good: with_sound(good, b""))
