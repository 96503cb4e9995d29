"""The whole configuration, assembled from the options of the rooms."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from podcaster.alerts.options import AlertsOptions
from podcaster.audio.options import AudioOptions
from podcaster.briefing.options import EligibilityOptions
from podcaster.config.nearest import perhaps
from podcaster.config.references import dangling
from podcaster.options import Options
from podcaster.pipeline.options import PipelineOptions
from podcaster.remote.options import BudgetOptions
from podcaster.script.models.options import (
    AnthropicOptions,
    GeminiOptions,
    ModelOptions,
    OpenAIOptions,
)
from podcaster.script.options import ScriptOptions
from podcaster.sources.options import LearnersOptions
from podcaster.speech.options import (
    AzureOptions,
    EngineOptions,
    EspeakOptions,
    GoogleOptions,
    OpenAISpeechOptions,
    PollyOptions,
    SpeechOptions,
)
from podcaster.storage.options import LocalOptions, StorageOptions, StoreOptions

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)]


def _models() -> dict[str, ModelOptions]:
    return {"openai": OpenAIOptions(), "gemini": GeminiOptions(), "anthropic": AnthropicOptions()}


def _engines() -> dict[str, EngineOptions]:
    return {
        "polly": PollyOptions(),
        "google": GoogleOptions(),
        "azure": AzureOptions(),
        "openai": OpenAISpeechOptions(),
        "espeak": EspeakOptions(),
    }


def _stores() -> dict[str, StoreOptions]:
    return {"local": LocalOptions()}


class Config(Options):
    """Everything an operator may set.

    As `load` gives it, all paths are absolute.
    """

    timezone: str = "UTC"
    env_file: Path = Path("podcaster.env")
    state_dir: Path = Path("var")
    learners: LearnersOptions = Field(default_factory=LearnersOptions)
    eligibility: EligibilityOptions = Field(default_factory=EligibilityOptions)
    script: ScriptOptions = Field(default_factory=ScriptOptions)
    models: Mapping[Name, ModelOptions] = Field(default_factory=_models)
    speech: SpeechOptions = Field(default_factory=SpeechOptions)
    engines: Mapping[Name, EngineOptions] = Field(default_factory=_engines)
    audio: AudioOptions = Field(default_factory=AudioOptions)
    storage: StorageOptions = Field(default_factory=StorageOptions)
    stores: Mapping[Name, StoreOptions] = Field(default_factory=_stores)
    alerts: AlertsOptions = Field(default_factory=AlertsOptions)
    budget: BudgetOptions = Field(default_factory=BudgetOptions)
    pipeline: PipelineOptions = Field(default_factory=PipelineOptions)

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # ZoneInfo raises each of these for a wrong name
            raise ValueError(
                "is no time zone; use a name such as Europe/Berlin"
                + perhaps(name, available_timezones())
            ) from None
        return name

    @field_validator("models", "engines", "stores", mode="before")
    @classmethod
    def _kind_is_the_name(cls, named: object) -> object:
        if not isinstance(named, Mapping):
            return named
        return {
            name: {"kind": name, **each} if isinstance(each, Mapping) else each
            for name, each in named.items()
        }

    @model_validator(mode="after")
    def _names_lead_somewhere(self) -> "Config":
        for _, wrong in dangling(self.model_dump()):
            raise ValueError(wrong)
        return self
