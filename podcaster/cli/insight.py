"""What `preview` tells: the verdict first, then what is known, then what would be said."""

from dataclasses import asdict, dataclass
from pathlib import Path

from podcaster.briefing.explaining import facts_json, rules_json
from podcaster.cli.drawing import draw_facts, draw_prompt, draw_rules, draw_script
from podcaster.cli.files import write_whole
from podcaster.cli.summary import money, name_left_out
from podcaster.cli.terminal import print_json, say
from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.domain.script import Written
from podcaster.domain.speech import Recording
from podcaster.pipeline.forecasting import engines_of, voice_of
from podcaster.pipeline.previewing import Insight, look_into, speak_script, write_script
from podcaster.pipeline.seeking import seek
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True)
class Asked:
    """What a developer wants to see of whom."""

    user: str
    tenant: str | None
    date: DateAsked
    script: bool
    audio: Path | None
    as_json: bool

    @property
    def may_spend(self) -> bool:
        """True where the words were asked for in so many words."""
        return self.script or self.audio is not None


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
    if asked.may_spend or house.writes_locally:
        seen |= _words(house, insight.brief, asked)
    if asked.as_json:
        print_json(seen)


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
        "language": brief.language,
        "level": brief.level,
        "chain": {
            "script": house.writer_names,
            "speech": engines_of(brief.plan, house.studio),
        },
        "left_out": house.providers.left_out_json,
        "voice": voice_of(brief, house.studio),
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


def _words(house: House, brief: Brief, asked: Asked) -> dict[str, object]:
    """Writes the script, and speaks it where asked; what was spent is recorded come what may."""
    house.require_somebody(*([brief.plan] if asked.audio else []))
    attempts: list[Attempt] = []
    try:
        written = write_script(brief, house.studio, attempts.append)
        words: dict[str, object] = {"script": _script_json(written)}
        if not asked.as_json:
            draw_script(written.script)
        if asked.audio is not None:
            mp3, recording = speak_script(brief, written, house.studio, attempts.append)
            write_whole(asked.audio, mp3)
            words["audio"] = _audio_json(asked.audio, recording)
            if not asked.as_json:
                say(f"Spoken by {recording.engine} ({recording.voice.name}) into {asked.audio}.")
    finally:
        if asked.may_spend:
            house.record_preview(attempts)
    return words


def _draw(house: House, insight: Insight) -> None:
    verdict, brief = insight.verdict, insight.brief
    answer = "is due" if verdict.eligible else f"is not due ({verdict.reason})"
    style = "bold green" if verdict.eligible else "bold yellow"
    say(f"{brief.key.learner.user_id} {answer} on {brief.key.date}", style)
    say(f"Plan {brief.plan}, language {brief.language}, level {brief.level or 'unknown'}.")
    _draw_chains(house, brief)
    draw_rules(verdict)
    draw_facts(brief.facts)
    if house.writes_locally:
        say("No model would be asked, so no prompt leaves; --json shows it.", "dim")
    else:
        draw_prompt(house.prompt(brief))


def _draw_chains(house: House, brief: Brief) -> None:
    voice, engines = voice_of(brief, house.studio), engines_of(brief.plan, house.studio)
    say(f"Written by {', else '.join(house.writer_names)}.")
    say(f"Spoken by {', else '.join(engines) or 'nobody'}, with the voice {voice or 'of nobody'}.")
    shortest, longest = house.config.script.minutes
    price = house.estimate({(brief.plan, brief.language): 1})
    say(f"{shortest:g} to {longest:g} minutes, estimated at {money(price)}.")
    name_left_out([each.name for each in house.providers.left_out])


def _script_json(written: Written) -> dict[str, object]:
    return {
        "title": written.script.title,
        "language": written.script.language,
        "text": written.script.text,
        "ai_provider": written.provider,
        "ai_model_used": written.model,
        "short": written.short,
    }


def _audio_json(path: Path, recording: Recording) -> dict[str, object]:
    return {
        "file": str(path),
        "bytes": recording.bytes,
        "sha256": recording.sha256,
        "duration_seconds": round(recording.duration_seconds, 3),
        "tts_provider": recording.engine,
        "tts_voice": recording.voice.name,
    }
