"""What `preview` draws: the verdict first, then what is known, then what would be said."""

import typer

from podcaster.cli.amounts import money
from podcaster.cli.drawing import draw_facts, draw_prompt, draw_rules
from podcaster.cli.insight import (
    Seen,
    insight_json,
    limits_in_words,
    look_at,
    verdict_in_words,
    writers_of,
)
from podcaster.cli.summary import name_left_out
from podcaster.cli.terminal import in_line, print_json, say, warn
from podcaster.cli.words import Asked, Words
from podcaster.errors import Misused, PodcasterError
from podcaster.pipeline.forecasting import engines_of, speaker_of
from podcaster.wiring.house import House


def preview_learner(house: House, asked: Asked) -> None:
    """Shows one learner's episode from inside; speaks it where a file is named."""
    looked = look_at(house, asked.user, asked.tenant, asked.date)
    if asked.may_spend and looked.insight.verdict.reason == "forgotten":
        raise Misused(f"learner {asked.user[:80]!r} is forgotten: nothing is made for them")
    seen = insight_json(house, looked)
    if not asked.as_json:
        _draw(house, looked)
    words = Words(house, looked.insight.brief, asked)
    try:
        if asked.may_spend or house.writes_locally:
            words.make()
    except PodcasterError as error:
        if not asked.as_json:
            raise
        # What is known is told all the same, in the one object on stdout.
        warn(f"podcaster: {error}", "red")
        print_json(seen | words.seen | {"error": str(error), "exit_code": error.exit_code})
        raise typer.Exit(error.exit_code) from None
    if asked.as_json:
        print_json(seen | words.seen)


def _draw(house: House, seen: Seen) -> None:
    insight, brief = seen.insight, seen.insight.brief
    say(*verdict_in_words(insight))
    own = insight.plan_named
    plan = brief.plan + (f" (named {in_line(own)})" if own not in ("", brief.plan) else "")
    say(f"Plan {plan}, language {brief.language}, level {brief.level or 'unknown'}.")
    _draw_chains(house, seen)
    draw_rules(insight.verdict)
    draw_facts(brief.facts)
    if house.writes_locally:
        say("No model would be asked, so no prompt leaves; --json shows it.", "dim")
    else:
        draw_prompt(house.prompt(brief))


def _draw_chains(house: House, seen: Seen) -> None:
    brief = seen.insight.brief
    say(f"Written by {', else '.join(writers_of(house, brief)) or 'nobody'}.")
    if seen.silence:
        say(f"Spoken by nobody: {seen.silence}.", "yellow")
    else:
        engines = ", else ".join(engines_of(brief.plan, house.studio))
        speaker = speaker_of(brief, house.studio)
        say(f"Spoken by {engines}, with the voice {speaker.voice.name if speaker else None}.")
    say("; ".join(limits_in_words(house)) + ".")
    say(f"Estimated: {money(house.estimate({(brief.plan, brief.language): 1}))}.")
    name_left_out([each.name for each in house.providers.left_out])
