"""Loudness: one gain for the whole speech, and a limiter only where a peak would pass."""

from podcaster.audio.errors import BadRecording
from podcaster.audio.limiting import limit
from podcaster.audio.measuring import loudness_of
from podcaster.audio.samples import Samples, amplitude, from_pcm, peak_of

_NEAR_ENOUGH = 0.3  # LU
_EAGERNESS = 1.7  # of more gain the limiter takes its part again, with speech about two fifths
_ROUNDS = 4
_NOTHING_TO_HEAR = -60.0  # LUFS; lifting that by 44 dB would make noise, not speech


def level(pcm: bytes, sample_rate: int, *, lufs: float, ceiling_db: float) -> Samples:
    """16-bit samples as floats at `lufs`, none of them above `ceiling_db` (dBFS).

    What the limiter takes away is given back by more gain; a voice of all peaks may end quieter.
    BadRecording if there is nothing to hear.
    """
    samples = from_pcm(pcm)
    missing = lufs - loudness_of(samples, sample_rate)
    if lufs - missing < _NOTHING_TO_HEAR:
        raise BadRecording("the speech is silent; have the script spoken again")
    gain, ceiling, eagerness = missing, amplitude(ceiling_db), _EAGERNESS
    for attempt in range(_ROUNDS):
        from_pcm(pcm, gain, into=samples)
        if peak_of(samples) <= ceiling:
            break
        limit(samples, sample_rate, ceiling)
        before, missing = missing, lufs - loudness_of(samples, sample_rate)
        if abs(missing) <= _NEAR_ENOUGH:
            break
        if attempt and before != missing:  # from the second round on it is known what gain does
            eagerness *= before / (before - missing)
        gain += eagerness * missing
    return samples
