"""One learner seen from inside: due or why not, what is known, what would be said."""

from dataclasses import dataclass, replace

from podcaster.briefing.brief import NO_HISTORY
from podcaster.briefing.eligibility import Verdict
from podcaster.domain.attempt import Record
from podcaster.domain.brief import Brief
from podcaster.domain.episode import Opened
from podcaster.domain.script import Written
from podcaster.domain.speech import Recording
from podcaster.pipeline.choosing import Case
from podcaster.pipeline.history import History
from podcaster.pipeline.rules import Rules
from podcaster.pipeline.seeking import OneLearner
from podcaster.pipeline.step import Studio, record_speech
from podcaster.script.naming import NAME_TOKEN, with_name
from podcaster.speech.plans import plan_told, resolve_plan

NO_EPISODE = "preview"


@dataclass(frozen=True, slots=True)
class Insight:
    """The verdict on a learner, and the brief their episode would have, due or not.

    `plan_named` is what the learner's record says, as far as that can be the name of a plan; the
    plan in force is the brief's.
    """

    verdict: Verdict
    brief: Brief
    plan_named: str


def look_into(one: OneLearner, rules: Rules, history: History) -> Insight:
    """What a night would decide about this learner, and what their episode would be about."""
    placed = rules.placed(one.learner)
    standing = rules.standings([placed], history)[placed.key]
    verdict = rules.full_verdict(placed, one.activity, standing)
    recent = history.recent([placed.key]).get(one.learner.id, NO_HISTORY)
    return Insight(verdict, Case(rules, placed, one.activity, recent).brief(), _named(one, rules))


def _named(one: OneLearner, rules: Rules) -> str:
    own = one.learner.plan
    return own if resolve_plan(own, rules.speech).known else plan_told(own)


def write_script(brief: Brief, studio: Studio, record: Record) -> Written:
    """The script a night would write, with the token where the learner's name will stand."""
    nameless = replace(brief, name=NAME_TOKEN if brief.name else "")
    return studio.writers.answer(nameless, record)


def named(written: Written, brief: Brief) -> Written:
    """The script as the learner will hear it."""
    return replace(written, script=with_name(written.script, brief.name))


def speak_script(
    brief: Brief, written: Written, studio: Studio, record: Record
) -> tuple[bytes, Recording]:
    """The MP3 a night would make of it."""
    episode = Opened(id=NO_EPISODE, brief=brief).scripted(named(written, brief))
    return record_speech(episode, studio, record)
