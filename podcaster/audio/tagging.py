"""ID3v2.3: what players show of a recording, with chapters and the script as lyrics.

Version 2.3 because every player reads it. Nothing here depends on when, where or for whom it is
written: the same words make the same bytes.
"""
# The frames of mutagen have no types.
# mypy: disable-error-code="no-untyped-call"

import re
from collections.abc import Sequence
from io import BytesIO

from mutagen import id3

from podcaster.audio.errors import BadRecording
from podcaster.audio.languages import iso_639_2
from podcaster.audio.tags import Tags
from podcaster.domain.speech import Chapter, Voice

_HEADER = 10
_UNFIT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legible(text: str) -> str:
    """`text` without what XML 1.0 has no place for: control characters and lone surrogates."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def write_tags(
    tags: Tags, voice: Voice, engine: str, chapters: Sequence[Chapter], seconds: float
) -> bytes:
    """The tag that goes in front of the audio; a chapter ends where the next begins."""
    language = iso_639_2(tags.language)
    spoken_by = f"{engine} {voice.name}"
    frames = [
        id3.TIT2(encoding=1, text=_line(tags.title)),
        id3.TALB(encoding=1, text=_line(tags.album)),
        id3.TPE1(encoding=1, text=_line(tags.artist or tags.album)),
        id3.TCON(encoding=1, text="Podcast"),
        id3.TLAN(encoding=0, text=language),
        id3.TYER(encoding=0, text=f"{tags.day:%Y}"),
        id3.TDAT(encoding=0, text=f"{tags.day:%d%m}"),
        id3.USLT(encoding=1, lang=language, desc="", text=legible(tags.lyrics)),
        id3.COMM(
            encoding=1, lang="eng", desc="", text=_line(f"The voice is synthetic: {spoken_by}")
        ),
        id3.TXXX(encoding=1, desc="SYNTHETIC_VOICE", text=_line(spoken_by)),
        *_chapter_frames(chapters, seconds),
    ]
    container = id3.ID3()
    for frame in frames:
        container.add(frame)
    written = BytesIO()
    container.save(written, v1=0, v2_version=3, padding=lambda _: 0)
    return written.getvalue()


def after_tags(mp3: bytes) -> bytes:
    """The frames of `mp3`, without the tag in front; BadRecording if there is no such tag."""
    head = mp3[:_HEADER]
    if len(head) < _HEADER or head[:6] != b"ID3\x03\x00\x00" or max(head[6:]) > 0x7F:
        raise BadRecording("the recording does not begin with its tag; make it again")
    size = 0
    for byte in head[6:]:
        size = size << 7 | byte
    return mp3[_HEADER + size :]


def _line(text: str) -> str:
    return " ".join(legible(text).split())


def _chapter_frames(chapters: Sequence[Chapter], seconds: float) -> list[id3.CTOC | id3.CHAP]:
    starts = [_milliseconds(chapter.start) for chapter in chapters]
    ends = [*starts, _milliseconds(seconds)][1:]
    names = [f"chapter{number}" for number in range(1, len(chapters) + 1)]
    listed = id3.CTOC(
        element_id="contents",
        flags=id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED,
        child_element_ids=names,
        sub_frames=[],
    )
    return [
        listed,
        *(
            id3.CHAP(
                element_id=name,
                start_time=start,
                end_time=end,
                start_offset=0xFFFFFFFF,  # times count, not bytes
                end_offset=0xFFFFFFFF,
                sub_frames=[id3.TIT2(encoding=1, text=_line(chapter.title))],
            )
            for name, start, end, chapter in zip(names, starts, ends, chapters, strict=True)
        ),
    ]


def _milliseconds(seconds: float) -> int:
    return round(1000 * seconds)
