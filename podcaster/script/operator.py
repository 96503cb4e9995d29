"""A script that the operator wrote or edited."""

import hashlib

from podcaster.domain.attempt import Record
from podcaster.domain.brief import Brief
from podcaster.domain.script import Written
from podcaster.remote.attempting import attempting
from podcaster.script.drafts import judged
from podcaster.script.gates import duration
from podcaster.script.naming import with_name
from podcaster.script.options import ScriptOptions

NAME = "operator"


class OperatorWriter:
    """A Link[Brief, Written] that has one script, from a file, and asks nobody.

    It is judged as a model's would be; `{name}` in it stands for the learner's name.
    """

    name = NAME

    def __init__(self, text: str, options: ScriptOptions) -> None:
        """Answers with the script laid out in `text`."""
        self._text, self._options = text, options

    def price_estimate(self) -> int:
        """Nothing."""
        return 0

    def answer(self, brief: Brief, record: Record) -> Written:
        """The script; Rejected as `layout` or `gate`, with all that is wrong with it."""
        with attempting(record, stage="script", provider=NAME, model=NAME) as usage:
            usage.cost_micro_usd = 0
            script = judged(self._text, brief, self._options, "the file")
        return Written(
            script=with_name(script, brief.name),
            provider=NAME,
            model=NAME,
            prompt_sha256=hashlib.sha256(self._text.encode("utf-8", "replace")).hexdigest(),
            short=duration(script, brief) < self._options.minutes[0] * 60,
        )
