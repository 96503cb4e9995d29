"""What an operator may set about a night's work."""

from pydantic import Field

from podcaster.options import Options


class PipelineOptions(Options):
    """`[pipeline]`: how much is done at once.

    `jobs` learners are under way together; `workers` processes make sound (0: one per CPU), each
    for at most `worker_timeout` seconds per job.
    """

    jobs: int = Field(default=8, ge=1, le=256)
    workers: int = Field(default=0, ge=0, le=256)
    worker_timeout: float = Field(default=120, gt=0)
