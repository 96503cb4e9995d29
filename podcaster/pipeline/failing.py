"""What an error means for one episode: where it met it, and of what kind it is."""

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import Episode, Recorded, Scripted
from podcaster.errors import CannotServe, ChainExhausted, ProviderError
from podcaster.pipeline.outcomes import BUG, Failed
from podcaster.pipeline.step import NoVoice
from podcaster.remote.chain import NOBODYS_FAULT


def failure(key: EpisodeKey, reached: Episode | None, error: Exception, reason: str) -> Failed:
    """What is told of an error that an episode met at the milestone it had reached, if any."""
    return Failed(
        key=key,
        stage=_stage(reached, error),
        reason=reason,
        kind=_kind(error),
        episode_id="" if reached is None else reached.id,
    )


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
