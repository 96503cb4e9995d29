"""What an operator may set about where episodes live."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from podcaster.options import Options
from podcaster.storage.store import is_key


def _fits_in_keys(prefix: str) -> str:
    inner = prefix.strip("/")
    if inner and not is_key(inner):
        raise ValueError("must be plain path segments, such as media or media/podcasts")
    return prefix


Prefix = Annotated[str, AfterValidator(_fits_in_keys)]


class StorageOptions(Options):
    """`[storage]`: which store new episodes go to, and for how long they stay."""

    store: str = "local"
    prefix: Prefix = ""
    keep_days: int = Field(default=30, ge=1, le=3650)


class LocalOptions(Options):
    """`[stores.NAME]` of kind `local`: a directory."""

    kind: Literal["local"] = "local"
    path: Path = Path("media")
    prefix: Prefix | None = None
