"""MP3 to samples, by libsndfile: it has wheels for every machine that LAME has them for."""

from io import BytesIO

import soundfile  # type: ignore[import-untyped]  # it has no types

from podcaster.audio.errors import BadRecording
from podcaster.audio.samples import Samples


def decode(mp3: bytes) -> tuple[Samples, int]:
    """The sound of a mono MP3 and its sample rate in hertz; BadRecording if it cannot be read."""
    try:
        samples, sample_rate = soundfile.read(BytesIO(mp3), dtype="float32")
    except (soundfile.SoundFileError, RuntimeError) as error:
        raise BadRecording("the recording cannot be decoded; make it again") from error
    return samples, sample_rate
