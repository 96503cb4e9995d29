"""What mastering costs on top of the bare minimum: eSpeak, LAME's resampling and LAME.

    python benchmarks/mastering.py [--runs 5]

Bare and whole run in turns, each in a fresh process and timed after its imports, on the same text:
about 600 words, 3.6 minutes. Bare is what nobody can leave out: the same voice, resampled and
encoded with the same settings, into an MP3 without level, tags or proof. Seconds are CPU seconds
(median), because that is what a night of a thousand episodes is made of. Peak memory is that of a
process that speaks and masters such an episode, and one of six minutes.
"""

import argparse
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from podcaster.audio.encoding import QUALITY, encode
from podcaster.audio.joining import join
from podcaster.audio.levelling import level
from podcaster.audio.mastering import Tags, master
from podcaster.audio.options import AudioOptions
from podcaster.audio.probe import probe
from podcaster.audio.tagging import write_tags
from podcaster.domain.speech import Clip, Silence, Speech, SpokenSection, Voice
from podcaster.speech.engines.espeak_library import Library
from podcaster.speech.engines.espeak_speaking import Passage, speak
from podcaster.speech.voices import voice_for

T = TypeVar("T")
Seconds = dict[str, float]
OPTIONS = AudioOptions()
PARAGRAPH = (
    "Good morning, Maria. Last week you answered forty one questions about the past tense, and "
    "thirty two of them were right, which is eight more than the week before. Today we look at "
    "irregular verbs, because they gave you the most trouble. Teach becomes taught, and catch "
    "becomes caught."
)  # 50 words


class Stopwatch:
    """CPU seconds of named stages."""

    def __init__(self) -> None:
        self.seconds: Seconds = {}

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """What `work` makes; how long it took is kept under `stage`."""
        start = time.process_time()
        done = work()
        self.seconds[stage] = time.process_time() - start
        return done


def bare(paragraphs: int) -> Seconds:
    import lameenc

    def spoken() -> bytes:
        library = Library()
        library.use_voice(voice().name)
        return b"".join(library.say(PARAGRAPH, 160) for _ in range(paragraphs))

    def encoded() -> bytes:
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_channels(1)
        encoder.set_bit_rate(OPTIONS.bitrate_kbps)
        encoder.set_in_sample_rate(22050)
        encoder.set_out_sample_rate(OPTIONS.sample_rate)
        encoder.set_quality(QUALITY)
        return bytes(encoder.encode(pcm) + encoder.flush())

    watch = Stopwatch()
    pcm = watch.time("speech", spoken)
    watch.time("resample and encode", encoded)
    return watch.seconds


def whole(paragraphs: int) -> Seconds:
    watch = Stopwatch()
    speech = watch.time("speech", lambda: spoken(paragraphs))
    watch.time("mastering", lambda: master(speech, tags(paragraphs), OPTIONS))
    return watch.seconds


def stages(paragraphs: int) -> Seconds:
    speech, watch = spoken(paragraphs), Stopwatch()
    joined = watch.time("join", lambda: join(speech))
    pcm = joined.samples()
    levelled = watch.time(
        "loudness and limiter",
        lambda: level(pcm, speech.sample_rate, lufs=OPTIONS.loudness_lufs + 0.45, ceiling_db=-1.5),
    )
    audio = watch.time("resample and encode", lambda: encode(levelled, speech.sample_rate, OPTIONS))
    tag = watch.time(
        "tags",
        lambda: write_tags(
            tags(paragraphs), speech.voice, speech.engine, joined.chapters, joined.seconds
        ),
    )
    watch.time(
        "probe", lambda: probe(tag + audio, expected_seconds=joined.seconds, options=OPTIONS)
    )
    return watch.seconds


def memory(paragraphs: int) -> Seconds:
    speech = spoken(paragraphs)
    _, recording = master(speech, tags(paragraphs), OPTIONS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"peak MB": peak, "minutes": recording.duration_seconds / 60}


def spoken(paragraphs: int) -> Speech:
    rate, clips = speak([Passage(PARAGRAPH, 1.0)] * paragraphs, "en-US", "female")
    size = -(-paragraphs // 5)
    return Speech(
        engine="espeak",
        voice=voice(),
        sample_rate=rate,
        sections=tuple(
            SpokenSection(
                "lesson",
                f"Chapter {start // size + 1}",
                tuple(p for c in clips[start : start + size] for p in (Clip("", c), Silence(0.4))),
            )
            for start in range(0, paragraphs, size)
        ),
    )


def voice() -> Voice:
    found = voice_for("en-US", "female")
    assert found is not None
    return found


def tags(paragraphs: int) -> Tags:
    lyrics = "\n".join([PARAGRAPH] * paragraphs)
    return Tags(title="T", album="A", day=date(2026, 3, 9), language="en-US", lyrics=lyrics)


def apart(work: Callable[[int], Seconds], paragraphs: int) -> Seconds:
    """`work` in a process of its own, as each episode has one."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (paragraphs,))


def medians(runs: list[Seconds]) -> Seconds:
    return {stage: statistics.median(run[stage] for run in runs) for stage in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = range(parser.parse_args().runs)
    turns = [[apart(work, 12) for work in (bare, whole, stages)] for _ in runs]
    least, all_in, parts = (medians(list(column)) for column in zip(*turns, strict=True))
    kinds = {"bare": least, "whole": all_in}
    rows = [(f"  {stage}", seconds) for stage, seconds in parts.items()]
    rows += [(f"{name}: {s}", t) for name, run in kinds.items() for s, t in run.items()]
    print("600 words, 44.1 kHz, 64 kbit/s: CPU ms")
    for name, seconds in rows:
        print(f"{name:28} {1000 * seconds:6.0f}")
    floor, total = sum(kinds["bare"].values()), sum(kinds["whole"].values())
    proof = parts["loudness and limiter"] + parts["probe"]
    print(
        f"whole / bare: {total / floor:.2f}; without level and probe {(total - proof) / floor:.2f}"
    )
    for paragraphs in (12, 21):
        found = apart(memory, paragraphs)
        print(f"peak memory: {found['peak MB']:.0f} MB for {found['minutes']:.1f} minutes")


if __name__ == "__main__":
    main()
