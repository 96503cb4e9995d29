"""What a recording says of itself."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What a recording says of itself.

    `language` is a BCP 47 tag, `lyrics` the words of the script, `artist` empty for the album's.
    """

    title: str
    album: str
    day: date
    language: str
    lyrics: str
    artist: str = ""
