"""Whether every language has a template, and whether prompts and templates can be used at all."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from podcaster.domain.brief import Brief, EpisodeKey, Focus, Goal, Practice, Progress
from podcaster.domain.facts import Facts, MissedQuestion, ReviewItem
from podcaster.domain.learner import LearnerId
from podcaster.errors import Misused, Rejected
from podcaster.script.options import TEMPLATE, ScriptOptions
from podcaster.script.prompting import correction_for, prompt_for
from podcaster.script.prompts import Prompts
from podcaster.script.template import TemplateWriter
from podcaster.text.languages import base, name_of
from podcaster.upkeep.findings import Finding, said_and_do

CHECK = "templates"
Wish = Literal["default_language", "episodes", "voices"]
"""Who names a language: the configuration, the episodes made lately, or voices alone."""

_NEW = Brief(
    key=EpisodeKey(LearnerId("", "made up"), date(2025, 12, 8)),
    name="",
    plan="",
    language="",
    voice_gender=None,
    level=None,
    progress=None,
    focus=None,
    missed=(),
    review=(),
    review_count=0,
    practice=None,
    goal=Goal(kind="first_quiz"),
    facts=Facts(),
)
_BUSY = replace(
    _NEW,
    name="Sarah",
    progress=Progress(answered=8, right=6, accuracy_percent=75, change=5),
    focus=Focus(topic="7 + 5", why="missed_questions", missed=2),
    missed=(MissedQuestion(question="7 + 4 = ?", given="12", correct="11"),),
    review=(ReviewItem(title="7 × 8", retention_percent=41), ReviewItem(title="9 × 6")),
    review_count=2,
    practice=Practice(kind="due", question="7 + 5 = ?", answer="12"),
    goal=Goal(kind="review", title="7 × 8", count=2),
)
MADE_UP = (_NEW, _BUSY)
"""A learner of whom nothing is known, and one with something of everything."""


def templates_are_there(
    named: Mapping[str, Wish], prompts: Prompts, options: ScriptOptions, *, models: bool
) -> Iterator[Finding]:
    """Which languages have no template, and which prompts or templates are at fault.

    `models` says whether any model can be asked. Nothing is said of templates where the chain has
    none.
    """
    yield from _prompts(named, prompts, options)
    if TEMPLATE in options.chain:
        yield from _lacking(named, prompts, models=models)
        yield from _templates(prompts, options)


def _prompts(
    named: Mapping[str, Wish], prompts: Prompts, options: ScriptOptions
) -> Iterator[Finding]:
    """The first fault is enough: the same few files make the prompts of every language."""
    tags = dict.fromkeys([*named, *prompts.templates()])
    try:
        correction_for(["it is too short"], prompts)
        for tag in tags:
            for made_up in MADE_UP:
                prompt_for(replace(made_up, language=tag), prompts, options)
    except Misused as error:
        yield Finding(CHECK, "failure", "prompts", *said_and_do(error))
    else:
        yield Finding(CHECK, "ok", "prompts", f"can be written in {len(tags)} languages")


def _lacking(named: Mapping[str, Wish], prompts: Prompts, *, models: bool) -> Iterator[Finding]:
    for tag, wanted_by in named.items():
        if prompts.template_for(tag):
            continue
        lack = f"there is no template for {name_of(tag)}"
        if models:
            said = f"{lack}: if no model can be asked, its learners fail that day"
        else:
            said = f"{lack}, and no model can be asked: its learners fail"
        is_needed = wanted_by != "voices" and not models
        do = f"write prompts/fallback/{base(tag) or tag}.j2"
        do += (
            ", or have a second model in the chain" if models else ", or set a model's credentials"
        )
        yield Finding(CHECK, "failure" if is_needed else "warning", f"language {tag}", said, do)


def _templates(prompts: Prompts, options: ScriptOptions) -> Iterator[Finding]:
    writer, sound = TemplateWriter(prompts, options), list[str]()
    for language, path in prompts.templates().items():
        try:
            for made_up in MADE_UP:
                writer.answer(replace(made_up, language=language), lambda attempt: None)
        except Rejected as error:
            yield Finding(CHECK, "failure", str(path), *said_and_do(error))
        else:
            sound.append(language)
    if sound:
        yield Finding(CHECK, "ok", "templates", f"those of {', '.join(sorted(sound))} make scripts")
