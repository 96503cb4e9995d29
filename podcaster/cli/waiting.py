"""Episodes that failed and whose next try is not due yet, told."""

from dataclasses import dataclass
from datetime import UTC, datetime

from podcaster.ledger.entries import Begun

WHAT_DOES_NOT = "`podcaster retry --user ID` or `podcaster generate` does not wait"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The episodes that a retry at `now` leaves alone."""

    episodes: tuple[Begun, ...]
    now: datetime

    def __len__(self) -> int:
        return len(self.episodes)

    @property
    def sentence(self) -> str:
        """How many wait, until when, and what does not; "" where none does."""
        tries = sorted(each.next_try_at for each in self.episodes if each.next_try_at)
        if not tries:
            return ""
        first, last = self._hour(tries[0]), self._hour(tries[-1])
        when = first if first == last else f"{first} to {last}"
        return f"{len(self)} wait{'s' * (len(self) == 1)} until {when} UTC; {WHAT_DOES_NOT}"

    def _hour(self, moment: datetime) -> str:
        moment = moment.astimezone(UTC)
        is_today = moment.date() == self.now.astimezone(UTC).date()
        return f"{moment:%H:%M}" if is_today else f"{moment:%Y-%m-%d %H:%M}"
