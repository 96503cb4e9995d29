"""Something that is loud and soft like speech, and a Speech made of it."""

import math
import random
from array import array
from functools import lru_cache

from podcaster.domain.speech import Clip, Silence, Speech, SpokenSection, Voice

HEADINGS = ("Welcome", "Today's focus", "Practice")


@lru_cache(maxsize=32)
def babble(seconds: float, rate: int = 22050, peak: float = 0.5, seed: int = 1) -> bytes:
    """Syllables of a buzzing voice with hissing between them, as samples of a Clip."""
    chance = random.Random(seed)
    pitch, sound = 0.0, array("d")
    for n in range(int(seconds * rate)):
        at = n / rate
        syllable = max(0.0, math.sin(2 * math.pi * 3.1 * at)) ** 0.7
        pitch += 2 * math.pi * (120 + 25 * math.sin(2 * math.pi * 0.4 * at)) / rate
        buzz = sum(math.sin(k * pitch) / k for k in (1, 2, 3, 5, 8))
        hiss = chance.uniform(-0.3, 0.3) * (1 - syllable)
        sound.append(syllable * buzz + 0.2 * hiss)
    top = max(map(abs, sound))
    return array("h", (round(32767 * peak * x / top) for x in sound)).tobytes()


def tone(hertz: float, seconds: float, rate: int, peak: float = 1.0, phase: float = 0) -> bytes:
    """A sine as samples of a Clip."""
    step = 2 * math.pi * hertz / rate
    count = int(seconds * rate)
    return array(
        "h", (round(32767 * peak * math.sin(n * step + phase)) for n in range(count))
    ).tobytes()


def speech_of(*clips: bytes, rate: int = 22050, pause: float = 0.3) -> Speech:
    """One section for each clip; after each a pause."""
    return Speech(
        engine="arithmetic",
        voice=Voice("buzz", "female", "en"),
        sample_rate=rate,
        sections=tuple(
            SpokenSection("lesson", heading, (Clip(f"Words of {heading}.", clip), Silence(pause)))
            for heading, clip in zip(HEADINGS, clips, strict=False)
        ),
    )


def spoken(rate: int = 22050, peak: float = 0.5) -> Speech:
    """A short speech of three sections that is fit to be mastered."""
    return speech_of(
        babble(1.2, rate, peak),
        babble(1.7, rate, peak, seed=2),
        babble(0.9, rate, peak, seed=3),
        rate=rate,
    )


def affricates(seconds: float, rate: int = 22050) -> bytes:
    """Babble with short bursts that every sample misses the top of by 3 dB, as in a hard "z"."""
    samples = array("h", babble(seconds, rate, peak=0.2))
    length = rate // 50
    for start in range(rate // 4, len(samples) - length, rate // 2):
        for n in range(length):
            loud = 30000 * math.sin(math.pi * n / length)
            samples[start + n] = round(loud * math.sin(math.pi / 2 * n + math.pi / 4))
    return samples.tobytes()
