"""The platform's own scores, with subjects by their names."""

import re
from collections.abc import Iterator, Mapping

from podcaster.domain.learner import Ability
from podcaster.sources.database.times import moment
from podcaster.sources.database.values import Row, decoded, if_it_fits, number, whole

_ID = re.compile(r"[\W\d_]*|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)


def subjects_scored(row: Row) -> Iterator[str]:
    """What a row calls its subjects by: ids, or names."""
    scores = decoded(row.get("by_subject"))
    if isinstance(scores, dict):
        yield from map(str, scores)


def ability_of(row: Row, names: Mapping[str, str]) -> Ability:
    """The scores; a subject whose id has no name among `names` is left out."""
    scores = decoded(row.get("by_subject"))
    named = _named(scores, names) if isinstance(scores, dict) else ()
    return Ability(
        overall=if_it_fits(number, row.get("overall")),
        by_subject=dict(named),
        answered=if_it_fits(whole, row.get("total_answered")),
        right=if_it_fits(whole, row.get("total_right")),
        computed_at=if_it_fits(moment, row.get("computed_at")),
    )


def _named(
    scores: Mapping[object, object], names: Mapping[str, str]
) -> Iterator[tuple[str, float]]:
    for key, value in scores.items():
        subject = str(key)
        name = names.get(subject) or ("" if _ID.fullmatch(subject) else subject)
        score = if_it_fits(number, value)
        if name and score is not None:
            yield name, score
