"""Speech in, a believed recording out."""

import hashlib
import math
import os
import subprocess
import sys
from array import array
from io import BytesIO

import miniaudio
import pytest
from mutagen.mp3 import MP3
from tones.bs1770 import integrated
from tones.voice import HEADINGS, affricates, babble, speech_of, spoken, tone

from podcaster.audio.encoding import encode
from podcaster.audio.errors import BadRecording
from podcaster.audio.frames import SAMPLES, count
from podcaster.audio.mastering import master
from podcaster.audio.options import AudioOptions
from podcaster.audio.samples import Samples, from_pcm
from podcaster.audio.tags import Tags
from podcaster.domain.speech import Clip, Recording, Silence, Speech, SpokenSection, Voice


def heard_elsewhere(mp3: bytes, rate: int) -> array:
    """What another decoder makes of it, as 16-bit samples."""
    return miniaudio.decode(mp3, nchannels=1, sample_rate=rate).samples


@pytest.mark.parametrize("peak", [0.02, 0.3, 1.0], ids=["quiet", "usual", "hot"])
def test_every_voice_ends_equally_loud_and_unclipped(
    peak: float, tags: Tags, options: AudioOptions
) -> None:
    mp3, recording = master(spoken(peak=peak), tags, options)
    samples = [n / 32768 for n in heard_elsewhere(mp3, 44100)]
    assert integrated(samples, 44100) == pytest.approx(-16, abs=1)
    assert recording.loudness_lufs == pytest.approx(integrated(samples, 44100), abs=0.1)
    assert recording.true_peak_dbtp <= -1
    assert max(map(abs, samples)) <= 10 ** (-1 / 20)


def test_a_voice_of_all_peaks_is_limited(tags: Tags, options: AudioOptions) -> None:
    clicks = array("h", babble(2.0, peak=0.15))
    for at in range(500, len(clicks), 900):
        clicks[at] = 32000
    _, recording = master(speech_of(clicks.tobytes()), tags, options)
    assert recording.loudness_lufs == pytest.approx(-16, abs=1)
    assert recording.true_peak_dbtp <= -1


