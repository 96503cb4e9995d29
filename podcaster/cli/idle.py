"""Whether a retry of cron can end before it has begun: most find nothing to do.

Only configuration and ledger are looked at; the rest of the program takes longer to import than
that takes.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from podcaster.config.loading import load
from podcaster.errors import PodcasterError
from podcaster.ledger.due import is_anything_due
from podcaster.ledger.lock import is_free


def is_idle(config: Path | None) -> bool:
    """True where no run is at work and no episode waits for one now, and there is nothing to tell.

    Whatever is not as it should be is for the retry itself to find, and so this is False.
    """
    now = datetime.now(UTC)
    try:
        loaded = load(config, os.environ, {})
        state, days = loaded.config.state_dir, loaded.config.pipeline.retry_days
        if loaded.warnings or not is_free(state / "ledger.lock"):
            return False
        return not is_anything_due(state / "ledger.sqlite", now - timedelta(days=days), now)
    except (PodcasterError, OSError):
        return False
