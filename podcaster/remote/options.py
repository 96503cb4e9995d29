"""What an operator may set about any provider."""

from typing import Annotated

from pydantic import Field, field_validator

from podcaster.options import Options

Seconds = Annotated[float, Field(gt=0, le=600)]
UsdPerMillion = Annotated[float, Field(ge=0, le=100_000)]
Usd = Annotated[float, Field(ge=0, le=1_000_000)]


class RemoteOptions(Options):
    """What `[models.NAME]` and `[engines.NAME]` of remote providers have in common.

    `timeout` is for one request. `at_once` requests may be under way together and `per_second`
    may start in a second (None: no limit), for all learners of a run. `base_url` stands for the
    vendor's scheme, host and port; empty: the vendor's own.
    """

    base_url: str = ""
    timeout: Seconds = 60
    at_once: int = Field(default=8, ge=1, le=256)
    per_second: Annotated[float, Field(gt=0, le=10_000)] | None = None

    @field_validator("base_url")
    @classmethod
    def _is_a_url(cls, url: str) -> str:
        from urllib.parse import urlsplit

        if not url:
            return url
        try:
            parts = urlsplit(url)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname)
            fits = fits and not parts.query and not parts.fragment and "@" not in parts.netloc
            _ = parts.port
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(
                "is no base URL: use a scheme and a host, such as http://127.0.0.1:8080"
            )
        return url.rstrip("/")


class BudgetOptions(Options):
    """`[budget]`: where spending stops, in US dollars; None: nowhere.

    A day is one of the configuration's own zone.
    """

    per_run_usd: Usd | None = None
    per_day_usd: Usd | None = None
