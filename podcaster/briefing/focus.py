"""The one topic of an episode, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from podcaster.briefing.answers import question_key
from podcaster.briefing.speakable import speakable_title
from podcaster.domain.brief import Focus
from podcaster.domain.facts import Fact, Facts, ReviewItem, WeakSubject
from podcaster.domain.learner import Activity, Answer

RESTS_FOR = 3
"""Episodes in which a topic that was the focus is not the focus again, if there is another."""
_MET_BEFORE = frozenset({"weakest_subject", "missed_questions", "course"})


def find_topics(activity: Activity, facts: Facts, missed: Sequence[Answer]) -> tuple[Focus, ...]:
    """What an episode could be about, by the best evidence first; `missed` comes newest first.

    The weakest subject, the subjects of missed questions, what is most forgotten, what the
    platform recommends, courses.
    """
    return (
        *_weakest(facts.weakest_subject),
        *_most_missed(missed),
        *_most_forgotten(facts.reviews_due),
        *_recommended(facts.recommended),
        *_courses(activity.courses),
    )


def choose_focus(best_first: Sequence[Focus], recent: Sequence[str] = ()) -> Focus | None:
    """What most needs attention and was not the topic of the last episodes; None for no topics.

    If they were about all there is, what was longest ago. `recent` topics come newest first.
    """
    lately = [question_key(topic) for topic in recent]
    for focus in best_first:
        if question_key(focus.topic) not in lately[:RESTS_FOR]:
            return focus
    return max(best_first, key=lambda each: lately.index(question_key(each.topic)), default=None)


def titles_to_recall(
    due: Iterable[str], lessons: Iterable[str], topics: Iterable[Focus], focus: Focus | None
) -> list[str]:
    """What the learner has met before and may remember something of, the topic of today first.

    Titles that are due go before lessons just finished, and those before subjects and courses.
    """
    met = [each.topic for each in topics if each.why in _MET_BEFORE]
    sorts = (due, lessons, met)
    return [
        title
        for sort in sorts
        for title in sorted(sort, key=lambda each: not is_about(focus, each))
    ]


def is_about(focus: Focus | None, *names: str) -> bool:
    """True where one of the names, such as a subject and a quiz, is the topic."""
    return focus is not None and question_key(focus.topic) in map(question_key, names)


def _weakest(fact: Fact[WeakSubject] | None) -> Iterator[Focus]:
    if fact is not None:
        accuracy = fact.value.accuracy_percent
        yield Focus(
            topic=fact.value.name,
            why="weakest_subject",
            accuracy_percent=accuracy,
            answered=None if accuracy is None else fact.n,
        )


def _most_missed(missed: Iterable[Answer]) -> Iterator[Focus]:
    """Of subjects with as many missed questions, the one missed last; else quizzes."""
    names = (speakable_title(each.subject) or speakable_title(each.quiz) for each in missed)
    for topic, count in Counter(name for name in names if name).most_common():
        yield Focus(topic=topic, why="missed_questions", missed=count)


def _most_forgotten(fact: Fact[tuple[ReviewItem, ...]] | None) -> Iterator[Focus]:
    for item in fact.value if fact else ():
        yield Focus(
            topic=item.title,
            why="reviews_due",
            retention_percent=item.retention_percent,
            faded=item.faded,
            never_reviewed=item.never_reviewed,
        )


def _recommended(fact: Fact[str] | None) -> Iterator[Focus]:
    if fact:
        yield Focus(topic=fact.value, why="recommended")


def _courses(courses: Iterable[str]) -> Iterator[Focus]:
    titles = dict.fromkeys(map(speakable_title, courses))
    yield from (Focus(topic=title, why="course") for title in titles if title)
