"""What is special about each cloud engine, as the one walk through a script needs it."""

from abc import ABC, abstractmethod
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from podcaster.domain.learner import Gender
from podcaster.errors import Transient
from podcaster.remote.catalogue import catalogue
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.remote.prices import micro_usd
from podcaster.remote.reply import Reply
from podcaster.speech.cloud_voices import CloudVoice, voice_of
from podcaster.speech.markup.rendered import Rendered
from podcaster.speech.options import CloudOptions
from podcaster.speech.pieces import Piece
from podcaster.text.redact import Redaction

LIMIT_BYTES = 32 * 2**20
"""Five minutes of WAV in base64 are 20 MB."""

OK = 200


class Dialect(Protocol):
    """A module of `markup`: what a vendor is told, and how much of it at once."""

    def render(self, piece: Piece, voice: CloudVoice, *, plain: bool = False) -> Rendered:
        """`piece` in the vendor's words; `plain`: without whatever it may refuse."""

    def fits(self, piece: Piece, voice: CloudVoice) -> bool:
        """True where one request can hold `piece`."""


class Adapter(ABC):
    """One vendor's way to speak one piece; thread-safe.

    `kind` is the vendor in the record, `homes` are the domains that are its own, `version` is
    raised when the same piece is asked for in another way, `raw_rate` is the sample rate of sound
    without a header.
    """

    kind: ClassVar[str]
    vendor: ClassVar[str]
    homes: ClassVar[tuple[str, ...]]
    version: ClassVar[int] = 1
    dialect: Dialect
    raw_rate: int | None = None

    def __init__(self, options: CloudOptions, credentials: Credentials, http: Http) -> None:
        """Asks as `[engines.NAME]` says."""
        self._credentials, self._http = credentials, http
        self.remote = options

    @property
    @abstractmethod
    def tier(self) -> str:
        """The operator's tier of voices."""

    @property
    def model(self) -> str:
        """What a breaker watches over, and the record names."""
        return self.tier

    @property
    @abstractmethod
    def address(self) -> str:
        """The URL that is asked; "" where the vendor's own client knows it."""

    @property
    def at_home(self) -> bool:
        """True where it is the vendor itself that is asked, or a region of it."""
        try:
            host = urlsplit(self.address).hostname or ""
        except ValueError:
            return False
        return not self.address or any(
            host == home or host.endswith((f".{home}", f"-{home}")) for home in self.homes
        )

    @property
    def where(self) -> str:
        """The address, where it decides whose voice it is; "" where the vendor's name does."""
        return ""

    @property
    @abstractmethod
    def format(self) -> str:
        """The vendor's word for the sound that is asked for."""

    @abstractmethod
    def send(self, rendered: Rendered, voice: CloudVoice, timeout: float) -> Reply:
        """The vendor's good answer; otherwise a ProviderError."""

    def sound(self, reply: Reply) -> bytes:
        """The sound in an answer; a ProviderError where there is none."""
        if not reply.body:
            raise Transient(f"{self.vendor} answered with nothing", kind="empty")
        return reply.body

    def billed_by(self, reply: Reply, rendered: Rendered) -> int:
        """The characters that were paid for, by the vendor's own count where it tells."""
        return rendered.billed

    def billed_of(self, characters: int, language: str) -> int:
        """About how many will be paid for where so many characters are spoken."""
        return characters

    def price(self, voice: CloudVoice) -> int | None:
        """Micro-dollars for a million characters: the operator's, else the known price."""
        if self.remote.usd_per_million_characters is not None:
            return micro_usd(self.remote.usd_per_million_characters)
        return catalogue().voice_price(self.kind, self.price_tier(voice))

    def price_tier(self, voice: CloudVoice) -> str:
        """What the price of a voice is listed under."""
        return voice.tier

    def voice(self, language: str, gender: Gender | None) -> CloudVoice:
        """Who speaks; Rejected (`no_voice`) where nobody does."""
        return voice_of(self.kind, self.tier, language, gender, self.remote.voices)

    def redact(self, text: str) -> str:
        """`text` without any secret that was used."""
        return Redaction(self._credentials.secrets)(text)
