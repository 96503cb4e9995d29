"""The one topic of an episode, and why."""

from collections import Counter
from collections.abc import Iterable, Sequence

from podcaster.briefing.speakable import speakable_title
from podcaster.domain.brief import Focus
from podcaster.domain.facts import Fact, Facts, ReviewItem, WeakSubject
from podcaster.domain.learner import Activity, Answer


def choose_focus(activity: Activity, facts: Facts, missed: Sequence[Answer]) -> Focus | None:
    """What most needs attention, by the best evidence there is; None where there is none at all.

    The weakest subject, else the subject with most missed questions, else what is most forgotten,
    else what the platform recommends, else a course. `missed` comes newest first.
    """
    return (
        _weakest(facts.weakest_subject)
        or _most_missed(missed)
        or _most_forgotten(facts.reviews_due)
        or _recommended(facts.recommended)
        or _course(activity.courses)
    )


def _weakest(fact: Fact[WeakSubject] | None) -> Focus | None:
    if fact is None:
        return None
    accuracy = fact.value.accuracy_percent
    return Focus(
        topic=fact.value.name,
        why="weakest_subject",
        accuracy_percent=accuracy,
        answered=None if accuracy is None else fact.n,
    )


def _most_missed(missed: Iterable[Answer]) -> Focus | None:
    """Of subjects with as many missed questions, the one missed last."""
    names = (speakable_title(answer.subject) for answer in missed)
    by_subject = Counter(name for name in names if name)
    if not by_subject:
        return None
    [(topic, count)] = by_subject.most_common(1)
    return Focus(topic=topic, why="missed_questions", missed=count)


def _most_forgotten(fact: Fact[tuple[ReviewItem, ...]] | None) -> Focus | None:
    if fact is None or not fact.value:
        return None
    item = fact.value[0]
    return Focus(topic=item.title, why="reviews_due", retention_percent=item.retention_percent)


def _recommended(fact: Fact[str] | None) -> Focus | None:
    return Focus(topic=fact.value, why="recommended") if fact else None


def _course(courses: Iterable[str]) -> Focus | None:
    topic = next((title for each in courses if (title := speakable_title(each))), "")
    return Focus(topic=topic, why="course") if topic else None
