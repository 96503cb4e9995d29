"""What a model is asked, and what every model can do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from podcaster.remote.reply import Metered, Reply
from podcaster.script.models.options import MOST_TOKENS, WritingOptions
from podcaster.script.prompting import Prompt


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What stands above it all, and turns of which the first and the last are the user's."""

    system: str
    turns: tuple[Turn, ...]
    max_tokens: int

    @classmethod
    def opened(cls, prompt: Prompt, max_tokens: int) -> "Conversation":
        """The first request for a script."""
        return cls(prompt.system, (Turn("user", prompt.user),), max_tokens)

    def corrected(self, draft: str, correction: str) -> "Conversation":
        """The same with the model's own draft and what the user has to say of it."""
        return replace(
            self, turns=(*self.turns, Turn("assistant", draft), Turn("user", correction))
        )

    def enlarged(self) -> "Conversation":
        """The same with twice the room for an answer, up to MOST_TOKENS."""
        return replace(self, max_tokens=min(2 * self.max_tokens, MOST_TOKENS))

    @property
    def texts(self) -> str:
        """Everything that is said, as one text."""
        return "\n".join((self.system, *(turn.text for turn in self.turns)))


class Model(Protocol):
    """One model of one vendor, as it is configured.

    Nothing here retries, waits or remembers an answer. Errors are Transient, Rejected or
    Unavailable; their texts hold neither keys nor anything of the conversation.
    """

    @property
    def kind(self) -> str:
        """The vendor's word: `openai`, `gemini` or `anthropic`."""

    @property
    def options(self) -> WritingOptions:
        """What the operator set."""

    def inputs(self, conversation: Conversation) -> Mapping[str, object]:
        """All that an answer depends on, as plain JSON; no key is in it."""

    def send(self, conversation: Conversation, timeout: float) -> Reply:
        """One question in at most `timeout` seconds; what was not answered with 200 is raised."""

    def price(self, reply: Reply) -> Metered:
        """What an answer took, as far as it tells; never raises."""

    def text(self, reply: Reply) -> str:
        """What the model wrote, not blank; Transient or Rejected where that is no usable text."""

    def estimate(self) -> int | None:
        """Micro-dollars that a usual script costs; None where no price is known."""
