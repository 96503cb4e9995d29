"""A whole platform from a seed: every trap once, and ordinary learners for the rest."""

import random
from datetime import UTC, datetime

from academy.content import FIRST_SUBJECT as FIRST
from academy.content import LESSONS, PER_QUIZ, QUIZZES, SUBJECTS, add_content, question_of
from academy.doing import Person
from academy.rows import Academy, as_json
from academy.traps import TRAPS

NOW = datetime(2025, 12, 7, 3, 0, tzinfo=UTC)
"""Noon in Tokyo."""
CANARY = "CANARY"
"""Stands in all that must never leave the database: addresses, notes, whatever is private."""

_LANGUAGES = ("en", "ja", "es", "fr", "de", "zh", "ko")
_NAMES = ("Sarah", "Kenji", "さくら", "María", "Jürgen", "小明", "민준", "Ann-Marie", "O'Neill", "")


def build(seed: int = 0, ordinary: int = 30, now: datetime = NOW) -> Academy:
    """The traps' learners, `ordinary` others, and what the platform does of itself."""
    academy = Academy(now)
    add_content(academy)
    for trap in TRAPS:
        trap(academy)
    chance = random.Random(seed)
    for _ in range(ordinary):
        _add_learner(academy, chance)
    academy.add(
        "analytics_activityevent",
        event_type="analytics_report_generated",
        timestamp=academy.ago(hours=2),
        metadata=as_json({"summary": "CANARY-summary"}),
    )
    return academy


def _add_learner(academy: Academy, chance: random.Random) -> None:
    days = chance.choice((1, 2, 5, 13, 20, 200))
    last_login = None if chance.random() < 0.4 else academy.ago(days=days)
    person = Person(academy, first_name=chance.choice(_NAMES), last_login=last_login)
    if chance.random() < 0.8:
        name = chance.choice(_NAMES)
        person.profile(display_name=name, locale=chance.choice(("en", "ja")))
    if chance.random() < 0.7:
        person.preference(
            report_language=chance.choice(_LANGUAGES),
            native_language=chance.choice(_LANGUAGES),
            languages_spoken=as_json(chance.sample(_LANGUAGES, 2)),
        )
    _study(academy, person, chance)
    _be_judged(academy, person, chance)


def _study(academy: Academy, person: Person, chance: random.Random) -> None:
    skill = chance.random()
    for _ in range(chance.choice((0, 3, 8, 25))):
        question = question_of(chance.randint(1, len(QUIZZES)), chance.randrange(PER_QUIZ))
        at = academy.ago(days=chance.uniform(0.2, 25))
        person.answer(question, at, chance.random() < skill)
        if chance.random() < 0.3:
            person.event("quiz_completed", at, object_of=("quiz", 1), metadata={"quiz_id": 1})
    for lesson in chance.sample(range(1, len(LESSONS) + 1), chance.randrange(3)):
        person.lesson(lesson, academy.ago(days=chance.uniform(0.2, 12)))
    if chance.random() < 0.5:
        at = academy.ago(days=chance.uniform(0.1, 20))
        person.login_event(at, heartbeat=chance.choice((None, at)))
    for course in chance.sample((1, 2), chance.randrange(3)):
        person.enrol(course)


def _be_judged(academy: Academy, person: Person, chance: random.Random) -> None:
    for number in chance.sample(range(1, len(QUIZZES) * PER_QUIZ + 1), chance.choice((0, 2, 6))):
        last = academy.ago(days=chance.uniform(0.5, 60))
        due = academy.ago(days=chance.uniform(-5, 20))
        interval, easiness = chance.choice((0.0, 1.0, 6.0, 400.0)), chance.uniform(1.3, 2.8)
        person.review("question", number, last=last, due=due, interval=interval, easiness=easiness)
    for quiz in chance.sample(range(1, len(QUIZZES) + 1), chance.randrange(4)):
        person.match(quiz, round(chance.uniform(0, 100), 3))
    if chance.random() < 0.4:
        subjects = chance.sample(range(FIRST, FIRST + len(SUBJECTS)), 2)
        scores = {str(subject): round(chance.uniform(0, 1000), 1) for subject in subjects}
        person.ability(round(chance.uniform(100, 1000), 1), scores)
