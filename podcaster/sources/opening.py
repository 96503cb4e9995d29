"""From what the operator named to a source."""

from pathlib import Path
from zoneinfo import ZoneInfo

from podcaster.domain.days import DateAsked
from podcaster.sources.export import Export
from podcaster.sources.options import SAMPLE, LearnersOptions
from podcaster.sources.sample import Sample
from podcaster.sources.source import Source


def open_source(
    options: LearnersOptions, asked: DateAsked, zone: ZoneInfo, directory: Path
) -> Source:
    """The source of learners; nothing is opened before its pages are asked for.

    A relative path is relative to `directory`. `zone` is that of learners who name none.
    """
    if options.source == SAMPLE:
        return Sample(asked, zone, tenant=options.tenant)
    return Export(directory / options.source, tenant=options.tenant, now=asked.now)
