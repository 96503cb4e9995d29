"""What an episode is about and why, in words for developers; listeners hear it otherwise."""

from podcaster.domain.brief import Brief, Focus, Goal, Practice


def about_json(brief: Brief, anew: Brief) -> dict[str, object]:
    """`about` of `explain --json`: the topic, and everything else as a sentence's end.

    `anew` is the brief of the same learner if no episode had been before.
    """
    return {
        "topic": brief.focus.topic if brief.focus else None,
        "because": because(brief.focus),
        "practice": practice(brief.practice),
        "goal": goal(brief.goal),
        "recent": recent(brief),
        "avoided": avoided(brief, anew),
    }


def because(focus: Focus | None) -> str:
    """Why this topic and no other."""
    if focus is None:
        return "nothing is known well enough to choose one: it is a general episode"
    match focus.why:
        case "weakest_subject" if focus.accuracy_percent is None:
            return "the platform's score is lowest there, and answers are too few to know better"
        case "weakest_subject":
            accuracy, answered = focus.accuracy_percent, focus.answered
            return f"{accuracy} % of {answered} answers there were right, the lowest share"
        case "missed_questions":
            return f"{_counted(focus.missed)} missed and not answered right since"
        case "reviews_due" if focus.never_reviewed:
            return "it is due for review, and was never reviewed"
        case "reviews_due" if focus.faded:
            return "it is due for review: next to nothing of it should be remembered"
        case "reviews_due" if focus.retention_percent is None:
            return "it is due for review"
        case "reviews_due":
            return f"it is due for review: {focus.retention_percent} % of it should be remembered"
        case "recommended":
            return "the platform recommends it"
        case "course":
            return "it is one of this learner's courses"


def practice(found: Practice | None) -> str:
    """The question of the episode, and where it comes from."""
    if found is None:
        return "no question: none was missed and none is due"
    match found.kind:
        case "missed":
            given = f"answered {found.given!r}, " if found.given else ""
            return f"{found.question!r} (missed: {given}the right answer is {found.answer!r})"
        case "due":
            return f"{found.question!r} (due for review; the answer is {found.answer!r})"
        case "recall":
            return f"what is remembered of {found.question!r}"


def goal(found: Goal) -> str:
    """The one small thing for tomorrow."""
    match found.kind:
        case "review":
            first = f", beginning with {found.title!r}" if found.title else ""
            return f"go over {_part(found, 'item')} due{first}"
        case "redo_missed":
            where = f" of {found.title!r}" if found.title else ""
            return f"answer {_part(found, 'missed question')}{where} again"
        case "recommended":
            return f"try {found.title!r}"
        case "first_quiz":
            return "take a first quiz"
        case "come_back":
            return f"come back to {found.title!r}" if found.title else "come back"


def recent(brief: Brief) -> str:
    """What the last episodes were about and asked, newest first."""
    topics, questions = brief.recent.topics, brief.recent.questions
    if not topics and not questions:
        return "no earlier episode is on record"
    told = [f"were about {_listed(topics)}"] if topics else []
    told += [f"asked {_listed(questions)}"] if questions else []
    return f"the last episodes {' and '.join(told)}"


def avoided(brief: Brief, anew: Brief) -> list[str]:
    """What would have come first, had it not been in the last episodes."""
    found = []
    if anew.focus and brief.focus and anew.focus.topic != brief.focus.topic:
        found.append(f"the topic {anew.focus.topic!r}")
    if anew.practice and brief.practice and anew.practice.question != brief.practice.question:
        found.append(f"the question {anew.practice.question!r}")
    return found


def _listed(titles: tuple[str, ...]) -> str:
    return ", ".join(repr(each) for each in dict.fromkeys(titles))


def _counted(count: int | None) -> str:
    return f"{count or 'some'} of its questions {'was' if count == 1 else 'were'}"


def _part(found: Goal, what: str) -> str:
    """How many of how many, where there are more than are to be done."""
    if found.out_of:
        return f"{found.count} of {found.out_of} {what}s"
    return f"1 {what}" if found.count == 1 else f"{found.count or 'some'} {what}s"
