"""One SELECT as an operator writes it: its comments, its quotes and the parameters it uses."""

import re
from dataclasses import dataclass

PARAMETERS = ("since", "until", "user_ids", "subject_ids")
"""What a query may ask for; the last two hold several values each: `IN :user_ids`."""
LISTS = ("user_ids", "subject_ids")

_PART = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<quoted>'[^']*(?:'|\Z)|\"[^\"]*(?:\"|\Z)|`[^`]*(?:`|\Z)|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)"
    r"|(?P<code>.)",
    re.DOTALL,
)
_PARAMETER = re.compile(r"(?<![:\w\\]):([A-Za-z_]\w*)(?![:\w])")
_TABLE = re.compile(r"\b(?:FROM|JOIN)\s+([\w.]+)", re.IGNORECASE)
_COMMON = re.compile(
    r"(?:\bWITH|,)\s+(?:RECURSIVE\s+)?(\w+)(?:\s*\([^()]*\))?\s+AS\s*\(", re.IGNORECASE
)
_PART_OF = re.compile(r"\w+\((?![^()]*\bSELECT\b)[^()]*\bFROM\b[^()]*\)", re.IGNORECASE)
"""As in EXTRACT(year FROM created_at)."""
_IN_BRACKETS = re.compile(rf"\(\s*(:(?:{'|'.join(LISTS)}))\s*\)")


class NoSelect(Exception):
    """The text is not one SELECT; its message says why."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT without comments, fit to stand in brackets.

    A colon inside quotes is escaped as SQLAlchemy's `text()` has it, so that only `parameters`
    are taken for such.
    """

    sql: str
    parameters: frozenset[str]


def statement(text: str) -> Statement:
    """The one SELECT in `text`; NoSelect if there is none, or more."""
    sql, code = _parts(text)
    sql, code = sql.strip().removesuffix(";").rstrip(), code.strip().removesuffix(";").rstrip()
    if not code:
        raise NoSelect("holds no query")
    if ";" in code:
        raise NoSelect("holds more than one statement")
    if not re.match(r"(?:select|with)\b", code, re.IGNORECASE):
        raise NoSelect("does not begin with SELECT or WITH")
    return Statement(sql, frozenset(_PARAMETER.findall(code)))


def tables_of(text: str) -> tuple[str, ...]:
    """The tables that a query reads, as it names them, in the order of the alphabet."""
    _, code = _parts(text)
    code = _PART_OF.sub("", code)
    return tuple(sorted({*_TABLE.findall(code)} - {*_COMMON.findall(code)}))


def _parts(text: str) -> tuple[str, str]:
    """The text without comments, and the same without what is quoted."""
    sql: list[str] = []
    code: list[str] = []
    for part in _PART.finditer(text):
        if part["comment"]:
            sql.append(" ")
            code.append(" ")
        elif part["quoted"]:
            sql.append(part["quoted"].replace(":", r"\:"))
            code.append("''")
        else:
            sql.append(part["code"])
            code.append(part["code"])
    return _IN_BRACKETS.sub(r"\1", "".join(sql)), "".join(code)
