"""A script that the operator wrote or edited."""

import hashlib
import re

from podcaster.domain.attempt import Record
from podcaster.domain.brief import Brief
from podcaster.domain.script import Script, Written
from podcaster.remote.attempting import attempting
from podcaster.script.drafts import Unfit, judged
from podcaster.script.gates import duration
from podcaster.script.naming import with_name
from podcaster.script.options import ScriptOptions

NAME = "operator"
_OF_A_SECTION = re.compile(r"the section (\w+) ")


class OperatorWriter:
    """A Link[Brief, Written] that has one script, from a file, and asks nobody.

    It is judged as a model's would be; `{name}` in it stands for the learner's name, which may
    stand there itself.
    """

    name = NAME

    def __init__(self, text: str, options: ScriptOptions) -> None:
        """Answers with the script laid out in `text`."""
        self._text, self._options = text, options

    def price_estimate(self) -> int:
        """Nothing."""
        return 0

    def problems(self, brief: Brief) -> tuple[str, ...]:
        """All that is wrong with the script for `brief`, with the line of it or of its section."""
        try:
            self._judged(brief)
        except Unfit as unfit:
            return tuple(map(self._placed, unfit.problems))
        return ()

    def answer(self, brief: Brief, record: Record) -> Written:
        """The script; Rejected as `layout` or `gate`, with all that is wrong with it."""
        with attempting(record, stage="script", provider=NAME, model=NAME) as usage:
            usage.cost_micro_usd = 0
            script = self._judged(brief)
        return Written(
            script=with_name(script, brief.name),
            provider=NAME,
            model=NAME,
            prompt_sha256=hashlib.sha256(self._text.encode("utf-8", "replace")).hexdigest(),
            short=duration(script, brief) < self._options.minutes[0] * 60,
        )

    def _judged(self, brief: Brief) -> Script:
        return judged(self._text, brief, self._options, "the file", may_name=True)

    def _placed(self, problem: str) -> str:
        """A problem of a section with the line on which that begins."""
        if (about := _OF_A_SECTION.match(problem)) is None:
            return problem
        heading = f"## {about[1]}:"
        for number, line in enumerate(self._text.split("\n"), start=1):
            if line.strip().startswith(heading):
                return f"from line {number} on, {problem}"
        return problem
