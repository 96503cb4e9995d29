"""What each vendor would put on its bill."""

from collections import Counter, deque
from dataclasses import dataclass, field

from vendors.wire import Answer, Seen

BODIES = 20


@dataclass
class Account:
    """One provider's side of the story.

    `requests` are all that asked for something paid, `answered` those that it charges for.
    `units_in` are tokens or characters. `most_at_once` is how many were ever under way together.
    """

    requests: int = 0
    answered: int = 0
    units_in: int = 0
    units_out: int = 0
    micro_usd: float = 0.0
    statuses: Counter = field(default_factory=Counter)
    models: Counter = field(default_factory=Counter)
    looked_up: int = 0
    at_once: int = 0
    most_at_once: int = 0
    starts: deque = field(default_factory=lambda: deque(maxlen=10_000))
    bodies: deque = field(default_factory=lambda: deque(maxlen=BODIES))

    def began(self, seen: Seen) -> None:
        if "." in seen.route:
            self.looked_up += 1
            return
        self.requests += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.starts.append(seen.at)
        self.bodies.append(seen.text)

    def ended(self, seen: Seen, answer: Answer, model: str) -> None:
        if "." in seen.route:
            return
        self.at_once -= 1
        self.statuses["reset" if answer.reset else answer.status] += 1
        self.models[model] += 1
        if answer.bill:
            self.answered += 1
            self.units_in += answer.bill.units_in
            self.units_out += answer.bill.units_out
            self.micro_usd += answer.bill.micro_usd

    def as_dict(self) -> dict:
        counted = ("requests", "answered", "units_in", "units_out", "looked_up", "most_at_once")
        return {
            **{name: getattr(self, name) for name in counted},
            "micro_usd": round(self.micro_usd),
            "statuses": {str(k): v for k, v in self.statuses.items()},
            "models": dict(self.models),
        }
