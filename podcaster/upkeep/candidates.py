"""Whom a configuration names for scripts and voices, as an examination needs to know them."""

from dataclasses import dataclass
from typing import Any

from podcaster.remote.credentials import Credentials
from podcaster.script.models.adapter import Adapter as ModelAdapter
from podcaster.speech.engines.adapter import Adapter as EngineAdapter
from podcaster.speech.options import WithoutCredentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The models of a configuration, or the engines of a plan, in their order.

    `serving` are those that can be asked. Where nobody can, `otherwise` says what happens; it is
    in force where `serving` is empty. `is_trial`: the learners are those of the sample.
    """

    about: str
    names: tuple[str, ...]
    serving: tuple[str, ...]
    otherwise: WithoutCredentials = "refuse"
    is_trial: bool = False

    @property
    def is_served(self) -> bool:
        """True where a night goes on without anybody else."""
        return bool(self.serving) or self.otherwise != "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who is named in `chains`.

    `missing` says what has to be set before anybody can be asked, `keys` which variables
    credentials are in now. `base_url` is where it is asked instead of at its vendor's own address,
    and `base_from` who says so; both "" for the vendor itself.
    """

    name: str
    missing: tuple[str, ...]
    keys: tuple[str, ...]
    chains: tuple[Chain, ...]
    base_url: str = ""
    base_from: str = ""

    @property
    def about(self) -> str:
        """How findings call it."""
        return self.name

    @property
    def section(self) -> str:
        """Where it is configured."""
        return f"[{self.name}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCandidate(Candidate):
    """A model of the chain."""

    adapter: ModelAdapter[Any]

    @property
    def about(self) -> str:
        """How findings call it."""
        return f"model {self.name}"

    @property
    def section(self) -> str:
        """Where it is configured."""
        return f"[models.{self.name}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineCandidate(Candidate):
    """An engine of a plan; without an adapter it is the embedded voice."""

    adapter: EngineAdapter | None

    @property
    def about(self) -> str:
        """How findings call it."""
        return f"engine {self.name}"

    @property
    def section(self) -> str:
        """Where it is configured."""
        return f"[engines.{self.name}]"


def variables_set(credentials: Credentials, *names: str) -> tuple[str, ...]:
    """The first of `names` that is set, or whose NAME_FILE is; nothing where none is."""
    variables = (variable for name in names for variable in (name, f"{name}_FILE"))
    return next(((each,) for each in variables if credentials.text(each)), ())
