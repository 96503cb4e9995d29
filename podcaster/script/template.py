"""The writer that needs nobody: templates written by hand for each language."""

import hashlib
from collections.abc import Iterator

from podcaster.domain.attempt import Record
from podcaster.domain.brief import Brief
from podcaster.domain.script import Script, Written
from podcaster.errors import Misused, Rejected
from podcaster.remote.attempting import attempting
from podcaster.script.gates import check, duration
from podcaster.script.layout import parse
from podcaster.script.naming import with_name
from podcaster.script.options import ScriptOptions
from podcaster.script.prompts import Prompts
from podcaster.script.values import Plain, plain
from podcaster.text.languages import base, name_of

NAME = "template"
_MOST_TIPS = 5
_ITEMS_BEFORE_TIPS = 4
# Estimates of speech are good to a few percent; what is fitted stays clear of the limits.
_MARGIN = 0.06


class TemplateWriter:
    """A Link[Brief, Written] that renders `fallback/<language>.j2` and costs nothing.

    It says as much of the brief as there is time for, and fills up to the target with advice on
    learning; where data is thin it stays short, and `Written.short` says so.
    """

    name = NAME

    def __init__(self, prompts: Prompts, options: ScriptOptions) -> None:
        """Writes with the templates in `prompts`, as long as `options` ask for."""
        self._prompts, self._options = prompts, options

    def answer(self, brief: Brief, record: Record) -> Written:
        """The script; Rejected as `no_template`, `layout` or `gate` where it cannot be had."""
        with attempting(record, stage="script", provider=NAME, model=NAME) as usage:
            usage.cost_micro_usd = 0
            return self._written(brief)

    def price_estimate(self) -> int:
        """Nothing."""
        return 0

    def _written(self, brief: Brief) -> Written:
        script, text = self._fitted(brief)
        if problems := check(script, brief, self._options):
            raise Rejected(
                f"the template for {brief.language} makes no good script: {'; '.join(problems)}",
                kind="gate",
            )
        return Written(
            script=with_name(script, brief.name),
            provider=NAME,
            model=NAME,
            prompt_sha256=hashlib.sha256(text.encode()).hexdigest(),
            short=duration(script, brief) < self._options.minutes[0] * 60,
        )

    def _fitted(self, brief: Brief) -> tuple[Script, str]:
        """The fullest script that is within its limit, with its text; else the leanest one."""
        name, rendered = self._template(brief.language), list[tuple[Script, str]]()
        for values, limit in _from_full_to_lean(plain(brief), self._options):
            text = self._rendered(name, values)
            rendered.append((parse(text, brief.language), text))
            if duration(rendered[-1][0], brief) <= limit:
                break
        return rendered[-1]

    def _rendered(self, name: str, values: dict[str, Plain]) -> str:
        """A template that fails on one learner's data is one learner's trouble."""
        try:
            return self._prompts.render(name, values)
        except Misused as error:
            raise Rejected(str(error), kind="template") from error

    def _template(self, language: str) -> str:
        if name := self._prompts.template_for(language):
            return name
        known = name_of(language)
        called = f"{language} ({known})" if known != language else language
        raise Rejected(
            f"there is no template for the language {called or 'of the learner'}, so only a model"
            f" can write for its learners; add prompts/fallback/{base(language) or 'xx'}.j2",
            kind="no_template",
        )


def _from_full_to_lean(
    values: dict[str, Plain], options: ScriptOptions
) -> Iterator[tuple[dict[str, Plain], float]]:
    """The values with less and less to say, each with the seconds it may take.

    First go the tips but one, which only fill up to the target. Then what is left may take most
    of the time: due items and missed questions go by turns, and the last tip before the last few.
    """
    longest = options.minutes[1] * 60 * (1 - _MARGIN)
    target = min(options.target_minutes * 60 * (1 + _MARGIN), longest)
    missed, review = values["missed"], values["review"]
    assert isinstance(missed, list)
    assert isinstance(review, list)
    if not values["thin"]:
        yield from (({**values, "tips": tips}, target) for tips in range(_MOST_TIPS, 1, -1))
    tips = 1
    while tips or missed or review:
        sized = {**values, "missed": missed, "review": review, "tips": tips}
        yield sized, (target + 3 * longest) / 4
        if tips and len(missed) + len(review) <= _ITEMS_BEFORE_TIPS:
            tips = 0
        elif len(review) >= len(missed):
            review = review[:-1]
        else:
            missed = missed[:-1]
    yield {**values, "missed": [], "review": [], "tips": 0}, longest