def test_a_voice_that_peaks_between_its_samples_is_encoded_once(
    tags: Tags, options: AudioOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[bytes] = []

    def noted(samples: Samples, rate: int, options: AudioOptions) -> bytes:
        encoded.append(encode(samples, rate, options))
        return encoded[-1]

    monkeypatch.setattr("podcaster.audio.mastering.encode", noted)
    _, recording = master(speech_of(affricates(3.0)), tags, options)
    assert recording.loudness_lufs == pytest.approx(-16, abs=1)
    assert recording.true_peak_dbtp <= -1
    assert len(encoded) == 1


def test_what_the_encoder_takes_away_is_given_back(tags: Tags) -> None:
    # The bursts are at 12 kHz: loud until the encoder, short of bits, leaves them out.
    narrow = AudioOptions(bitrate_kbps=48, sample_rate=32000)
    _, recording = master(speech_of(affricates(4.0, 48000), rate=48000), tags, narrow)
    assert recording.loudness_lufs == pytest.approx(-16, abs=1)
    assert recording.true_peak_dbtp <= -1


@pytest.mark.parametrize("rate", [32000, 44100, 48000])
@pytest.mark.parametrize("source", [16000, 24000, 48000])
def test_the_recording_has_the_sample_rate_that_was_asked_for(
    rate: int, source: int, tags: Tags
) -> None:
    mp3, recording = master(spoken(rate=source), tags, AudioOptions(sample_rate=rate))
    told = MP3(BytesIO(mp3)).info
    assert (told.sample_rate, told.channels, told.bitrate) == (
        rate,
        1,
        pytest.approx(64000, abs=400),
    )
    assert recording.duration_seconds == pytest.approx(1.2 + 1.7 + 0.9 + 0.9 + 1.4, abs=0.1)


@pytest.mark.parametrize("rate", [32000, 44100, 48000])
@pytest.mark.parametrize("bitrate", [48, 56, 64, 80, 96, 112, 128, 160, 192])
def test_lame_takes_every_bit_rate_as_it_is(bitrate: int, rate: int) -> None:
    options = AudioOptions(bitrate_kbps=bitrate, sample_rate=rate)
    mp3 = encode(from_pcm(babble(0.8)), 22050, options)
    assert count(mp3, options) * SAMPLES / rate == pytest.approx(0.8, abs=0.12)


def test_a_low_rate_fits_into_a_high_bit_rate() -> None:
    options = AudioOptions(bitrate_kbps=192, sample_rate=48000)
    mp3 = encode(from_pcm(babble(1.0, 8000) * 12), 8000, options)
    assert count(mp3, options) * SAMPLES / 48000 == pytest.approx(12, abs=0.12)


def test_every_reader_tells_the_same_duration(mastered: tuple[bytes, Recording]) -> None:
    mp3, recording = mastered
    assert MP3(BytesIO(mp3)).info.length == pytest.approx(recording.duration_seconds, abs=0.001)
    heard = len(heard_elsewhere(mp3, 44100)) / 44100
    assert heard == pytest.approx(recording.duration_seconds, abs=0.06)


def test_the_recording_tells_size_and_digest_of_the_bytes(
    mastered: tuple[bytes, Recording],
) -> None:
    mp3, recording = mastered
    assert (recording.bytes, recording.sha256) == (len(mp3), hashlib.sha256(mp3).hexdigest())
    assert (recording.engine, recording.voice) == ("arithmetic", Voice("buzz", "female", "en"))


def test_chapters_and_cues_tell_where_the_clips_are(mastered: tuple[bytes, Recording]) -> None:
    _, recording = mastered
    starts = (0.4, 0.4 + 1.2 + 0.3, 0.4 + 1.2 + 0.3 + 1.7 + 0.3)
    lengths = (1.2, 1.7, 0.9)
    assert [c.title for c in recording.chapters] == list(HEADINGS)
    assert [c.start for c in recording.chapters] == pytest.approx((0, *starts[1:]), abs=1e-4)
    assert [c.start for c in recording.cues] == pytest.approx(starts, abs=1e-4)
    assert [c.end - c.start for c in recording.cues] == pytest.approx(lengths, abs=1e-4)
    assert recording.cues[0].text == "Words of Welcome."


def test_a_cue_is_heard_where_it_is_said_to_be(tags: Tags, options: AudioOptions) -> None:
    speech = speech_of(tone(600, 1, 22050, 0.5), tone(600, 1, 22050, 0.5), pause=1)
    mp3, recording = master(speech, tags, options)
    samples = heard_elsewhere(mp3, 44100)
    first = next(n for n, sample in enumerate(samples) if abs(sample) > 500) / 44100
    assert first == pytest.approx(recording.cues[0].start, abs=0.06)
    gap = samples[int(1.6 * 44100) : int(2.2 * 44100)]
    assert max(map(abs, gap)) < 50


def test_the_same_speech_makes_the_same_bytes_in_every_process(
    mastered: tuple[bytes, Recording], tags: Tags
) -> None:
    program = (
        "import sys, hashlib; from tones.voice import spoken\n"
        "from datetime import date\n"
        "from podcaster.audio.mastering import master\n"
        "from podcaster.audio.tags import Tags\n"
        "from podcaster.audio.options import AudioOptions\n"
        f"tags = Tags(title={tags.title!r}, album={tags.album!r}, day=date(2026, 3, 9),\n"
        f"    language='en-GB', lyrics={tags.lyrics!r})\n"
        "print(hashlib.sha256(master(spoken(), tags, AudioOptions())[0]).hexdigest())"
    )
    path = os.pathsep.join(p for p in sys.path if p)
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": path, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == mastered[1].sha256


@pytest.mark.parametrize("path", [{"PATH": ""}, {}], ids=["empty PATH", "no PATH"])
def test_nothing_is_said_on_a_machine_without_ffmpeg(path: dict[str, str]) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import podcaster.audio.mastering"],
        env={"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout + told.stderr == ""


def refused(speech: Speech, tags: Tags) -> str:
    with pytest.raises(BadRecording) as error:
        master(speech, tags, AudioOptions())
    return str(error.value)


def test_silent_speech_is_refused(tags: Tags) -> None:
    assert "silent" in refused(speech_of(bytes(2 * 22050)), tags)


def test_speech_that_falls_silent_is_refused(tags: Tags) -> None:
    dead = babble(1.0) + bytes(2 * 22050 * 5) + babble(1.0)
    assert "is silent for" in refused(speech_of(dead), tags)


def test_a_pause_that_the_script_asks_for_is_fine(tags: Tags, options: AudioOptions) -> None:
    _, recording = master(speech_of(babble(1.0), babble(1.0), pause=6), tags, options)
    assert recording.duration_seconds == pytest.approx(15.4, abs=0.1)


def test_clipped_speech_is_refused(tags: Tags) -> None:
    loud = array("h", babble(1.0, peak=1.0))
    clipped = array("h", (max(-32768, min(32767, 4 * sample)) for sample in loud))
    assert "clipped in" in refused(speech_of(clipped.tobytes()), tags)


@pytest.mark.parametrize("samples", [b"", b"\1\2\3"], ids=["empty", "half a sample"])
def test_a_broken_clip_is_refused(samples: bytes, tags: Tags) -> None:
    assert "bytes of sound" in refused(speech_of(babble(1.0), samples), tags)


def test_speech_without_a_clip_is_refused(tags: Tags) -> None:
    voice = Voice("buzz", "female", "en")
    sections = (SpokenSection("greeting", "Hello", (Silence(2),)),)
    speech = Speech(engine="x", voice=voice, sample_rate=22050, sections=sections)
    assert "no clip" in refused(speech, tags)


def test_times_do_not_drift_over_many_clips(tags: Tags, options: AudioOptions) -> None:
    clip = babble(0.1)
    parts = tuple(part for n in range(100) for part in (Clip(f"{n}", clip), Silence(1 / 30)))
    speech = Speech(
        engine="x",
        voice=Voice("buzz", "female", "en"),
        sample_rate=22050,
        sections=(SpokenSection("lesson", "All", parts),),
    )
    _, recording = master(speech, tags, options)
    samples = len(clip) // 2 + int(22050 / 30)
    assert math.isclose(recording.cues[-1].start, 0.4 + 99 * samples / 22050, abs_tol=1e-9)
