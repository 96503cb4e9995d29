"""How much of an item is still remembered.

The platform sets its own estimate to 1 at each review and seldom lets it decay, so that it is
reckoned anew from when the item was last reviewed and how well it sticks.
"""

import math
from datetime import datetime, timedelta

LONGEST_INTERVAL = 180
USUAL_EASINESS = 2.5
_DAY = timedelta(days=1)


def retained(
    at: datetime,
    last_reviewed_at: datetime | None,
    interval_days: float | None,
    easiness_factor: float | None,
) -> float:
    """The share still remembered at that moment, from 0 to 1.

    exp(-days / max(0.5, min(interval, 180) * easiness / 2.5 * 1.5)); an item that was never
    reviewed is not remembered at all, one reviewed later than `at` is not forgotten yet.
    """
    if last_reviewed_at is None:
        return 0.0
    interval = min(interval_days or 0.0, LONGEST_INTERVAL)
    easiness = USUAL_EASINESS if easiness_factor is None else easiness_factor
    holds = max(0.5, interval * easiness / USUAL_EASINESS * 1.5)
    return math.exp(-max(0.0, (at - last_reviewed_at) / _DAY) / holds)
