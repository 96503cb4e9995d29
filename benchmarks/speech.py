"""How fast the embedded voices speak, how loud, and what they cost.

Run `python benchmarks/speech.py`. For each language, female and male: characters a second at rate
1.0 (the table of podcaster/text/pace.py), the largest sample, whether phonemes change language.
Then how long a script of four minutes takes, with the process it runs in.
"""

import time
from array import array
from statistics import mean

from paces import PARAGRAPHS

from podcaster.domain.learner import Gender
from podcaster.speech.engines.espeak_library import Library
from podcaster.speech.engines.espeak_speaking import Passage, speak
from podcaster.speech.runs import runs
from podcaster.speech.voices import voice_for
from podcaster.text.pace import characters_per_second, seconds_of
from podcaster.workers import Workers

GENDERS: tuple[Gender, ...] = ("female", "male")
PRELOAD = ["podcaster.speech.engines.espeak_speaking"]


def phonemes(text: str, language: str) -> str:
    library = Library()
    said = []
    for run in runs(text, language):
        voice = voice_for(run.language, None)
        assert voice is not None
        library.use_voice(voice.name)
        said.append(library.phonemes(run.text))
    return " ".join(said)


def paces(workers: Workers, language: str, text: str) -> None:
    seconds, peaks = [], []
    for gender in GENDERS:
        rate, (samples,) = workers.run(speak, [Passage(text, 1.0)], language, gender)
        seconds.append(len(samples) / 2 / rate)
        peaks.append(max(map(abs, array("h", samples))))
    wide = sum(ord(character) > 0x2E80 for character in text)
    of_others = (len(text) - wide) / characters_per_second("en") if wide else 0
    pace = (wide or len(text)) / (mean(seconds) - of_others)
    spread = abs(seconds[0] - seconds[1]) / mean(seconds)
    switches = workers.run(phonemes, text, language).count("(")
    estimate = seconds_of(text, language) / mean(seconds)
    print(
        f"{language:4} {pace:5.1f} characters/s, {mean(seconds):5.1f} s (table: {estimate:.0%}),"
        f" female and male differ by {spread:.1%}, peaks {peaks}, switches {switches}"
    )


def speed(workers: Workers, language: str) -> None:
    passage = Passage(PARAGRAPHS[language], 1.0)
    passages = [passage] * round(240 / seconds_of(passage.text, language))
    times, seconds = [], 0.0
    for _ in range(5):
        started = time.perf_counter()
        rate, spoken = workers.run(speak, passages, language, "female")
        times.append(time.perf_counter() - started)
        seconds = sum(map(len, spoken)) / 2 / rate
    print(f"{language}: {seconds:.0f} s of speech in {sorted(times)[2]:.2f} s, process included")


def main() -> None:
    with Workers(count=1, timeout=60, preload=PRELOAD) as workers:
        for language, text in PARAGRAPHS.items():
            paces(workers, language, text)
        for language in ("en", "ja"):
            speed(workers, language)


if __name__ == "__main__":
    main()
