"""How much room a night takes on the disks of this machine."""

from dataclasses import replace

from podcaster.config.config import Config
from podcaster.storage.options import LocalOptions
from podcaster.storage.room import FILES, Room

LEAST_BYTES = 64 * 2**20
"""Less free space than this on the spool's or the store's disk, and no night is begun."""
CLIP_BYTES_PER_SECOND = 48_000
"""What engines of vendors say is kept as it came: at most 24,000 samples a second of two bytes."""


def to_begin(to_go_on: Room) -> Room:
    """What has to be free before a night is begun; how many are due is not known then."""
    return replace(to_go_on, bytes=max(LEAST_BYTES, to_go_on.bytes))


def to_go_on(config: Config, *, keeps_clips: bool) -> Room:
    """What has to be free before another episode is begun: as much as those under way need.

    An episode lies in the spool and in its store, and what engines said, where it `keeps_clips`,
    in state_dir until it is whole.
    """
    seconds = 60 * config.script.minutes[1]
    mp3 = seconds * config.audio.bitrate_kbps * 1000 // 8
    clips = seconds * CLIP_BYTES_PER_SECOND if keeps_clips else 0
    places, options = [config.state_dir], config.stores[config.storage.store]
    if isinstance(options, LocalOptions):
        places.append(options.path)
    return Room(places, int(mp3 + clips) * config.pipeline.jobs, FILES)
