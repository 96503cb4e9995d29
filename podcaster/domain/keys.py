"""Where an episode lives in any store: a pure function of what it is."""

import hashlib
import re
from base64 import b32encode
from datetime import date

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.learner import LearnerId

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_OPAQUE_PREFIX = "x-"
LEGACY = "legacy/"
"""Below it lies what a migration brought along for which there never was a row."""
MARKERS = "podcaster-marker/"
"""Below it lie small objects, for a moment, by which two stores are told apart."""
_OURS = frozenset(prefix.rstrip("/") for prefix in (LEGACY, MARKERS))


def path_segment(identity: str) -> str:
    """`identity` itself where it is safe as one path segment everywhere, else an opaque stand-in.

    Injective: a safe identity that looks like a stand-in becomes opaque too, and so does one that
    is the name of a place of ours.
    """
    is_taken = identity.startswith(_OPAQUE_PREFIX) or identity in _OURS
    if _SAFE.fullmatch(identity) and not is_taken:
        return identity
    digest = hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=20).digest()
    return _OPAQUE_PREFIX + b32encode(digest).decode("ascii").lower()


def object_key(learner: LearnerId, day: date, episode_id: str) -> str:
    """The key of an episode's MP3, the same in every store."""
    return f"{folder_of(learner)}/{day.isoformat()}_{episode_id}.mp3"


def folder_of(learner: LearnerId) -> str:
    """What the keys of all episodes of a learner begin with, and of nobody else's: no slash."""
    tenant = f"{path_segment(learner.tenant)}/" if learner.tenant else ""
    return f"{tenant}podcasts/{path_segment(learner.user_id)}"


def owner_of(key: EpisodeKey) -> str:
    """Whose paid answers those for an episode are, as a name that tells nothing about them."""
    who = "\0".join((key.learner.tenant, key.learner.user_id, key.date.isoformat()))
    return hashlib.blake2b(who.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
