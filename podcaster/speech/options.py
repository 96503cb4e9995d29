"""What an operator may set about who speaks."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from podcaster.options import Options
from podcaster.remote.options import RemoteOptions, UsdPerMillion
from podcaster.text.languages import normalise

WithoutCredentials = Literal["espeak", "script_only", "refuse"]
Rate = Annotated[float, Field(ge=0.5, le=2.0)]


class SpeechOptions(Options):
    """`[speech]`: which engines speak for which plan.

    `without_credentials` decides for a plan that is left without an engine; unset, it means
    `espeak` for the sample and `refuse` for any other source.
    """

    without_credentials: WithoutCredentials | None = None
    default_plan: str = "free"
    aliases: Mapping[str, str] = Field(default_factory=lambda: {"basic": "free"})
    plans: Mapping[str, tuple[str, ...]] = Field(
        default_factory=lambda: {
            "free": ("polly", "google", "azure"),
            "premium": ("google", "azure", "polly"),
            "enterprise": ("azure", "google", "polly"),
        }
    )


class EspeakOptions(Options):
    """`[engines.NAME]` of kind `espeak`: the embedded voice.

    `rate` is a factor on the pace of each level.
    """

    kind: Literal["espeak"] = "espeak"
    rate: Rate = 1.0


class VoiceOptions(Options):
    """`[engines.NAME.voices] TAG`: who speaks a language instead of the voices that are known.

    Voices by the vendor's own names. `tier` alone takes the known voices of another tier. `code`
    is the vendor's own code of the language where it is not the tag, such as `cmn-CN`.
    """

    female: str = ""
    male: str = ""
    tier: str = ""
    code: str = ""


class CloudOptions(RemoteOptions):
    """What `[engines.NAME]` of every cloud engine has in common.

    `rate` is a factor on the pace of each level. `usd_per_million_characters` takes the place of
    the price that is known (None: that one). Keys of `voices` are language tags.
    """

    tiers: ClassVar[tuple[str, ...]] = ()
    rate: Rate = 1.0
    voices: Mapping[str, VoiceOptions] = Field(default_factory=dict)
    usd_per_million_characters: UsdPerMillion | None = None

    @field_validator("voices")
    @classmethod
    def _are_of_known_languages_and_tiers(
        cls, voices: Mapping[str, VoiceOptions]
    ) -> Mapping[str, VoiceOptions]:
        for tag, voice in voices.items():
            if not normalise(tag):
                raise ValueError(f"{tag!r} is no language tag, such as en-US")
            if voice.tier and voice.tier not in cls.tiers:
                raise ValueError(f"{voice.tier!r} is no tier of this engine: {list(cls.tiers)}")
        return {normalise(tag): voice for tag, voice in voices.items()}


class PollyOptions(CloudOptions):
    """`[engines.NAME]` of kind `polly`: Amazon Polly.

    `region` and `profile`, where empty, are those of the environment or of AWS's own files.
    `use_instance_role` also asks the machine's metadata service for credentials. Limits are those
    of "Quotas in Amazon Polly": 8 requests a second for all tiers but `standard`, which has 80.
    """

    tiers: ClassVar[tuple[str, ...]] = ("neural", "standard", "generative", "long-form")
    kind: Literal["polly"] = "polly"
    tier: Literal["neural", "standard", "generative", "long-form"] = "neural"
    region: str = ""
    profile: str = ""
    use_instance_role: bool = False
    at_once: int = Field(default=4, ge=1, le=256)
    per_second: Annotated[float, Field(gt=0, le=10_000)] | None = 8


class GoogleOptions(CloudOptions):
    """`[engines.NAME]` of kind `google`: Google Cloud Text-to-Speech.

    `chirp3` are the Chirp 3 HD voices, which take plain text; `ssml` are Neural2 and WaveNet,
    which take markup. The rate is the quota of the former, 200 requests a minute ("Quotas and
    limits"); the latter have 1,000.
    """

    tiers: ClassVar[tuple[str, ...]] = ("chirp3", "ssml")
    kind: Literal["google"] = "google"
    tier: Literal["chirp3", "ssml"] = "chirp3"
    per_second: Annotated[float, Field(gt=0, le=10_000)] | None = 3.3


class AzureOptions(CloudOptions):
    """`[engines.NAME]` of kind `azure`: Azure AI Speech.

    `base_url` is that of a resource with a domain of its own; without one, `region` or the
    environment's is needed. A free (F0) resource has 20 requests a minute: `per_second = 0.33`.
    """

    tiers: ClassVar[tuple[str, ...]] = ("neural",)
    kind: Literal["azure"] = "azure"
    tier: Literal["neural"] = "neural"
    region: Annotated[str, Field(pattern=r"^[a-z0-9]*$")] = ""


class OpenAISpeechOptions(CloudOptions):
    """`[engines.NAME]` of kind `openai`: OpenAI's speech route, and every server that has it too.

    OpenAI shuts all its models of this route on 2027-01-06 (openai-python, audio/speech.py), so
    it is for servers of one's own, by `base_url` with `/v1`; those need no key.
    """

    kind: Literal["openai"] = "openai"
    model: Annotated[str, Field(min_length=1)] = "gpt-4o-mini-tts"
    format: Literal["wav", "mp3", "pcm"] = "wav"


EngineOptions = Annotated[
    EspeakOptions | PollyOptions | GoogleOptions | AzureOptions | OpenAISpeechOptions,
    Field(discriminator="kind"),
]
"""`[engines.NAME]`, told apart by `kind`."""
