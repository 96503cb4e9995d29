"""Loudness: one gain for the whole speech, and a limiter only where a peak would pass."""

from podcaster.audio.errors import BadRecording
from podcaster.audio.limiting import limit
from podcaster.audio.measuring import loudness_of
from podcaster.audio.samples import Samples, amplitude, from_pcm

_NEAR_ENOUGH = 0.3  # LU
_EAGERNESS = 1.7  # of more gain the limiter takes its part again, with speech about two fifths
_WORTH_IT = 0.05  # of more gain is heard, or the limiter takes everything
_STEP = 12.0  # dB
_ROUNDS = 8
_NOTHING_TO_HEAR = -60.0  # LUFS; lifting that by 44 dB would make noise, not speech


def level(pcm: bytes, sample_rate: int, *, lufs: float, ceiling_db: float) -> Samples:
    """16-bit samples as floats at `lufs`, no peak of them above `ceiling_db` (dBFS).

    What the limiter takes away is given back by more gain; a voice of all peaks may end quieter.
    BadRecording if there is nothing to hear.
    """
    samples = from_pcm(pcm)
    missing = lufs - loudness_of(samples, sample_rate)
    if lufs - missing < _NOTHING_TO_HEAR:
        raise BadRecording("the speech is silent; have the script spoken again")
    gain, ceiling, eagerness, step = missing, amplitude(ceiling_db), _EAGERNESS, 0.0
    for attempt in range(_ROUNDS):
        from_pcm(pcm, gain, into=samples)
        limit(samples, sample_rate, ceiling)
        before, missing = missing, lufs - loudness_of(samples, sample_rate)
        if abs(missing) <= _NEAR_ENOUGH:
            break
        if attempt:  # from the second round on it is known what gain does
            heard = before - missing
            if heard / step < _WORTH_IT:
                break
            eagerness = step / heard
        step = max(-_STEP, min(eagerness * missing, _STEP))
        gain += step
    return samples
