"""Briefs made by hand, one for each kind of morning."""

from dataclasses import replace
from datetime import UTC, date, datetime

from podcaster.domain.brief import Brief, EpisodeKey, Focus, Goal, Practice, Progress, Recent
from podcaster.domain.facts import Fact, Facts, MissedQuestion, ReviewItem, WeakSubject
from podcaster.domain.learner import LearnerId

WEEK = "2025-12-01..2025-12-07"
DUE = datetime(2025, 12, 6, 9, tzinfo=UTC)
MISSED = (
    MissedQuestion(
        question="She ___ to school yesterday.",
        given="goed",
        correct="went",
        subject="Past Tense Verbs",
        quiz="Irregular verbs 1",
        at=DUE,
    ),
    MissedQuestion(
        question='Which sentence is right: "I have saw him" or "I have seen him"?',
        given="I have saw him.",
        correct="I have seen him.",
        subject="Past Tense Verbs",
        quiz="Irregular verbs 2",
        at=DUE,
    ),
    MissedQuestion(
        question="What is the past tense of 'bring'?",
        given="",
        correct="brought",
        subject="Past Tense Verbs",
        at=DUE,
    ),
)
REVIEW = (
    ReviewItem(title="Prepositions of time", kind="quiz", retention_percent=41, due_at=DUE),
    ReviewItem(title="前置詞マスターコース", kind="lesson", retention_percent=63, due_at=DUE),
    ReviewItem(title="Question words", due_at=DUE),
)
PRACTICE = Practice(
    kind="missed", question="What is the past tense of 'teach'?", answer="taught", given="teached"
)


def full(language: str) -> Brief:
    """A learner of whom a lot is known."""
    return Brief(
        key=EpisodeKey(LearnerId("", "user-9071"), date(2025, 12, 8)),
        name="Sarah",
        plan="premium",
        language=language,
        voice_gender="female",
        level="intermediate",
        progress=Progress(
            answered=34,
            right=26,
            accuracy_percent=76,
            change=8,
            lessons=("Regular verbs", "Irregular verbs"),
            lesson_count=2,
        ),
        focus=Focus(
            topic="Past Tense Verbs", why="weakest_subject", accuracy_percent=55, answered=11
        ),
        missed=MISSED,
        review=REVIEW,
        review_count=7,
        practice=PRACTICE,
        goal=Goal(kind="review", title="Prepositions of time", count=5, out_of=7),
        facts=Facts(
            accuracy_this_week=Fact(76, 34, WEEK, "answers"),
            accuracy_last_week=Fact(68, 25, "2025-11-24..2025-11-30", "answers"),
            weakest_subject=Fact(
                WeakSubject(name="Past Tense Verbs", accuracy_percent=55), 11, WEEK, "answers"
            ),
            reviews_due=Fact(REVIEW, 7, "until 2025-12-07", "reviews_due"),
            missed_questions=Fact(MISSED, 5, WEEK, "answers"),
            lessons_finished=Fact(("Regular verbs", "Irregular verbs"), 2, WEEK, "lessons"),
        ),
    )


def falling(language: str) -> Brief:
    """Fewer right answers than the week before, and a beginner whose name is not known."""
    brief = full(language)
    return replace(
        brief,
        name="",
        level="beginner",
        progress=Progress(
            answered=1, right=1, accuracy_percent=100, change=-1, lesson_count=9, lessons=("Verbs",)
        ),
        focus=Focus(topic="Question words", why="missed_questions", missed=2),
        missed=MISSED[:1],
        goal=Goal(kind="redo_missed", title="Irregular verbs 1", count=3),
        key=replace(brief.key, date=date(2025, 12, 9)),
    )


def reviews_only(language: str) -> Brief:
    """Nothing answered lately, but a lot is due."""
    brief = full(language)
    return replace(
        brief,
        level="expert",
        progress=None,
        focus=Focus(topic="Prepositions of time", why="reviews_due", retention_percent=41),
        missed=(),
        review_count=3,
        practice=Practice(kind="recall", question="Question words"),
        goal=Goal(kind="review", title="Prepositions of time", count=1),
        key=replace(brief.key, date=date(2025, 12, 10)),
        facts=Facts(reviews_due=Fact(REVIEW, 3, "until 2025-12-09", "reviews_due")),
    )


def thin(language: str) -> Brief:
    """A few answers, all of them right, and something recommended."""
    brief = full(language)
    return replace(
        brief,
        level=None,
        progress=Progress(answered=5, right=5, accuracy_percent=100, change=0),
        focus=Focus(topic="Phrasal verbs", why="recommended"),
        missed=(),
        review=(),
        review_count=0,
        practice=None,
        goal=Goal(kind="recommended", title="Phrasal verbs"),
        key=replace(brief.key, date=date(2025, 12, 11)),
        facts=Facts(
            accuracy_this_week=Fact(100, 5, WEEK, "answers"),
            recommended=Fact("Phrasal verbs", 1, WEEK, "recommended"),
        ),
    )


def unknown(language: str) -> Brief:
    """A learner who has done nothing yet."""
    brief = full(language)
    return replace(
        brief,
        name="",
        level=None,
        progress=None,
        focus=None,
        missed=(),
        review=(),
        review_count=0,
        practice=None,
        goal=Goal(kind="first_quiz"),
        key=replace(brief.key, date=date(2025, 12, 12)),
        facts=Facts(),
    )


def all_right(language: str) -> Brief:
    """A learner who answered a lot, all of it right, and has nothing to go back to."""
    accuracy = Fact(100, 20, WEEK, "answers")
    return replace(
        unknown(language),
        progress=Progress(answered=20, right=20, accuracy_percent=100),
        facts=Facts(accuracy_this_week=accuracy),
        goal=Goal(kind="come_back"),
    )


