"""Which embedded voice is understood best, in English?

Run `python benchmarks/intelligibility.py [VOICE ...]`. Every voice reads three texts at the rates
of a beginner and of an expert; a recogniser listens and the share of words it gets wrong is
printed, also after a detour through 16 kHz and a 64 kbit/s MP3 where lameenc takes it there.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import lameenc  # type: ignore[import-not-found]  # it has no types
from listening import at_16_khz, decoded, hear

from podcaster.speech.engines.espeak_library import Library
from podcaster.workers import Workers

TEXTS = (
    "Good morning, Sarah! This week you answered 12 questions and got 9 of them right. That is 75%,"
    " 8 points more than the week before. Your focus today is Past Tense Verbs, where you got 4"
    " out of 10. When something happened yesterday, we usually add the letters e d to the verb.",
    "Let us think about fractions. To add two fractions, first find a common denominator. Think of"
    " a pizza that is cut into twelve slices. A quarter of it is three slices, and a third is"
    " four. Together they make seven twelfths. Here is a question for you. What is one half"
    " plus one third? Take a moment to think. The answer is five sixths.",
    "Hello Kenji. On Wednesday you finished the lesson about photosynthesis, well done. Three items"
    " are ready for review tomorrow. Remember that plants take in carbon dioxide and water, and"
    " with the energy of light they make sugar and oxygen. Keep going, one small step every"
    " day is enough. See you tomorrow!",
)
PACES = (136, 168)
VARIANTS = """
f1 f2 f3 f4 f5 m1 m2 m3 m4 m5 m6 m7 m8 Andrea Annie anika belinda linda steph shelby Andy Michael
max quincy paul rob zac caleb edward Gene norbert Mike adam john klatt4
"""
VOICES = ["en-us", *(f"en-us+{variant}" for variant in VARIANTS.split())]


def speak(voice: str, texts: tuple[str, ...], pace: int) -> tuple[int, list[bytes]]:
    library = Library()
    library.use_voice(voice)
    return library.sample_rate, [library.say(text, pace) for text in texts]


def error_rates(workers: Workers, voice: str) -> list[float]:
    rates = []
    for pace in PACES:
        rate, clips = workers.run(speak, voice, TEXTS, pace)
        for text, clip in zip(TEXTS, clips, strict=True):
            heard = hear(at_16_khz(_through_mp3(clip, rate), 16_000), text)
            rates.append(heard.word_error_rate)
    return rates


def _through_mp3(samples: bytes, sample_rate: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(sample_rate)
    encoder.set_channels(1)
    encoder.set_quality(5)
    encoder.silence()
    return decoded(bytes(encoder.encode(samples) + encoder.flush()))


def main() -> None:
    rows = []
    with Workers(count=1, timeout=60) as workers:
        for voice in sys.argv[1:] or VOICES:
            rates = error_rates(workers, voice)
            rows.append((sum(rates) / len(rates), max(rates), voice))
            print(f"{rows[-1][0]:6.1%} {rows[-1][1]:6.1%} {voice}", flush=True)
    print("\n  mean  worst voice")
    for mean, worst, voice in sorted(rows):
        print(f"{mean:6.1%} {worst:6.1%} {voice}")


if __name__ == "__main__":
    main()
