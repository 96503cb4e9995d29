"""What a recording says of itself."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3

from podcaster.audio.languages import iso_639_2
from podcaster.audio.tagging import after_tags, legible, write_tags
from podcaster.audio.tags import Tags
from podcaster.domain.speech import Chapter, Recording, Voice

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=200) | st.sampled_from(
    [
        "\ud800",
        "a\0b",
        "👩‍🏫 lesson",
        "שלום עולם",
        "مرحبا",
        "a/b",
        "\ufeffx",
        "\x85",
        "x\ud83d",
        "\uffff",
    ]
)
VOICE = Voice("en-us+f5", "female", "en-US")
CHAPTERS = (Chapter("Welcome", 0.4), Chapter("Focus", 61.25), Chapter("Goal", 200.0))


def written(**changed: str) -> bytes:
    fields = {"title": "T", "album": "A", "language": "en", "lyrics": "L"} | changed
    return write_tags(Tags(day=date(2026, 3, 9), **fields), VOICE, "espeak", CHAPTERS, 240.5)


def read(**changed: str) -> ID3:
    return ID3(BytesIO(written(**changed)), translate=False)


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_makes_valid_tags_that_read_back(title: str, lyrics: str) -> None:
    tags = read(title=title, lyrics=lyrics)
    assert str(tags.get("TIT2", "")) == " ".join(legible(title).split())
    assert [frame.text for frame in tags.getall("USLT")] == [legible(lyrics)]


@given(ANY_TEXT)
def test_legible_text_has_no_controls_or_surrogates_and_stays_as_it_is(text: str) -> None:
    clean = legible(text)
    assert legible(clean) == clean
    clean.encode("utf-8")
    assert not any(c < " " and c not in "\t\n" for c in clean)
    assert not any("\x7f" <= c <= "\x9f" for c in clean)


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_what_is_legal_is_kept(text: str) -> None:
    assert legible(text) == text


def test_a_player_finds_title_album_day_and_language() -> None:
    tags = read(title="Verbs", album="Your podcast", language="pt-BR")
    told = {key: str(tags[key]) for key in ("TIT2", "TALB", "TPE1", "TCON", "TLAN", "TYER", "TDAT")}
    assert told == {
        "TIT2": "Verbs",
        "TALB": "Your podcast",
        "TPE1": "Your podcast",
        "TCON": "Podcast",
        "TLAN": "por",
        "TYER": "2026",
        "TDAT": "0903",
    }
    assert ID3(BytesIO(written()))["TDRC"].text[0].text == "2026-03-09"


def test_the_artist_may_be_somebody_else() -> None:
    assert str(read(artist="Night School")["TPE1"]) == "Night School"


def test_lyrics_are_the_script(mastered: tuple[bytes, Recording], tags: Tags) -> None:
    lyrics = ID3(BytesIO(mastered[0])).getall("USLT")[0]
    assert (lyrics.text, lyrics.lang) == (tags.lyrics, "eng")


def test_chapters_begin_where_sections_do_and_end_where_the_next_begins() -> None:
    tags = read()
    (contents,) = tags.getall("CTOC")
    found = [tags[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [(str(c.sub_frames["TIT2"]), c.start_time, c.end_time) for c in found] == [
        ("Welcome", 400, 61250),
        ("Focus", 61250, 200000),
        ("Goal", 200000, 240500),
    ]
    assert contents.flags == 3  # top level and in order


def test_chapters_of_a_recording_are_those_of_its_record(
    mastered: tuple[bytes, Recording],
) -> None:
    mp3, recording = mastered
    found = sorted(ID3(BytesIO(mp3)).getall("CHAP"), key=lambda c: c.start_time)
    assert [c.start_time / 1000 for c in found] == pytest.approx(
        [chapter.start for chapter in recording.chapters], abs=0.001
    )
    assert found[-1].end_time / 1000 == pytest.approx(recording.duration_seconds, abs=0.1)


def test_it_is_said_that_the_voice_is_synthetic() -> None:
    tags = read()
    assert tags.getall("COMM")[0].text == ["The voice is synthetic: espeak en-us+f5"]
    assert tags["TXXX:SYNTHETIC_VOICE"].text == ["espeak en-us+f5"]


def test_the_tag_is_version_2_3_and_ends_where_it_says() -> None:
    tag = written()
    assert tag[:5] == b"ID3\x03\x00"
    assert after_tags(tag + b"audio") == b"audio"


def test_the_same_words_make_the_same_bytes() -> None:
    assert written() == written()


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("de-AT", "deu"),
        ("zh-Hant-TW", "zho"),
        ("cmn-CN", "cmn"),
        ("yue", "yue"),
        ("", "und"),
        ("xx", "und"),
        ("日本語", "und"),
    ],
)
def test_languages_have_three_letters(tag: str, code: str) -> None:
    assert iso_639_2(tag) == code