def lessons_only(language: str) -> Brief:
    """A learner who finished lessons and answered too little to speak of."""
    return replace(
        unknown(language),
        progress=Progress(lessons=("Regular verbs",), lesson_count=1),
        facts=Facts(lessons_finished=Fact(("Regular verbs",), 1, WEEK, "lessons")),
        goal=Goal(kind="come_back"),
    )


def returning(language: str) -> Brief:
    """A learner of whom something is known, but nothing from the last seven days."""
    return replace(unknown(language), goal=Goal(kind="come_back"))


def untitled(language: str) -> Brief:
    """A learner with reviews due, none of which has a title fit to be spoken."""
    return replace(
        unknown(language),
        review_count=3,
        facts=Facts(reviews_due=Fact((), 3, "until 2025-12-11", "reviews_due")),
        goal=Goal(kind="review", count=3),
    )


def all_wrong(language: str) -> Brief:
    """A learner none of whose answers was right, about which nothing else is known."""
    return replace(
        falling(language),
        level=None,
        progress=Progress(answered=2, right=0, accuracy_percent=0, change=-50),
        missed=MISSED[1:],
        review=(),
        review_count=0,
        focus=Focus(topic="Past Tense Verbs", why="weakest_subject", accuracy_percent=0),
        facts=Facts(accuracy_this_week=Fact(0, 2, WEEK, "answers")),
    )


def due(language: str) -> Brief:
    """A question that is due for review, in the third episode about it, two of seven reviews."""
    return replace(
        reviews_only(language),
        level="advanced",
        progress=Progress(answered=22, right=2, accuracy_percent=9, change=2),
        review=REVIEW[:2],
        review_count=2,
        practice=Practice(kind="due", question="Which month comes after May?", answer="June"),
        recent=Recent(
            topics=("Prepositions of time", "Prepositions of time", "Past Tense Verbs"),
            questions=("Which day comes after Friday?", "What is the past tense of 'go'?"),
            titles=("Sarah and the clock", "At noon, on Monday, in May"),
            turn=2,
        ),
        turn=3,
    )


def unread(language: str) -> Brief:
    """Every answer wrong, each to a question that has to be seen or heard."""
    return replace(
        unknown(language),
        progress=Progress(answered=6, right=0, accuracy_percent=0),
        focus=Focus(topic="English Grammar", why="missed_questions", missed=3),
        practice=Practice(kind="recall", question="English Grammar"),
        goal=Goal(kind="redo_missed", title="Past tense verbs", count=3),
        facts=Facts(
            accuracy_this_week=Fact(0, 6, WEEK, "answers"),
            missed_questions=Fact((), 6, WEEK, "answers"),
        ),
    )


def unnamed(language: str) -> Brief:
    """The same of questions whose subjects and quizzes have no name to be spoken."""
    return replace(
        unread(language),
        focus=None,
        practice=None,
        goal=Goal(kind="redo_missed", count=5, out_of=6),
    )


def forgotten(language: str) -> Brief:
    """Six items due: what is left of some is next to nothing, others were never reviewed."""
    gone = ReviewItem(title="Prepositions of time", kind="quiz", faded=True, due_at=DUE)
    new = ReviewItem(title="Question words", kind="quiz", never_reviewed=True, due_at=DUE)
    review = (new, gone, replace(gone, title="Plurals"), replace(gone, title="Numbers"))
    return replace(
        reviews_only(language),
        focus=Focus(topic="Question words", why="reviews_due", never_reviewed=True),
        review=review,
        review_count=6,
        practice=None,
        goal=Goal(kind="review", title="Prepositions of time", count=5, out_of=6),
        facts=Facts(reviews_due=Fact(review, 6, "until 2025-12-09", "reviews_due")),
    )


def crowded(language: str) -> Brief:
    """Far more than fits in, by titles and questions as long as they may be."""
    long = "Everything that is worth knowing about irregular verbs in the past tense, part "
    asked = "Which of these sentences is right, and why would somebody think that it is not: "
    missed = tuple(
        replace(each, question=f"{asked}{each.question}", quiz=f"{long}{number}")
        for number, each in enumerate(MISSED * 2, 1)
    )
    review = tuple(replace(each, title=f"{long}{number}") for number, each in enumerate(REVIEW, 7))
    return replace(full(language), missed=missed, review=review, level="beginner")


def foreign(language: str) -> Brief:
    """A name that is written from right to left, and nothing but Japanese titles."""
    titles = ("前置詞マスターコース", "不規則動詞「過去形」", "現在完了形 2")
    return replace(
        reviews_only(language),
        name="דניאל",
        progress=Progress(lessons=titles[:2], lesson_count=2),
        focus=Focus(topic=titles[1], why="reviews_due", retention_percent=41),
        review=tuple(ReviewItem(title=each, retention_percent=41) for each in titles),
        practice=Practice(kind="recall", question=titles[2]),
        goal=Goal(kind="review", title=titles[0], count=3),
    )


_MORNINGS = (full, falling, reviews_only, thin, unknown)
_NOTHING_TO_WORK_ON = (all_right, lessons_only, returning, untitled)
BRIEFS = {each.__name__: each for each in (*_MORNINGS, *_NOTHING_TO_WORK_ON)}
_SPECIAL = (all_wrong, due, crowded, foreign, unread, unnamed, forgotten)
SPECIAL = {each.__name__: each for each in _SPECIAL}
"""Mornings that matter for what they hold, not for how they begin."""
