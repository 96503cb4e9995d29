"""A recording that was touched is never believed."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tones.voice import babble, speech_of, tone

from podcaster.audio.encoding import encode
from podcaster.audio.errors import BadRecording
from podcaster.audio.joining import join
from podcaster.audio.options import AudioOptions
from podcaster.audio.probe import measure, probe
from podcaster.audio.samples import from_pcm
from podcaster.audio.tagging import after_tags, write_tags
from podcaster.audio.tags import Tags
from podcaster.domain.speech import Recording, Voice

OPTIONS = AudioOptions()


@pytest.fixture(scope="module")
def mp3(mastered: tuple[bytes, Recording]) -> bytes:
    return mastered[0]


@pytest.fixture(scope="module")
def frames(mp3: bytes) -> list[int]:
    """Where frames begin: the places that a header can be broken."""
    found, at = [], len(mp3) - len(after_tags(mp3))
    while at < len(mp3):
        found.append(at)
        at += 144 * 64000 // 44100 + (mp3[at + 2] >> 1 & 1)
    return found


def refused(mp3: bytes) -> None:
    with pytest.raises(BadRecording):
        measure(mp3, OPTIONS)


def test_a_whole_recording_is_believed(mastered: tuple[bytes, Recording]) -> None:
    mp3, recording = mastered
    measured = probe(mp3, expected_seconds=recording.duration_seconds, options=OPTIONS)
    assert measured.loudness_lufs == recording.loudness_lufs
    assert measured.true_peak_dbtp == recording.true_peak_dbtp


@given(st.data())
def test_a_recording_cut_anywhere_is_refused(mp3: bytes, data: st.DataObject) -> None:
    refused(mp3[: data.draw(st.integers(0, len(mp3) - 1))])


def test_a_recording_cut_between_two_frames_is_refused(mp3: bytes, frames: list[int]) -> None:
    for place in frames:
        refused(mp3[:place])


@given(st.data())
def test_a_recording_without_its_beginning_is_refused(mp3: bytes, data: st.DataObject) -> None:
    refused(mp3[data.draw(st.integers(1, len(mp3))) :])


@given(st.data(), st.integers(0, 31))
def test_one_flipped_bit_in_any_frame_header_is_refused(
    mp3: bytes, frames: list[int], data: st.DataObject, bit: int
) -> None:
    broken = bytearray(mp3)
    broken[data.draw(st.sampled_from(frames)) + bit // 8] ^= 1 << bit % 8
    refused(bytes(broken))


@given(st.binary(min_size=1, max_size=500))
def test_anything_after_the_last_frame_is_refused(mp3: bytes, more: bytes) -> None:
    refused(mp3 + more)


def test_a_json_body_at_the_end_or_instead_is_refused(mp3: bytes) -> None:
    body = json.dumps({"error": {"code": 500, "message": "internal"}}).encode()
    refused(mp3 + body)
    refused(body)
    refused(mp3[:4000] + body)


def test_a_lost_or_doubled_frame_is_refused(mp3: bytes, frames: list[int]) -> None:
    first, second = frames[20], frames[21]
    refused(mp3[:first] + mp3[second:])
    refused(mp3[:second] + mp3[first:])
    refused(mp3 + mp3[frames[-1] :])


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_without_another_error(data: bytes) -> None:
    refused(data)
    refused(b"ID3\x03\x00\x00\x00\x00\x00\x00" + data)


@settings(max_examples=40)
@given(st.data())
def test_a_flipped_bit_anywhere_raises_no_other_error(mp3: bytes, data: st.DataObject) -> None:
    broken = bytearray(mp3)
    broken[data.draw(st.integers(0, len(mp3) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        measure(bytes(broken), OPTIONS)
    except BadRecording as error:
        assert str(error).endswith("again")  # noqa: PT017  # it may as well have passed


@pytest.mark.parametrize("other", [AudioOptions(bitrate_kbps=96), AudioOptions(sample_rate=48000)])
def test_a_recording_of_other_options_is_refused(mp3: bytes, other: AudioOptions) -> None:
    with pytest.raises(BadRecording, match="break at byte 0"):
        measure(mp3, other)


@pytest.mark.parametrize("factor", [0.95, 1.05])
def test_a_duration_that_is_not_the_sum_of_the_parts_is_refused(
    mastered: tuple[bytes, Recording], factor: float
) -> None:
    mp3, recording = mastered
    with pytest.raises(BadRecording, match="its parts"):
        probe(mp3, expected_seconds=factor * recording.duration_seconds, options=OPTIONS)


def made_of(pcm: bytes) -> bytes:
    """An MP3 of samples as they are: what would come out if mastering were wrong."""
    tags = write_tags(_tags(), Voice("v", "male", "en"), "e", (), 1)
    return tags + encode(from_pcm(pcm), 22050, OPTIONS)


def _tags() -> Tags:
    return Tags(title="t", album="a", day=date(2026, 1, 1), language="en", lyrics="")


@pytest.mark.parametrize(
    ("pcm", "complaint"),
    [
        (babble(2.0, peak=0.05), "LUFS instead of -16"),
        (tone(500, 2.0, 22050, 1.0), "true peak"),
        (bytes(2 * 2 * 22050), "LUFS instead of -16"),
        (bytes(2 * 5 * 22050) + babble(2.0), "is silent for"),
    ],
    ids=["too quiet", "too loud", "silent", "silent for long"],
)
def test_sound_that_a_listener_would_complain_of_is_refused(pcm: bytes, complaint: str) -> None:
    with pytest.raises(BadRecording, match=complaint):
        probe(made_of(pcm), expected_seconds=len(pcm) / 44100, options=OPTIONS)


def test_the_longest_pause_is_the_longest_between_clips() -> None:
    joined = join(speech_of(babble(0.5), babble(0.5), pause=2.5))
    assert joined.longest_pause == pytest.approx(3.5, abs=0.001)  # the last one and the room after
