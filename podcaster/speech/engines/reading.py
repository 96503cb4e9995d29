"""A script on its way through one voice of a cloud engine: each piece is paid at most once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from podcaster.domain.attempt import Record
from podcaster.domain.script import Say, Script
from podcaster.domain.speech import Clip
from podcaster.errors import Rejected
from podcaster.remote.access import Access
from podcaster.remote.asking import Request, ask
from podcaster.remote.kept import Kept
from podcaster.remote.prices import charge
from podcaster.remote.reply import Metered, Reply
from podcaster.speech.checks import check_clip
from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.engines.adapter import Adapter
from podcaster.speech.markup.rendered import Rendered
from podcaster.speech.pieces import Piece, pieces
from podcaster.speech.stretches import stretches

SAMPLE_RATE = 24_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One script on its way through one voice.

    `rate` is that of the learner, `owner` who pays, `until` when the time is over, on the clock of
    the Access.
    """

    adapter: Adapter
    access: Access
    kept: Kept
    voice: CloudVoice
    rate: float
    owner: str
    until: float
    record: Record

    def stretched(self, script: Script) -> Script:
        """The script in as few paragraphs as the engine can take them in."""
        return stretches(script, self._fits(), self.rate)

    def clips(self, say: Say) -> tuple[Clip, ...]:
        """A paragraph, spoken in as many pieces as it takes; what has no sound is not asked for."""
        cut = pieces(say, self._fits(), self.voice.language, self.rate)
        audible = [piece for piece in cut if any(map(str.isalnum, piece.text))]
        return tuple(clip for piece in audible for clip in self._spoken(piece))

    def _fits(self) -> Callable[[Piece], bool]:
        return lambda piece: self.adapter.dialect.fits(piece, self.voice)

    def _spoken(self, piece: Piece) -> Iterator[Clip]:
        """One piece; in finer ones, or in plain text, where the engine does not take it so."""
        rendered = self._rendered(piece)
        try:
            yield self._clip(piece, rendered)
        except Rejected as error:
            if error.kind == "too_long":
                yield from self._finer(piece, error)
            elif error.kind == "bad_request" and rendered.is_ssml:
                yield self._plainly(piece, rendered, error)
            else:
                raise

    def _plainly(self, piece: Piece, refused: Rendered, error: Rejected) -> Clip:
        plain = self._rendered(piece, plain=True)
        if plain == refused:
            raise error
        pace = piece.rate if plain.rate != 1 else 1.0  # markup may have been what set it
        return self._clip(replace(piece, spans=(), rate=pace), plain)

    def _finer(self, piece: Piece, error: Rejected) -> Iterator[Clip]:
        longest, fits = len(piece.text) // 2 + 1, self._fits()
        cut = pieces(
            Say(piece.text, spans=piece.spans),
            lambda each: len(each.text) <= longest and fits(each),
            piece.language,
            piece.rate,
        )
        if len(cut) == 1:
            raise error
        for each in cut:
            yield self._clip(each, self._rendered(each))

    def _rendered(self, piece: Piece, *, plain: bool = False) -> Rendered:
        return self.adapter.dialect.render(piece, self.voice, plain=plain)

    def _clip(self, piece: Piece, rendered: Rendered) -> Clip:
        request = self._request(piece, rendered)
        return ask(request, self.access, self.kept, self.record)

    def _request(self, piece: Piece, rendered: Rendered) -> Request[Clip]:
        adapter, voice = self.adapter, self.voice

        def heard(reply: Reply) -> Clip:
            # Imported when there is sound: numpy and the codecs take a while.
            from podcaster.speech.decoding import decoded

            samples = decoded(adapter.sound(reply), SAMPLE_RATE, adapter.raw_rate)
            clip = Clip(piece.text.strip(), samples)
            check_clip(clip, SAMPLE_RATE, piece.language, piece.rate)
            return clip

        return Request(
            stage="speech",
            model=adapter.model,
            voice=voice.name,
            owner=self.owner,
            inputs={
                "adapter": adapter.version,
                "where": adapter.where,
                "tier": voice.tier,
                "language": voice.code,
                "format": adapter.format,
                "rate": rendered.rate,
                "is_ssml": rendered.is_ssml,
                "text": rendered.text,
            },
            estimate_micro_usd=self._cost(rendered.billed),
            send=lambda seconds: adapter.send(rendered, voice, seconds),
            price=lambda reply: self._metered(adapter.billed_by(reply, rendered)),
            read=heard,
            timeout=adapter.remote.timeout,
            until=self.until,
        )

    def _metered(self, billed: int) -> Metered:
        return Metered(model=self.adapter.model, units_in=billed, cost_micro_usd=self._cost(billed))

    def _cost(self, billed: int) -> int | None:
        price = self.adapter.price(self.voice)
        return None if price is None else charge(billed, price)
