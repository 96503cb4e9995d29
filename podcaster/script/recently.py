"""What a model is told of the last episodes, so that the next one does not sound like them."""

from collections.abc import Iterable
from itertools import islice

from podcaster.domain.brief import Brief
from podcaster.script.speakable import speakable
from podcaster.script.values import QUESTION_LIMIT, TITLE_LIMIT, Plain

_MOST = 10


def told_lately(brief: Brief) -> dict[str, Plain]:
    """The topics, practice questions and titles of the last episodes; empty where there were none.

    The title of an episode may hold the learner's name, which no model is told: it is left out.
    """
    recent, name = brief.recent, brief.name.casefold()
    titles = (each for each in recent.titles if not name or name not in each.casefold())
    told = {
        "topics": _cleaned(recent.topics, TITLE_LIMIT),
        "questions": _cleaned(recent.questions, QUESTION_LIMIT),
        "titles": _cleaned(titles, TITLE_LIMIT),
    }
    return {kind: texts for kind, texts in told.items() if texts}


def _cleaned(texts: Iterable[str], limit: int) -> list[Plain]:
    """The newest of them, each once."""
    said = dict.fromkeys(speakable(text, limit) for text in texts)
    return [*islice(filter(None, said), _MOST)]
