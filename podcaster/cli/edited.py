"""A learner's script from a file: all that is wrong with it is told before anything is begun."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from podcaster.cli.files import read_text
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.errors import Misused
from podcaster.ledger.view import LedgerView
from podcaster.pipeline.choosing import Case, Choice
from podcaster.pipeline.outcomes import Skipped
from podcaster.script.operator import OperatorWriter
from podcaster.wiring.house import House

MOST_BYTES = 256 * 1024
"""Half an hour in a script of three bytes a letter is less."""


def writer_of(
    path: Path, house: House, asked: DateAsked, user: str, tenant: str | None
) -> OperatorWriter:
    """The writer that has the script in `path` for a learner who is due.

    Misused where it cannot be read or spoken, or the learner is not due; CannotServe where nobody
    speaks the learner's language.
    """
    writer = OperatorWriter(read_text(path, MOST_BYTES), house.config.script)
    with house.reading_ledger() as ledger:
        choices = only_due(house.choices(asked, ledger, user, tenant), user, asked)
        case = next(choice for choice in choices if isinstance(choice, Case))
        brief = _brief(case, ledger)
    house.studio.require_voice(brief)
    if problems := writer.problems(brief):
        raise Misused(_told(path, problems))
    return writer


def only_due(choices: Iterator[Choice], user: str, asked: DateAsked) -> Iterator[Choice]:
    """The choices about one learner; Misused where no episode would be made."""
    for choice in choices:
        if isinstance(choice, Skipped):
            day = f"on {asked.named}" if asked.named else "now"
            if choice.reason == "already_served":
                why = "the episode is there already, and none is made twice"
            else:
                why = f"{choice.reason}; `podcaster preview` shows each rule"
            raise Misused(f"learner {user[:80]!r} is not due {day}: {why}")
        yield choice


def _brief(case: Case, ledger: LedgerView) -> Brief:
    """What the episode is about: an unfinished one keeps the brief that it was begun with."""
    key = case.key
    row = ledger.episode(key.learner.user_id, key.learner.tenant, key.date)
    return ledger.resume(row.id).brief if row else case.brief()


def _told(path: Path, problems: Sequence[str]) -> str:
    if len(problems) == 1:
        return f"{path} cannot be spoken: {problems[0]}"
    return "\n".join([f"{path} cannot be spoken:", *(f"  {each}" for each in problems)])
