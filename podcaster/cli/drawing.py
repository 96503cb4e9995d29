"""Tables and scripts on a terminal."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from podcaster.briefing.eligibility import Verdict
from podcaster.briefing.explaining import facts_json
from podcaster.cli.amounts import money
from podcaster.cli.terminal import in_line, out, say
from podcaster.domain.attempt import Attempt
from podcaster.domain.facts import Facts
from podcaster.domain.script import Pause, Say, Script
from podcaster.script.prompting import Prompt

SHOWN = 3
"""Entries of a list that are drawn."""
WHOLE = ("window", "n", "verdict")
"""Columns that stay in one line: half a date says nothing."""


def draw_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table of foreign text, in which nothing is taken for markup."""
    table = Table(title=title or None, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in WHOLE)
    for row in rows:
        table.add_row(*(Text("" if cell is None else in_line(str(cell), 2000)) for cell in row))
    out.print(table, soft_wrap=False)


def draw_rules(verdict: Verdict) -> None:
    """Each rule with what it found."""
    out.print()
    draw_table(("rule", "value", "verdict"), [(r.rule, r.value, r.verdict) for r in verdict.rules])


def draw_facts(facts: Facts) -> None:
    """Each fact with how it is known."""
    out.print()
    known = facts_json(facts)
    if not known:
        say("Nothing is known well enough to be said.", "yellow")
        return
    draw_table(
        ("fact", "value", "n", "window", "source"),
        [(name, _brief(f["value"]), f["n"], f["window"], f["source"]) for name, f in known.items()],
    )


def draw_prompt(prompt: Prompt) -> None:
    """The prompt as it would leave, to the letter."""
    for who, text in (("system", prompt.system), ("user", prompt.user)):
        say(f"\nPrompt ({who})", "bold cyan")
        say(text)


def draw_script(script: Script) -> None:
    """The script as it would be said."""
    out.print()
    say(script.title, "bold")
    for section in script.sections:
        say(f"\n{section.heading}", "bold cyan")
        for part in section.parts:
            match part:
                case Say():
                    say(part.text)
                case Pause():
                    say(f"({part.seconds:g} s)", "dim")
    out.print()


def draw_attempts(attempts: Sequence[Attempt]) -> None:
    """Who was asked for what, what came of it, and what was wrong."""
    out.print()
    columns = ("stage", "provider", "model", "voice", "outcome", "kind", "cost")
    draw_table(columns, map(_attempt_cells, attempts))
    for attempt in attempts:
        if attempt.error_message:
            say(f"{attempt.provider}: {attempt.error_message}", "dim")


def _attempt_cells(attempt: Attempt) -> Sequence[object]:
    who = (attempt.stage, attempt.provider, attempt.model, attempt.voice)
    return *who, attempt.outcome, attempt.error_kind, money(attempt.cost_micro_usd)


def _brief(value: object) -> object:
    """The first few of a list: a terminal is narrow, and `--json` has all of them."""
    if not isinstance(value, list):
        return value
    shown = [
        str(each.get("title") or each.get("question")) if isinstance(each, dict) else str(each)
        for each in value[:SHOWN]
    ]
    more = len(value) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more else "")
