"""pydub, imported without a word.

Without ffmpeg on the PATH it warns that it could not find one, which cron would mail every night;
nothing here needs ffmpeg. Python 3.11 and 3.12 warn that audioop will go, and 3.12 warns of
pydub's own string escapes when it compiles them.
"""

import os
import warnings

os.environ.setdefault("PATH", os.defpath)  # it looks for ffmpeg there, and fails if it is not set
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment  # type: ignore[import-untyped]  # it has no types

__all__ = ["AudioSegment"]
