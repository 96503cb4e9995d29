"""From a file to text, block by block: plain or gzip, UTF-8 or UTF-16, told by its first bytes."""

import codecs
import gzip
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Final

BLOCK = 64 * 1024
LONGEST = 64 * 1024 * 1024
"""A record of more characters than this is not read."""

FOREIGN: Final = "\ufdd0"
"""Stands for bytes that are no text: a code point that Unicode keeps out of all texts."""

_FOREIGN_FORMATS = {
    b"PK\x03\x04": "a ZIP archive or a spreadsheet",
    b"SQLite format 3\0": "an SQLite database",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ\0": "compressed with xz",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard",
    b"\x1f\x8b": "compressed twice",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\xff\xfe\0\0": "encoded in UTF-32",
    b"\0\0\xfe\xff": "encoded in UTF-32",
}


class BrokenExport(Exception):
    """Why an export cannot be read (any further): what a sentence says of the file it names."""


def _as_foreign(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return FOREIGN, error.end
    raise error


codecs.register_error("podcaster.foreign", _as_foreign)


@contextmanager
def unpacked(path: Path) -> Iterator[Iterator[str]]:
    """The text of the file in blocks; BrokenExport where it cannot be opened or goes wrong.

    What cannot be decoded becomes FOREIGN.
    """
    with _opened(path) as packed:
        yield _text(_blocks(packed))


def _opened(path: Path) -> BufferedReader:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise BrokenExport("is a directory; name the export in it")
        if not stat.S_ISREG(mode):  # opening a pipe that nobody writes to would wait for ever
            raise BrokenExport("is a pipe or a device; write the export to a file and name that")
        return path.open("rb")
    except FileNotFoundError:
        raise BrokenExport("does not exist; name an export in [learners] source") from None
    except OSError as error:
        raise BrokenExport(f"cannot be opened ({error.strerror}); name another file") from None
    except ValueError:
        raise BrokenExport("is not the path of a file; name one") from None


def _blocks(packed: BufferedReader) -> Iterator[bytes]:
    """The unpacked bytes; all that comes before a fault is yielded before it is raised."""
    file: BufferedReader | gzip.GzipFile | None = None
    done = 0
    while True:
        try:
            file = file or _plain(packed)
            block = file.read1(BLOCK)
        except EOFError:
            raise BrokenExport(f"{_to(done)}: its gzip data are cut off; copy it again") from None
        except (zlib.error, gzip.BadGzipFile):
            raise BrokenExport(f"{_to(done)}: its gzip data are damaged; copy it again") from None
        except OSError as error:
            raise BrokenExport(f"{_to(done)} ({error.strerror}); copy it again") from None
        if not block:
            return
        done += len(block)
        yield block


def _plain(packed: BufferedReader) -> BufferedReader | gzip.GzipFile:
    return gzip.GzipFile(fileobj=packed) if packed.peek(2)[:2] == b"\x1f\x8b" else packed


def _to(done: int) -> str:
    return f"can be read only as far as byte {done:,} of its text"


def _text(blocks: Iterator[bytes]) -> Iterator[str]:
    head = b""
    for block in blocks:  # the first may be too short to tell
        head += block
        if len(head) >= 16:
            break
    decoder = codecs.getincrementaldecoder(_encoding(head))("podcaster.foreign")
    for block in chain([head], blocks):
        if text := decoder.decode(block):
            yield text
    if rest := decoder.decode(b"", final=True):
        yield rest


def _encoding(head: bytes) -> str:
    for magic, name in _FOREIGN_FORMATS.items():
        if head.startswith(magic):
            raise BrokenExport(f"is {name}, which is not read; export it as JSON or CSV")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        kind = "UTF-16 without a byte order mark" if _is_every_other_zero(head) else "binary"
        raise BrokenExport(f"is {kind}, not text in UTF-8; export it as JSON or CSV in UTF-8")
    return "utf-8-sig"


def _is_every_other_zero(head: bytes) -> bool:
    start = head[:64]
    return any(not any(half) for half in (start[0::2], start[1::2]) if half)
