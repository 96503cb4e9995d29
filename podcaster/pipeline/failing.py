"""What an error means for one episode: where it met it, and of what kind it is."""

from collections.abc import Sequence

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import Episode, Recorded, Scripted
from podcaster.errors import CannotServe, ChainExhausted, Conflict, ProviderError, Unavailable
from podcaster.pipeline.outcomes import BUG, Failed
from podcaster.pipeline.step import NoVoice
from podcaster.remote.breaker import COUNTED
from podcaster.remote.chain import NOBODYS_FAULT
from podcaster.remote.faults import TRANSIENT, UNAVAILABLE

OF_PROVIDERS = COUNTED | TRANSIENT | UNAVAILABLE | {*NOBODYS_FAULT}
"""The kinds of error that speak of who was asked, or of the way there, and of no episode."""

LASTING = frozenset({"no_voice", "no_template", "template", "gate", "too_long", "bad_markup"}) | {
    *("unreadable", "benched")
}
"""The kinds of error whose cause is in what a run is made from, which stays as it is."""


def failure(key: EpisodeKey, reached: Episode | None, error: Exception, reason: str) -> Failed:
    """What is told of an error that an episode met at the milestone it had reached, if any."""
    return Failed(
        key=key,
        stage=_stage(reached, error),
        reason=reason,
        kind=_kind(error),
        episode_id="" if reached is None else reached.id,
        of_providers=any(map(_is_of_provider, _asked(error))),
        lasting=all(map(_is_lasting, _asked(error))),
    )


def _asked(error: Exception) -> Sequence[Exception]:
    """What everybody said who could have served; one who could is enough for hope."""
    errors = error.errors if isinstance(error, ChainExhausted) else ()
    return errors or (error,)


def _is_of_provider(error: Exception) -> bool:
    """True where an error would be the same for any other episode."""
    return isinstance(error, ProviderError) and (
        isinstance(error, Unavailable) or error.kind in OF_PROVIDERS
    )


def _is_lasting(error: Exception) -> bool:
    """True where asking again in the same run is of no use."""
    if isinstance(error, ProviderError):
        return isinstance(error, Unavailable) or error.kind in LASTING
    return isinstance(error, NoVoice | Conflict)


def _kind(error: Exception) -> str:
    """A short word for an error, as in the ledger's attempts; of a chain, that of its last link.

    Who was not asked for the sake of earlier failures says nothing new.
    """
    match error:
        case ChainExhausted(errors=[*_, _]):
            asked = [each for each in error.errors if each.kind not in NOBODYS_FAULT]
            return (asked or error.errors)[-1].kind
        case ProviderError():
            return error.kind
        case NoVoice():
            return "no_voice"
        case CannotServe():
            return type(error).__name__.lower()
        case _:
            return BUG


def _stage(reached: Episode | None, error: Exception) -> str:
    """Where an error met an episode; a missing voice is found out before there is a script."""
    match reached:
        case Recorded():
            return "upload"
        case Scripted():
            return "speech"
        case _:
            return "speech" if isinstance(error, NoVoice) else "script"
