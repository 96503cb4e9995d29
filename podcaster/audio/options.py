"""What an operator may set about the recording."""

from typing import Literal

from pydantic import Field

from podcaster.options import Options


class AudioOptions(Options):
    """`[audio]`: how the MP3 is mastered.

    Only bit rates and sample rates that LAME takes as they are: it changes others silently. Louder
    than -14 LUFS the embedded voices cannot be without passing the true peak of -1 dBTP.
    """

    loudness_lufs: float = Field(default=-16.0, ge=-30, le=-14)
    bitrate_kbps: Literal[48, 56, 64, 80, 96, 112, 128, 160, 192] = 64
    sample_rate: Literal[32000, 44100, 48000] = 44100
