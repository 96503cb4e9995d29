"""Figures in running text: their values, whatever digits and separators, and their units."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Unit = Literal["percent", "points", "times", ""]

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+(?:[.,'’]\d+)*")
_THOUSANDS = re.compile(r"[.,'’](?=\d{3}(?!\d))|(?<=\d),(?=\d\d,)")
_ARABIC_MARKS = str.maketrans({"٫": ".", "٬": ",", "٪": "%"})
_POINTS = re.compile(
    r"[\s-]?(?:(?:percentage|percent|per cent|prozent|%)[\s-]?)?"
    r"(?:points?\b|punkte?n?\b|puntos?\b|pontos?\b|punti\b|punto\b|пункт|ポイント|포인트|个百分点"
    r"|個百分點|%p)"
    r"|\s?パーセントポイント|\s?퍼센트\s?포인트",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"\s?(?:%|per ?cent|pour ?cent|por ?ciento|por ?cento|prozent|procent|процент|パーセント"
    r"|퍼센트|प्रतिशत|बटा सौ|بالم|في الم)",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"[\s-]?(?:\w+\s)?(?:times|answers?|questions?|attempts?|mistakes?|errors?|lessons?|quizzes"
    r"|days?|out of"
    r"|veces|respuestas|preguntas|aciertos|fallos|errores|lecciones|días"
    r"|fois|réponses?|erreurs?|fautes?|leçons?|jours"
    r"|mal|fragen|antworten|fehler|lektionen|tagen?"
    r"|volte|risposte|domande|errori|vezes|respostas|perguntas|erros|dias"
    r"|раза?|ответ\w*|вопрос\w*|ошиб\w*|बार|सवाल\w*|उत्तर)\b"
    r"|\s?(?:回|問|点|日|次|道|题|分|天|번|회|문제|점|일)",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"\s?(?:\w+\s)?(?:days?\b|tagen?\b|jours\b|días\b|dias\b|giorni\b|дней\b|天|日|일|दिन|أيام|يوم"
    r"|dagen\b|dagar|dni\b|gün|ngày)",
    re.IGNORECASE,
)
_WEEKS = re.compile(
    r"\s?(?:\w+\s)?(?:weeks?\b|wochen?\b|semaines?\b|semanas?\b|settiman|недел|周|週|주|सप्ताह"
    r"|हफ़्त|أسب|weken"
    r"|veckor|tygodni|hafta|tuần)",
    re.IGNORECASE,
)
# The first letters of the months in many languages, January first.
_MONTHS = (
    "jan|ene|gen|янв|يناير|जन",
    "feb|fév|fev|фев|فبراير|फ़र|फर",
    "mar|mär|мар|مارس|मार्च",
    "apr|avr|abr|апр|أبريل|अप्रै",
    "may|mai|mag|мая|май|مايو|मई",
    "jun|juin|giu|июн|يونيو|जून",
    "jul|juil|lug|июл|يوليو|जुला",
    "aug|aoû|ago|авг|أغسطس|अगस्त",
    "sep|set|сен|سبتمبر|सितं",
    "oct|okt|ott|out|окт|أكتوبر|अक्टू",
    "nov|ноя|نوفمبر|नवं",
    "dec|déc|dez|dic|дек|ديسمبر|दिसं",
)
_MONTH = re.compile(
    r"(?:\d\W{{1,2}}(?:de |d[’']|th |st |nd |rd |of )?(?:{0})|\b(?:{0})\w*\.? \d)".format(
        "|".join(f"({each})" for each in _MONTHS)
    ),
    re.IGNORECASE,
)
_MONTH_NUMBER = re.compile(r"(\d{1,2})\s?[月월]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number written in digits.

    `readings` begins with the number without separators of thousands; where those are spaces, its
    parts follow, for they may be numbers of their own.
    """

    readings: tuple[str, ...]
    unit: Unit
    is_window: bool


def figures(text: str) -> Iterator[Figure]:
    """The numbers written in digits, with what they count."""
    line = _ascii_digits(text)
    if not _DIGIT.search(line):
        return
    for match in _NUMBER.finditer(line):
        found, end = match[0], match.end()
        whole = _plain(found.replace(" ", ""))
        parts = tuple(map(_plain, found.split())) if " " in found else ()
        is_window = (whole in ("7", "14") and bool(_DAYS.match(line, end))) or (
            whole in ("1", "2") and bool(_WEEKS.match(line, end))
        )
        yield Figure((whole, *parts), _unit(line, match.start(), end), is_window)


def months_named(text: str) -> frozenset[int]:
    """The months, 1 to 12, that stand beside a number in `text`."""
    line = _ascii_digits(text)
    if not _DIGIT.search(line):
        return frozenset()
    named = {int(month) for month in _MONTH_NUMBER.findall(line)}
    for match in _MONTH.finditer(line):
        named.update((index % 12) + 1 for index, group in enumerate(match.groups()) if group)
    return frozenset(named)


def _unit(line: str, start: int, end: int) -> Unit:
    if _POINTS.match(line, end):
        return "points"
    if _PERCENT.match(line, end) or line.endswith("百分之", 0, start):
        return "percent"
    return "times" if _TIMES.match(line, end) else ""


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    line = unicodedata.normalize("NFKC", text).translate(_ARABIC_MARKS)
    return _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), line)


def _plain(number: str) -> str:
    return _THOUSANDS.sub("", number).lstrip("0") or "0"
