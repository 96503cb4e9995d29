"""What `preview` tells: the verdict first, then what is known, then what would be said."""

from dataclasses import asdict

import typer

from podcaster.briefing.explaining import facts_json, rules_json
from podcaster.cli.amounts import money
from podcaster.cli.drawing import draw_facts, draw_prompt, draw_rules
from podcaster.cli.summary import name_left_out
from podcaster.cli.terminal import in_line, print_json, say, warn
from podcaster.cli.words import Asked, Words
from podcaster.domain.brief import Brief
from podcaster.errors import PodcasterError
from podcaster.pipeline.forecasting import engines_of, voice_of
from podcaster.pipeline.previewing import Insight, look_into
from podcaster.pipeline.seeking import seek
from podcaster.pipeline.step import NoVoice
from podcaster.wiring.house import House


def preview_learner(house: House, asked: Asked) -> None:
    """Shows one learner's episode from inside; speaks it where a file is named."""
    rules = house.rules(asked.date, asked.tenant)
    batch = house.config.eligibility.batch_size
    one = seek(house.source(asked.date), asked.user, asked.tenant, batch)
    with house.reading_ledger() as ledger:
        insight = look_into(one, rules, ledger.served)
    seen = insight_json(house, insight)
    if not asked.as_json:
        _draw(house, insight)
    words = Words(house, insight.brief, asked)
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


def insight_json(house: House, insight: Insight) -> dict[str, object]:
    """The object of `preview --json`; scripts rely on these names."""
    brief = insight.brief
    return {
        "user_id": brief.key.learner.user_id,
        "tenant": brief.key.learner.tenant,
        "date": brief.key.date.isoformat(),
        "eligible": insight.verdict.eligible,
        "reason": insight.verdict.reason,
        "rules": rules_json(insight.verdict),
        "plan": brief.plan,
        "plan_named": insight.plan_named,
        "language": brief.language,
        "level": brief.level,
        "chain": {
            "script": house.writer_names,
            "speech": engines_of(brief.plan, house.studio),
        },
        "left_out": house.providers.left_out_json,
        "voice": voice_of(brief, house.studio),
        "silent_because": _silence(house, brief),
        "limits": limits_of(house),
        "estimate_micro_usd": house.estimate({(brief.plan, brief.language): 1}),
        "prompt": asdict(house.prompt(brief)),
        "facts": facts_json(brief.facts),
        "brief": {
            "progress": asdict(brief.progress) if brief.progress else None,
            "focus": asdict(brief.focus) if brief.focus else None,
            "review": [item.title for item in brief.review],
            "missed": [missed.question for missed in brief.missed],
            "practice": asdict(brief.practice) if brief.practice else None,
            "goal": asdict(brief.goal),
        },
    }


def limits_of(house: House) -> dict[str, object]:
    """What an episode, and the money of a run and of a day, may come to."""
    script, budget = house.config.script, house.config.budget
    return {
        "minutes": list(script.minutes),
        "target_minutes": script.target_minutes,
        "per_run_usd": budget.per_run_usd,
        "per_day_usd": budget.per_day_usd,
        "patience_seconds": house.config.pipeline.patience,
    }


def _silence(house: House, brief: Brief) -> str | None:
    """Why nobody would speak the episode; None where somebody would."""
    if brief.plan not in house.studio.narrators:
        return house.why_silent(brief.plan)
    try:
        house.studio.require_voice(brief)
    except NoVoice as error:
        return str(error)
    return None


def _draw(house: House, insight: Insight) -> None:
    verdict, brief = insight.verdict, insight.brief
    answer = "is due" if verdict.eligible else f"is not due ({verdict.reason})"
    style = "bold green" if verdict.eligible else "bold yellow"
    say(f"{brief.key.learner.user_id} {answer} on {brief.key.date}", style)
    own = insight.plan_named
    plan = brief.plan + (f" (named {in_line(own)})" if own not in ("", brief.plan) else "")
    say(f"Plan {plan}, language {brief.language}, level {brief.level or 'unknown'}.")
    _draw_chains(house, brief)
    draw_rules(verdict)
    draw_facts(brief.facts)
    if house.writes_locally:
        say("No model would be asked, so no prompt leaves; --json shows it.", "dim")
    else:
        draw_prompt(house.prompt(brief))


def _draw_chains(house: House, brief: Brief) -> None:
    say(f"Written by {', else '.join(house.writer_names) or 'nobody'}.")
    if silence := _silence(house, brief):
        say(f"Spoken by nobody: {silence}.", "yellow")
    else:
        engines = ", else ".join(engines_of(brief.plan, house.studio))
        say(f"Spoken by {engines}, with the voice {voice_of(brief, house.studio)}.")
    _draw_limits(house)
    say(f"Estimated: {money(house.estimate({(brief.plan, brief.language): 1}))}.")
    name_left_out([each.name for each in house.providers.left_out])


def _draw_limits(house: House) -> None:
    script, budget = house.config.script, house.config.budget
    shortest, longest = script.minutes
    money_of = {"run": budget.per_run_usd, "day": budget.per_day_usd}
    limits = [f"${most:g} a {span}" for span, most in money_of.items() if most is not None]
    spent = f"at most {' and '.join(limits)}" if limits else "no limit to what is spent"
    say(f"{shortest:g} to {longest:g} minutes, {script.target_minutes:g} if it can be; {spent}.")
