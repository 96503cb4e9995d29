"""Which texts of a learner's record may be spoken: words, never ids, links or leftover markup.

Each function gives the cleaned text, or "" where a listener would make no sense of it. Leaving a
text out is always safe; reading an id or a link aloud never is.
"""

import re

from podcaster.text.clean import clean_line

TITLE_LIMIT = 120
"""Characters; longer titles are descriptions, and a title that is cut is not the title."""
QUESTION_LIMIT = 200
"""Characters, about 14 seconds of speech: nobody holds a longer question in mind by ear."""
ANSWER_LIMIT = 200

_LINK = re.compile(r"://|\bwww\.|\S@\S+\.\S|\w\.(?:com|net|org|edu|info)\b", re.I)
_MARKUP = re.compile(
    r"[{}\\`]"  # placeholders, LaTeX, code
    r"|\$[^\s$](?:[^$]*[^\s$])?\$"  # formulas; "$5 and $6" is none
    r"|\*\*|~~|\]\("  # Markdown
    r"|<\s*(?:img|audio|video|svg|iframe|object|table|pre|code)\b",  # something to look at
    re.I,
)
# "x<y and y>z" is a sentence.
_TAG_LEFT = re.compile(r"</?[a-z][\w:-]*(?:\s[^<>]*=[^<>]*)?\s*/?>|&#?\w+;", re.I)
_KEYS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}",  # UUIDs
        r"(?=.*\d)[0-9a-f]{8,}",  # hexadecimal
        r"(?=[a-z]*\d+[a-z]+\d)[a-z0-9]{12,}",  # random letters and digits
        r"[a-z0-9.:/-]+(?:_[a-z0-9.:/-]+)+",  # lesson_12, but not a blank to fill in
        r"(?:id|pk|uid|uuid)\W*\d+",
        r"(?:user|subject|quiz|question|item|tag|option)[#:=./-]*\d+",
    )
)
# Slugs are in small letters: "past-tense-2" and "all-about-verbs", but not "TOEIC-600".
_SLUG = re.compile(r"(?=.*\d|(?:[^-]*-){2})[a-z0-9]+(?:[-:./][a-z0-9]+)+")
_PLACEHOLDERS = frozenset(
    {"n/a", "nan", "nil", "none", "null", "undefined", "unknown", "unknown item", "untitled"}
)
# What can only be answered by looking or listening, in the languages platforms often hold.
_NEEDS_MORE_THAN_WORDS = re.compile(
    r"\b(?:pictures?|images?|photos?|photographs?|pictured|diagrams?|figures?|illustrations?"
    r"|screenshots?|audio|recordings?|videos?|clips?|listen (?:to|and)|hear in)\b"
    r"|\bthe (?:charts?|graphs?|maps?|tables?|passages?|paragraphs?|dialogues?|texts?)\b"
    r"|\b(?:according to the|(?:shown|given|listed|sentences?|words?|text) (?:above|below))\b"
    r"|\b(?:im[aá]gen(?:es)?|fotos?|fotograf[ií]as?|dibujos?|escuch[ae]|audios?)\b"
    r"|\b(?:dessins?|écoutez?|enregistrements?)\b"
    r"|\b(?:bild(?:er|es|ern)?|abbildung(?:en)?|hören sie|höre)\b"
    r"|画像|写真|イラスト|音声|録音|動画|ビデオ|[下上次]の?図|図[をのにでは]|絵[をのにで]|聞いて|聴いて"
    r"|图片|圖片|照片|[下上]图|图中|录音|錄音|音频|音頻|视频"
    r"|그림|사진|이미지|오디오|음성|들으",
    re.I,
)


def speakable_title(text: str) -> str:
    """A title, a subject or a quiz by its name."""
    line = _clean(text, TITLE_LIMIT)
    has_words = any(map(str.isalpha, line))
    return line if has_words and not _is_id(line) and line.casefold() not in _PLACEHOLDERS else ""


def speakable_question(text: str) -> str:
    """A question that can be asked by voice alone."""
    line = _clean(text, QUESTION_LIMIT)
    is_question = any(map(str.isalnum, line)) and not line.isdecimal() and not _is_id(line)
    return line if is_question and not _NEEDS_MORE_THAN_WORDS.search(line) else ""


def speakable_answer(text: str) -> str:
    """An answer, which may be a number, a date or a compound."""
    line = _clean(text, ANSWER_LIMIT)
    is_answer = any(map(str.isalnum, line)) and (line.isdecimal() or not _is_key(line))
    return line if is_answer else ""


def _clean(text: str, limit: int) -> str:
    if len(text) > 20 * limit or _MARKUP.search(text):
        return ""
    line = clean_line(text, 10 * limit)
    is_unfit = len(line) > limit or _LINK.search(line) or _TAG_LEFT.search(line)
    return "" if is_unfit else line


def _is_id(line: str) -> bool:
    return _is_key(line) or _SLUG.fullmatch(line) is not None


def _is_key(line: str) -> bool:
    return any(pattern.fullmatch(line) for pattern in _KEYS)
