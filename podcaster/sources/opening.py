"""From what the operator named to a source."""

from pathlib import Path
from zoneinfo import ZoneInfo

from podcaster.domain.days import DateAsked
from podcaster.sources.export import Export
from podcaster.sources.folder import Folder
from podcaster.sources.options import SAMPLE, LearnersOptions
from podcaster.sources.sample import Sample
from podcaster.sources.source import Source


def open_source(
    options: LearnersOptions,
    asked: DateAsked,
    zone: ZoneInfo,
    directory: Path,
    *,
    active_within_days: int = 14,
) -> Source:
    """The source of learners; nothing is opened before its pages are asked for.

    A relative path is relative to `directory`. `zone` is that of learners who name none.
    `active_within_days` is how far back a database is searched for traces of activity.
    """
    if options.source == SAMPLE:
        return Sample(asked, zone, tenant=options.tenant)
    return open_export(directory / options.source, options, asked, active_within_days)


def open_export(
    path: Path, options: LearnersOptions, asked: DateAsked, active_within_days: int
) -> Source:
    """A file of learners, or a folder with one file a learner."""
    if _is_folder(path):
        return Folder(path, options, asked)
    return Export(path, options, asked, active_within_days=active_within_days)


def _is_folder(path: Path) -> bool:
    """False for what cannot be looked at, which is told when it is read."""
    try:
        return path.is_dir()
    except OSError:
        return False
