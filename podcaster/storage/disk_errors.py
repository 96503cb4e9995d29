"""What the operating system says about a disk, in our words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcaster.errors import CannotServe, Conflict, Deferred, Misused, PodcasterError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NOT_OURS = {errno.ENOTDIR, errno.ELOOP}


@contextmanager
def disk_errors(
    place: Path, refused: type[CannotServe] | type[Misused] = CannotServe
) -> Iterator[None]:
    """Translates an OSError of the block; `place` is named where the error has no path of its own.

    `refused` is what missing permission becomes: Misused before a run begins, when the operator
    can still mend it, else one episode's failure.
    """
    try:
        yield
    except OSError as error:
        raise _translated(error, place, refused) from error


def _translated(
    error: OSError, place: Path, refused: type[CannotServe] | type[Misused]
) -> PodcasterError:
    said = error.strerror or str(error)
    if error.errno in _FULL:
        return Deferred(
            f"there is no room for {place} ({said}); make some, then run `podcaster retry`"
        )
    if error.errno in _REFUSED:
        return refused(
            f"{place} cannot be used by this user ({said}); "
            "give it to the user that runs podcaster, on a disk with write access and hard links"
        )
    if error.errno in _NOT_OURS:
        return CannotServe(
            f"{place} cannot be reached: something on its way is a link or no directory; "
            "move that out of the store"
        )
    if error.errno == errno.EEXIST:
        return Conflict(f"something that is no file is at {place}; look at it and move it away")
    return CannotServe(f"{place} cannot be used ({said}); look at the disk")
