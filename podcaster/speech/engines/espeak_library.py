"""eSpeak NG by way of ctypes, for a process that lives for one script.

The library keeps one global state, is not thread-safe and carries sound over from one call to
the next, so each script has a process of its own and this module is used in nothing else.
Constants and signatures are those of eSpeak NG 1.52, speak_lib.h and espeak_ng.h.
"""

import ctypes
import os
from ctypes import (
    CFUNCTYPE,
    POINTER,
    c_char_p,
    c_int,
    c_long,
    c_short,
    c_size_t,
    c_uint,
    c_void_p,
)
from typing import Any, Final

from podcaster.errors import Rejected, Unavailable

_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
_UTF_8 = 1
_END_PAUSE = 0x1000
_RATE, _VOLUME = 1, 2
_IPA = 2
_SEED = 1
_SLOWEST, _FASTEST = 80, 449  # beyond these eSpeak NG clamps, or hands over to another method

_Callback = CFUNCTYPE(c_int, POINTER(c_short), c_int, c_void_p)
_SIGNATURES: dict[str, list[Any]] = {  # result first
    "espeak_Initialize": [c_int, c_int, c_int, c_char_p, c_int],
    "espeak_ng_SetRandSeed": [c_int, c_long],
    "espeak_SetParameter": [c_int, c_int, c_int, c_int],
    "espeak_SetSynthCallback": [None, _Callback],
    "espeak_SetVoiceByName": [c_int, c_char_p],
    "espeak_Synth": [c_int, c_char_p, c_size_t, c_uint, c_int, c_uint, c_uint, c_void_p, c_void_p],
    "espeak_TextToPhonemes": [c_char_p, POINTER(c_char_p), c_int, c_int],
}


class Library:
    """The embedded engine, opened; `sample_rate` is in hertz.

    Unavailable where the engine or its language data is missing. Opening it moves the process
    into the directory of that data: eSpeak NG takes no path of 160 bytes or more, but any ".".
    """

    sample_rate: Final[int]

    def __init__(self) -> None:
        self._library, directory = _load()
        os.chdir(directory)
        self.sample_rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, b".", _DO_NOT_EXIT)
        if self.sample_rate <= 0:
            raise Unavailable(
                "the embedded voice finds no language data; reinstall espeakng-loader",
                kind="not_installed",
            )
        self._library.espeak_ng_SetRandSeed(_SEED)  # breath is noise, seeded from the clock if not
        self._samples = bytearray()
        self._callback = _Callback(self._take)  # kept, or it would be collected while in use
        self._library.espeak_SetSynthCallback(self._callback)

    def use_voice(self, name: str, volume: int = 100) -> None:
        """Speaks as `name`, such as `en-us+f5`, from now on; Rejected if there is no such voice.

        `volume` is in percent; above some figure, other for each voice, samples are cut off.
        """
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise Rejected(f"the embedded engine has no voice {name!r}", kind="no_voice")
        self._library.espeak_SetParameter(_VOLUME, volume, 0)

    def say(self, text: str, words_per_minute: int, *, pause_after: bool = False) -> bytes:
        """`text` as mono s16 samples; what is markup to others is plain text here.

        `pause_after` ends with the silence that a sentence is followed by.
        """
        self._samples.clear()
        pace = min(max(words_per_minute, _SLOWEST), _FASTEST)
        self._library.espeak_SetParameter(_RATE, pace, 0)
        data = _speakable(text)
        flags = _UTF_8 | (_END_PAUSE if pause_after else 0)
        status = self._library.espeak_Synth(data, len(data) + 1, 0, 0, 0, flags, None, None)
        if status != 0:
            raise Rejected(f"the embedded engine refused a text ({status})", kind="bad_audio")
        return bytes(self._samples)

    def phonemes(self, text: str) -> str:
        """How `text` would be spoken, in IPA; a change of language shows as `(en)`."""
        rest, clauses = c_char_p(_speakable(text)), []
        while rest.value:
            clauses.append(
                self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF_8, _IPA) or b""
            )
        return " ".join(clause.decode() for clause in clauses).strip()

    def _take(self, samples: Any, count: int, _events: int) -> int:
        if count > 0:
            self._samples += ctypes.string_at(samples, count * 2)
        return 0


def _load() -> tuple[ctypes.CDLL, str]:
    try:
        import espeakng_loader  # type: ignore[import-untyped]  # ships no types

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        directory = espeakng_loader.get_data_path()
    except (ImportError, OSError, RuntimeError) as error:
        raise Unavailable(
            "the embedded voice is not usable on this machine: it needs the package"
            f" espeakng-loader, which has no build for Alpine Linux ({error})",
            kind="not_installed",
        ) from error
    for name, (result, *arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library, directory


def _speakable(text: str) -> bytes:
    """UTF-8 without what would end the text early (NUL) or cannot be encoded (surrogates)."""
    return text.replace("\0", " ").encode("utf-8", "ignore")
