"""What the made-up learners are told on a fixed morning, kept to be read by people."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from histories import Remembered
from snapshotting import assert_same_as

from podcaster.briefing.explaining import facts_json
from podcaster.config.config import Config
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.pipeline.choosing import Case, Choice, choose
from podcaster.pipeline.outcomes import Read, Skipped
from podcaster.pipeline.rules import Rules
from podcaster.script.layout import write
from podcaster.script.prompting import prompt_for
from podcaster.script.prompts import Prompts
from podcaster.script.template import TemplateWriter
from podcaster.sources.opening import open_source

SNAPSHOTS = Path(__file__).parent / "snapshots"
DAY = date(2031, 2, 28)
NOW = datetime.now(UTC)
SHIPPED = Config()
ZONE = ZoneInfo(SHIPPED.timezone)
PROMPTS = Prompts()
WRITER = TemplateWriter(PROMPTS, SHIPPED.script)


def choices(asked: DateAsked) -> Iterator[Choice]:
    """What a night would choose from the sample where nobody is served yet."""
    rules = Rules(
        asked=asked,
        zone=ZONE,
        eligibility=SHIPPED.eligibility,
        speech=SHIPPED.speech,
        default_language=SHIPPED.learners.default_language,
    )
    source = open_source(SHIPPED.learners, asked, ZONE, Path())
    return choose(source, rules, Remembered())


def at_noon(day: date) -> DateAsked:
    return DateAsked(day, datetime.combine(day, time(12), UTC))


def briefs(asked: DateAsked) -> dict[str, Brief]:
    found = [each.brief() for each in choices(asked) if isinstance(each, Case)]
    return {f"{each.key.learner.user_id}-{each.language}": each for each in found}


BRIEFS = briefs(at_noon(DAY))


def without_times(value: object) -> object:
    """A fact without the moments in it, which move with the date."""
    if isinstance(value, list | tuple):
        return [without_times(each) for each in value]
    if isinstance(value, dict):
        times = {"at", "due_at", "window"}
        return {name: without_times(each) for name, each in value.items() if name not in times}
    return value


def told(asked: DateAsked) -> tuple[list[object], Counter[str]]:
    """Who is due with what facts, and how many are skipped for what reason."""
    due: list[object] = []
    skipped: Counter[str] = Counter()
    for each in choices(asked):
        match each:
            case Case():
                facts = facts_json(each.brief().facts)
                known = {name: without_times(fact) for name, fact in facts.items()}
                due.append((each.key.learner, each.plan, each.language, known))
            case Skipped():
                skipped[each.reason] += each.count
            case Read():
                assert each.ahead == 0
            case _:
                raise AssertionError(each)
    return due, skipped


@pytest.mark.parametrize("learner", BRIEFS)
def test_the_script_of_a_made_up_learner_reads_as_it_was_reviewed(learner):
    script = WRITER.answer(BRIEFS[learner], lambda _: None).script
    assert_same_as(SNAPSHOTS / f"{learner}.script.txt", write(script))


@pytest.mark.parametrize("learner", BRIEFS)
def test_the_prompt_for_a_made_up_learner_reads_as_it_was_reviewed(learner):
    prompt = prompt_for(BRIEFS[learner], PROMPTS, SHIPPED.script)
    text = f"{prompt.system}\n\n----\n\n{prompt.user}\n"
    assert_same_as(SNAPSHOTS / f"{learner}.prompt.txt", text)


def test_there_is_a_snapshot_for_whoever_is_due_and_for_nobody_else():
    kinds = ("script", "prompt")
    expected = {f"{learner}.{kind}.txt" for learner in BRIEFS for kind in kinds}
    assert {path.name for path in SNAPSHOTS.iterdir()} == expected


@pytest.mark.parametrize(
    "asked",
    [at_noon(date(2028, 2, 29)), at_noon(NOW.date()), DateAsked(None, NOW)],
    ids=["a leap day", "today", "each one's own today"],
)
def test_the_sample_tells_the_same_on_any_date(asked):
    assert told(asked) == told(at_noon(DAY))
