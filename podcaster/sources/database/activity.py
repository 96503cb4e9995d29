"""What some learners did: one query for each kind of fact, whatever their number."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from podcaster.domain.learner import (
    Ability,
    Activity,
    LearnerId,
    Lesson,
    Recommendation,
    ReviewDue,
)
from podcaster.sources.database.abilities import ability_of, subjects_scored
from podcaster.sources.database.answers import AnswerReader, Newest
from podcaster.sources.database.asking import Asking, Owners
from podcaster.sources.database.questions import Questions
from podcaster.sources.database.reviews import ReviewReader, due_once
from podcaster.sources.database.times import moment
from podcaster.sources.database.values import Row, id_of, if_it_fits, number

ABOUT_ACTIVITY = ("answers", "reviews", "recommended", "lessons", "courses", "ability")
"""The queries that are asked here."""


class Batch:
    """The learners of one batch, and the transaction in which they are asked about."""

    def __init__(
        self,
        connection: Connection,
        asking: Asking,
        ids: Mapping[LearnerId, object],
        tenant: str,
        questions: Questions,
    ) -> None:
        self._connection, self._asking = connection, asking
        self._ids, self._tenant, self._owners = ids, tenant, Owners(ids, tenant)
        self._questions, self._texts = questions, questions.texts
        self.oddities: Counter[str] = Counter()
        """Rows that tell nothing, counted by why."""

    def activities(self) -> dict[LearnerId, Activity]:
        """What each of them did; nobody is left out."""
        answers, reviews = self._answers(), self._reviews()
        recommended, lessons = self._grouped("recommended"), self._grouped("lessons")
        courses, abilities = self._grouped("courses"), self._abilities()
        return {
            each: Activity(
                ability=abilities.get(each, Ability()),
                answers=answers[each].newest_first() if each in answers else (),
                reviews_due=due_once(reviews.get(each, ())),
                recommended=self._recommended(recommended.get(each, [])),
                lessons=self._finished(lessons.get(each, [])),
                courses=tuple(sorted({self._title(row) for row in courses.get(each, [])} - {""})),
            )
            for each in self._ids
        }

    def _rows(self, name: str) -> Iterator[tuple[LearnerId, Row]]:
        for row in self._asking.rows(self._connection, name, list(self._ids.values())):
            owner = self._owners.of(row)
            if owner is not None:
                yield owner, row

    def _grouped(self, name: str) -> Mapping[LearnerId, list[Row]]:
        found: defaultdict[LearnerId, list[Row]] = defaultdict(list)
        for owner, row in self._rows(name):
            found[owner].append(row)
        return found

    def _answers(self) -> Mapping[LearnerId, Newest]:
        reader, since = AnswerReader(self._questions), self._asking.span.compared_since
        found: defaultdict[LearnerId, Newest] = defaultdict(lambda: Newest(since))
        for owner, row in self._rows("answers"):
            reader.add(row, to=found[owner])
        self.oddities.update(reader.oddities)
        return found

    def _reviews(self) -> Mapping[LearnerId, Sequence[ReviewDue]]:
        """Whoever stays away has thousands due: of their rows only what is told is held."""
        reader = ReviewReader(self._questions, self._asking.span.at)
        found: defaultdict[LearnerId, list[ReviewDue]] = defaultdict(list)
        for owner, row in self._rows("reviews"):
            found[owner].append(reader.listed(row))
        return found

    def _abilities(self) -> Mapping[LearnerId, Ability]:
        rows = dict(self._rows("ability"))
        scored = {subject for row in rows.values() for subject in subjects_scored(row)}
        if not scored:
            return {owner: ability_of(row, {}) for owner, row in rows.items()}
        names = self._asking.names_of_subjects(self._connection, scored, self._tenant)
        return {
            owner: ability_of(row, self._spoken(names.of(owner.tenant)))
            for owner, row in rows.items()
        }

    def _spoken(self, names: Mapping[str, str]) -> dict[str, str]:
        return {subject: self._texts.line(name) for subject, name in names.items()}

    def _recommended(self, rows: list[Row]) -> tuple[Recommendation, ...]:
        """The best first; of equals the order of the rows would be another every night."""
        found = [
            Recommendation(
                title=self._title(row),
                score=if_it_fits(number, row.get("score")),
                quiz_id=id_of(row.get("quiz_id")),
            )
            for row in rows
        ]
        return tuple(sorted(found, key=_best_first))

    def _finished(self, rows: list[Row]) -> tuple[Lesson, ...]:
        """The newest first; a lesson that is begun and not finished is none."""
        times = ((row, if_it_fits(moment, row["completed_at"])) for row in rows)
        found = (Lesson(title=self._title(row), completed_at=at) for row, at in times if at)
        return tuple(sorted(found, key=lambda each: (each.completed_at, each.title), reverse=True))

    def _title(self, row: Row) -> str:
        return self._texts.line(row.get("title"))


def _best_first(offered: Recommendation) -> tuple[float, str, str]:
    return -(offered.score or 0.0), offered.title, offered.quiz_id
