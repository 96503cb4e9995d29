"""Which embedded voice is understood best, in English?

Run `python benchmarks/intelligibility.py [VOICE ...]`. Every voice reads three texts at the rates
of a beginner and of an expert, each is mastered into an MP3 as listeners get it, and a recogniser
listens: printed is the share of words it gets wrong, on the mean and in the worst text.
"""

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from listening import decoded, hear

from podcaster.audio.mastering import Tags, master
from podcaster.audio.options import AudioOptions
from podcaster.domain.speech import Clip, Speech, SpokenSection, Voice
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
f1 f2 f3 f4 f5 m1 m2 m3 m4 m5 m6 m7 m8
Andrea Annie anika belinda linda steph shelby Andy Michael
max quincy paul rob zac caleb edward Gene norbert Mike adam john klatt2 klatt4
klatt6 benjamin ed
"""
VOICES = ["en-us", *(f"en-us+{variant}" for variant in VARIANTS.split())]
KLATT = frozenset(
    ["caleb", "edward", "klatt", "klatt2", "klatt4", "klatt6"]
)  # louder by themselves


def speak(voice: str, texts: tuple[str, ...], pace: int) -> tuple[int, list[bytes]]:
    library = Library()
    library.use_voice(voice, 60 if voice.partition("+")[2] in KLATT else 160)
    return library.sample_rate, [library.say(text, pace) for text in texts]


def error_rates(workers: Workers, voice: str) -> list[float]:
    rates = []
    for pace in PACES:
        sample_rate, clips = workers.run(speak, voice, TEXTS, pace)
        for text, samples in zip(TEXTS, clips, strict=True):
            speech = Speech(
                engine="espeak",
                voice=Voice(voice, "female", "en-US"),
                sample_rate=sample_rate,
                sections=(SpokenSection("lesson", "", (Clip(text, samples),)),),
            )
            tags = Tags(title="", album="", day=date(2026, 11, 21), language="en", lyrics="")
            mp3, _ = workers.run(master, speech, tags, AudioOptions())
            rates.append(hear(decoded(mp3), text).word_error_rate)
    return rates


def main() -> None:
    rows = []
    with Workers(count=1, timeout=60, preload=["podcaster.audio.mastering"]) as workers:
        for voice in sys.argv[1:] or VOICES:
            rates = error_rates(workers, voice)
            rows.append((sum(rates) / len(rates), max(rates), voice))
            print(f"{rows[-1][0]:6.1%} {rows[-1][1]:6.1%} {voice}", flush=True)
    print("\n  mean  worst voice")
    for mean, worst, voice in sorted(rows):
        print(f"{mean:6.1%} {worst:6.1%} {voice}")


if __name__ == "__main__":
    main()
