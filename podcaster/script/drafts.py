"""A text that should be a script: unwrapped, parsed and put through the gates."""

import re
from collections.abc import Sequence

from podcaster.domain.brief import Brief
from podcaster.domain.script import Script
from podcaster.errors import Rejected
from podcaster.script.calling import with_token
from podcaster.script.gates import check
from podcaster.script.layout import NoScript, parse
from podcaster.script.options import ScriptOptions
from podcaster.text.clean import clean_line

_FENCED = re.compile(r"```[\w-]*[ \t]*\n(.*?)\n?```", re.DOTALL)
_MOST_PROBLEMS, _LONGEST_PROBLEM = 12, 200


class Unfit(Rejected):
    """A draft that is no script (`layout`), or one that may not be spoken (`gate`)."""

    def __init__(self, message: str, *, kind: str, draft: str, problems: Sequence[str]) -> None:
        """`problems` says what was wrong with `draft`, each in one clause."""
        super().__init__(message, kind=kind)
        self.draft, self.problems = draft, tuple(problems)


def judged(
    text: str, brief: Brief, options: ScriptOptions, writer: str, *, may_name: bool = False
) -> Script:
    """The script for `brief` that `text` lays out; Unfit where it is none, or not a good one.

    White space around it and one fence of backticks are no matter. `writer` is whom to name.
    One who `may_name` the learner may call them by their name; the token stands there then.
    """
    try:
        script = parse(_unwrapped(text), brief.language)
        script = with_token(script, brief.name) if may_name else script
    except NoScript as error:
        raise _unfit(text, "layout", error.problems, writer) from None
    if problems := check(script, brief, options):
        raise _unfit(text, "gate", problems, writer)
    return script


def _unwrapped(text: str) -> str:
    text = text.removeprefix("\ufeff").strip()
    fenced = _FENCED.fullmatch(text)
    return fenced[1] if fenced else text


def _unfit(draft: str, kind: str, problems: Sequence[str], writer: str) -> Unfit:
    told = [clean_line(problem, _LONGEST_PROBLEM) for problem in problems[:_MOST_PROBLEMS]]
    if more := len(problems) - len(told):
        told.append(f"and {more} more")
    return Unfit(
        f"the script of {writer} is not good: {'; '.join(told)}",
        kind=kind,
        draft=draft,
        problems=told,
    )
