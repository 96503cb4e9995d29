"""What `explain` draws: verdict, rules, what holds and where it is from, facts, and the topic."""

from collections.abc import Iterator

from podcaster.cli.drawing import draw_facts, draw_rules, draw_table
from podcaster.cli.insight import (
    Seen,
    insight_json,
    limits_in_words,
    look_at,
    verdict_in_words,
    writers_of,
)
from podcaster.cli.origins import Origins
from podcaster.cli.reasons import avoided, because, goal, practice, recent
from podcaster.cli.summary import name_left_out
from podcaster.cli.terminal import in_line, out, print_json, say
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.pipeline.forecasting import engines_of, speaker_of
from podcaster.wiring.house import House


def explain_learner(
    house: House, user: str, tenant: str | None, asked: DateAsked, *, as_json: bool
) -> None:
    """Tells all that decides one learner's episode; nothing is asked, spent or written."""
    seen = look_at(house, user, tenant, asked)
    if as_json:
        print_json(insight_json(house, seen))
        return
    say(*verdict_in_words(seen.insight))
    draw_rules(seen.insight.verdict)
    out.print()
    draw_table(("what", "value", "from"), _settings(house, seen))
    name_left_out([each.name for each in house.providers.left_out])
    draw_facts(seen.insight.brief.facts)
    for warning in seen.warnings:
        say(f"warning: {in_line(warning, 300)}", "yellow")
    out.print()
    _draw_about(seen.insight.brief, seen.anew)


def _settings(house: House, seen: Seen) -> Iterator[tuple[str, str, str]]:
    """What holds for this learner: what, its value, and where that came from."""
    brief = seen.insight.brief
    origins = Origins(house, seen.learner, brief)
    found = origins.by_name()
    length, money = limits_in_words(house)
    why = f": {origins.why_plan}" if origins.why_plan else ""
    yield "plan", f"{brief.plan}{why}", found["plan"]
    yield "language", brief.language, found["language"]
    yield "time zone", seen.zone, found["timezone"]
    yield "level", brief.level or "unknown", found["level"]
    yield "script", ", else ".join(writers_of(house, brief)) or "nobody", found["chain.script"]
    engines = ", else ".join(engines_of(brief.plan, house.studio))
    yield "speech", engines or "nobody", found["chain.speech"]
    speaker = speaker_of(brief, house.studio)
    voice = f"{speaker.voice.name} of {speaker.engine}" if speaker else seen.silence or "nobody"
    yield "voice", voice, found["voice"]
    yield "woman or man", brief.voice_gender or "not said", found["voice_gender"]
    yield "length", length, found["minutes"]
    yield "money", money, found["budget"]


def _draw_about(brief: Brief, anew: Brief) -> None:
    topic = f"be about {brief.focus.topic}" if brief.focus else "have no topic"
    say(f"Today's episode would {topic}, because {because(brief.focus)}.", "bold")
    say(f"It would ask {practice(brief.practice)}.")
    say(f"Its goal for tomorrow: {goal(brief.goal)}.")
    told = recent(brief)
    say(f"{told[0].upper()}{told[1:]}.")
    if passed_over := avoided(brief, anew):
        say(f"Passed over for that: {', '.join(passed_over)}.")
