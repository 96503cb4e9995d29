"""What an operator may set about where episodes live."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from podcaster.options import Options


class StorageOptions(Options):
    """`[storage]`: which store new episodes go to, and for how long they stay."""

    store: str = "local"
    prefix: str = ""
    keep_days: int = Field(default=30, ge=1, le=3650)


class LocalOptions(Options):
    """`[stores.NAME]` of kind `local`: a directory."""

    kind: Literal["local"] = "local"
    path: Path = Path("media")
    prefix: str | None = None
