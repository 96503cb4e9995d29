"""A page of learners from a database, which knows how to ask what they did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.sources.database.activity import Batch
from podcaster.sources.database.asking import Asking
from podcaster.sources.database.chunks import Entry
from podcaster.sources.database.connecting import Connector
from podcaster.sources.database.questions import Questions
from podcaster.sources.seen import Seen


@dataclass
class DatabasePage:
    """A page of learners; what they did is asked for in one transaction."""

    connector: Connector = field(repr=False)
    asking: Asking = field(repr=False)
    questions: Questions = field(repr=False)
    tenant: str
    learners: list[Learner] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)
    duplicates: int = 0
    ignored_fields: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    raw_ids: dict[LearnerId, object] = field(default_factory=dict, repr=False)

    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        """What those learners did; rows that tell nothing are counted as warnings."""
        ids = {each: self.raw_ids[each] for each in wanted if each in self.raw_ids}
        if not ids:
            return {}
        with self.connector.reading() as connection:
            batch = Batch(connection, self.asking, ids, self.tenant, self.questions)
            found = batch.activities()
        self.warnings.update(batch.oddities)
        return found

    def add(self, entry: Entry, seen: Seen) -> None:
        """Takes a learner, once, or a row that is none."""
        learner = entry.learner
        if isinstance(learner, BadRecord):
            self.bad.append(learner)
        elif seen.again(learner.id):
            self.duplicates += 1
        else:
            self.learners.append(learner)
            self.raw_ids[learner.id] = entry.raw_id

    @property
    def size(self) -> int:
        """How many records it holds."""
        return len(self.learners) + len(self.bad)

    def __bool__(self) -> bool:
        return bool(self.size or self.duplicates or self.warnings or self.ignored_fields)
