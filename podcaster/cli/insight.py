"""What `preview` and `explain` both tell of one learner: the verdict and all that decides."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from podcaster.briefing.brief import NO_HISTORY
from podcaster.briefing.eligibility import Rule, Verdict
from podcaster.briefing.explaining import facts_json, rules_json
from podcaster.cli.dates import why_too_old
from podcaster.cli.origins import Origins
from podcaster.cli.reasons import about_json
from podcaster.cli.terminal import in_line
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Learner
from podcaster.pipeline.choosing import Case
from podcaster.pipeline.forecasting import engines_of, speaker_of
from podcaster.pipeline.previewing import Insight, look_into
from podcaster.pipeline.seeking import seek
from podcaster.pipeline.step import NoVoice
from podcaster.script.options import TEMPLATE
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One learner as the source has them, and what a night would make of it."""

    learner: Learner
    insight: Insight
    anew: Brief
    """What the episode would be about if none had been before."""
    zone: str
    silence: str | None
    """Why nobody would speak the episode; None where somebody would."""
    warnings: Mapping[str, int]
    """What is wrong with the source and costs no learner, as a night would count it."""


def look_at(house: House, user: str, tenant: str | None, asked: DateAsked) -> Seen:
    """The learner with that id; Misused if there is none, or one in several tenants."""
    rules = house.rules(asked, tenant)
    one = seek(house.source(asked), user, tenant, house.config.eligibility.batch_size)
    with house.reading_ledger() as ledger:
        found = look_into(one, rules, ledger)
    insight = replace(found, verdict=_dated(found.verdict, house, asked))
    placed = rules.placed(one.learner)
    return Seen(
        learner=one.learner,
        insight=insight,
        anew=Case(rules, placed, one.activity, NO_HISTORY).brief(),
        zone=placed.zone.key,
        silence=_silence(house, insight.brief),
        warnings=one.warnings,
    )


def insight_json(house: House, seen: Seen) -> dict[str, object]:
    """The object of `preview --json` and `explain --json`; scripts rely on these names."""
    insight, brief = seen.insight, seen.insight.brief
    origins = Origins(house, seen.learner, brief)
    speaker = speaker_of(brief, house.studio)
    return {
        "user_id": brief.key.learner.user_id,
        "tenant": brief.key.learner.tenant,
        "date": brief.key.date.isoformat(),
        "eligible": insight.verdict.eligible,
        "reason": insight.verdict.reason,
        "rules": rules_json(insight.verdict),
        "plan": brief.plan,
        "plan_named": insight.plan_named,
        "plan_because": origins.why_plan,
        "language": brief.language,
        "level": brief.level,
        "chain": {
            "script": writers_of(house, brief),
            "speech": engines_of(brief.plan, house.studio),
        },
        "left_out": house.providers.left_out_json,
        "voice": speaker.voice.name if speaker else None,
        "voice_gender": brief.voice_gender,
        "timezone": seen.zone,
        "silent_because": seen.silence,
        "limits": limits_of(house),
        "origins": origins.by_name(),
        "warnings": dict(seen.warnings),
        "estimate_micro_usd": house.estimate({(brief.plan, brief.language): 1}),
        "prompt": asdict(house.prompt(brief)),
        "facts": facts_json(brief.facts),
        "brief": _brief_json(brief),
        "about": about_json(brief, seen.anew),
    }


def _brief_json(brief: Brief) -> dict[str, object]:
    return {
        "progress": asdict(brief.progress) if brief.progress else None,
        "focus": asdict(brief.focus) if brief.focus else None,
        "review": [item.title for item in brief.review],
        "missed": [missed.question for missed in brief.missed],
        "practice": asdict(brief.practice) if brief.practice else None,
        "goal": asdict(brief.goal),
        "recent": asdict(brief.recent),
    }


def writers_of(house: House, brief: Brief) -> list[str]:
    """Who would be asked for the script: of the template only where it knows the language."""
    has_template = house.people.prompts.template_for(brief.language)
    return [name for name in house.writer_names if name != TEMPLATE or has_template]


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


def _dated(verdict: Verdict, house: House, asked: DateAsked) -> Verdict:
    """The verdict, which is another for a date that no night is made for any more."""
    why = why_too_old(asked, house.zone, house.config.storage.keep_days)
    if not why:
        return verdict
    too_old = Rule("date", f"{asked.named} {why}", "skip")
    rules = tuple(too_old if rule.rule == "date" else rule for rule in verdict.rules)
    return Verdict("too_long_ago", rules)


def _silence(house: House, brief: Brief) -> str | None:
    """Why nobody would speak the episode; None where somebody would."""
    if brief.plan not in house.studio.narrators:
        return house.why_silent(brief.plan)
    try:
        house.studio.require_voice(brief)
    except NoVoice as error:
        return str(error)
    return None


def verdict_in_words(insight: Insight) -> tuple[str, str]:
    """The first line of whatever is told of a learner, and its style."""
    verdict, key = insight.verdict, insight.brief.key
    answer = "is due" if verdict.eligible else f"is not due ({verdict.reason})"
    style = "bold green" if verdict.eligible else "bold yellow"
    return f"{in_line(key.learner.user_id)} {answer} on {key.date}", style


def limits_in_words(house: House) -> tuple[str, str]:
    """How long an episode may be, and what may be spent."""
    script, budget = house.config.script, house.config.budget
    shortest, longest = script.minutes
    money_of = {"run": budget.per_run_usd, "day": budget.per_day_usd}
    limits = [f"${most:g} a {span}" for span, most in money_of.items() if most is not None]
    spent = f"at most {' and '.join(limits)}" if limits else "no limit to what is spent"
    return f"{shortest:g} to {longest:g} minutes, {script.target_minutes:g} if it can be", spent
