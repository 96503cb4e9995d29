"""What the operating system says about a disk, in our words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster.errors import CannotServe, Conflict, Misused, OutOfRoom, PodcasterError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_IN_THE_WAY = {errno.ENOTDIR, errno.ELOOP}


@contextmanager
def disk_errors(
    place: Path,
    kind: type[CannotServe] | type[Misused] = CannotServe,
    disk: Path | None = None,
) -> Iterator[None]:
    """Translates an OSError of the block into an error about `place`.

    A full disk is OutOfRoom, named by `disk` where that is given: alerts tell of it, and a
    `place` may hold a learner's id. All other trouble is a `kind`: Misused before a run, when the
    operator can still mend it, else CannotServe. Something else in the place of a file is then a
    Conflict.
    """
    try:
        yield
    except OSError as error:
        raise _translated(error, place, kind, disk or place) from error


def _translated(
    error: OSError, place: Path, kind: type[CannotServe] | type[Misused], disk: Path
) -> PodcasterError:
    said = error.strerror or str(error)
    if error.errno in _FULL:
        return OutOfRoom(
            f"there is no room for {disk} ({said}); make some, then run `podcaster retry`"
        )
    if error.errno == errno.EEXIST:
        kind = Conflict if kind is CannotServe else kind
        return kind(f"something else is in the way of {place}; look at it and move it away")
    if error.errno in _REFUSED:
        return kind(
            f"{place} cannot be used by this user ({said}); "
            "give it to the user that runs podcaster, on a disk with write access and hard links"
        )
    if error.errno in _IN_THE_WAY:
        return kind(
            f"{place} cannot be reached: something on its way is a link or no directory; "
            "move that away"
        )
    return kind(f"{place} cannot be used ({said}); look at the disk")
