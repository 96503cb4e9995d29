"""A model as a writer of scripts: asked, read, judged, and told once what was wrong."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from podcaster.domain.attempt import Record
from podcaster.domain.brief import Brief
from podcaster.domain.keys import owner_of
from podcaster.domain.script import Script, Written
from podcaster.errors import Misused, Rejected
from podcaster.remote.access import Access
from podcaster.remote.asking import Request, ask
from podcaster.remote.attempting import attempting
from podcaster.remote.kept import Kept
from podcaster.remote.reply import Reply
from podcaster.script.drafts import Unfit, judged
from podcaster.script.gates import duration
from podcaster.script.models.model import Conversation, Model
from podcaster.script.naming import with_name
from podcaster.script.options import ScriptOptions
from podcaster.script.prompting import correction_for, prompt_for
from podcaster.script.prompts import Prompts

_LONGEST_DRAFT = 30_000  # characters of a draft that are shown to its model again


@dataclass(frozen=True, slots=True)
class _Draft:
    """A script that passed, and the model that really wrote it."""

    script: Script
    model: str


class ModelWriter:
    """A Link[Brief, Written] that asks one model.

    A draft that is no script, or fails a gate, is asked for once more, with what was wrong; one
    that was cut off once more with twice the room. A refusal is never pushed. What was written is
    kept for the episode until somebody has it. The model sees a token for the learner's name.
    """

    def __init__(
        self,
        name: str,
        model: Model,
        prompts: Prompts,
        options: ScriptOptions,
        access: Access,
        kept: Kept,
        *,
        patience: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Asks `model` through `access`, for at most `patience` seconds per learner (None: ever).

        `clock` is that of the access.
        """
        self.name, self.model = name, model
        self._prompts, self._options = prompts, options
        self._access, self._kept = access, kept
        self._patience, self._clock = patience, clock

    def price_estimate(self) -> int | None:
        """Micro-dollars for a usual script; None where the price is not known."""
        return self.model.estimate()

    def answer(self, brief: Brief, record: Record) -> Written:
        """The script; else what the model, or the gates, had against it."""
        with self._rendering(record):
            prompt = prompt_for(brief, self._prompts, self._options)
        conversation = Conversation.opened(prompt, self.model.options.max_tokens)
        draft = self._drafted(conversation, brief, record)
        return Written(
            script=with_name(draft.script, brief.name),
            provider=self.model.kind,
            model=draft.model,
            prompt_sha256=hashlib.sha256(conversation.texts.encode()).hexdigest(),
            short=duration(draft.script, brief) < self._options.minutes[0] * 60,
        )

    def _drafted(self, conversation: Conversation, brief: Brief, record: Record) -> _Draft:
        until = None if self._patience is None else self._clock() + self._patience
        corrected = enlarged = False
        while True:
            request = self._request(conversation, brief, until)
            try:
                return ask(request, self._access, self._kept, record)
            except Unfit as unfit:
                if corrected:
                    raise
                corrected, conversation = True, self._corrected(conversation, unfit, record)
            except Rejected as error:
                larger = conversation.enlarged()
                if error.kind != "truncated" or enlarged or larger == conversation:
                    raise
                enlarged, conversation = True, larger

    def _corrected(self, conversation: Conversation, unfit: Unfit, record: Record) -> Conversation:
        with self._rendering(record):
            correction = correction_for(unfit.problems, self._prompts)
        return conversation.corrected(unfit.draft[:_LONGEST_DRAFT], correction)

    @contextmanager
    def _rendering(self, record: Record) -> Iterator[None]:
        """A prompt that fails on one learner's data is one learner's trouble."""
        try:
            yield
        except Misused as error:
            asked = self.model.options.model
            with attempting(record, stage="script", provider=self._access.provider, model=asked):
                raise Rejected(str(error), kind="template") from error

    def _request(
        self, conversation: Conversation, brief: Brief, until: float | None
    ) -> Request[_Draft]:
        owner = owner_of(brief.key)

        def read(reply: Reply) -> _Draft:
            script = judged(self.model.text(reply), brief, self._options, self.name)
            return _Draft(script, self.model.price(reply).model)

        return Request(
            stage="script",
            model=self.model.options.model,
            owner=owner,
            # With the episode among the inputs, two learners never share a script.
            inputs={"episode": owner, **self.model.inputs(conversation)},
            estimate_micro_usd=self.price_estimate(),
            send=lambda seconds: self.model.send(conversation, seconds),
            price=self.model.price,
            read=read,
            timeout=self.model.options.timeout,
            until=until,
        )
