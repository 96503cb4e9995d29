"""A learner's own name in a text of the operator's, seen as the token for it."""

import re
from dataclasses import replace

from podcaster.domain.script import Say, Script, Section
from podcaster.script.leftovers import guessed_name
from podcaster.script.naming import NAME_TOKEN
from podcaster.script.spans import Edit, edited


def with_token(script: Script, name: str) -> Script:
    """`script` with the token where a paragraph calls the learner by `name`; `with_name` undoes it.

    The same word elsewhere, such as a title that begins with it, stays what it is.
    """
    if not name:
        return script
    called = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")

    def section(section: Section) -> Section:
        parts = (_tokened(p, called) if isinstance(p, Say) else p for p in section.parts)
        return replace(section, parts=tuple(parts))

    return replace(script, sections=tuple(map(section, script.sections)))


def _tokened(say: Say, called: re.Pattern[str]) -> Say:
    if guess := guessed_name(say.text):
        for match in called.finditer(say.text):
            tokened = edited(say, [Edit(match.start(), match.end(), NAME_TOKEN)])
            if guessed_name(tokened.text) != guess:
                return _tokened(tokened, called)
    return say
