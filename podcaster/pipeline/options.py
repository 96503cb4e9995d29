"""What an operator may set about a night's work."""

from pydantic import Field

from podcaster.options import Options


class PipelineOptions(Options):
    """`[pipeline]`: how much is done at once, and how often again.

    `jobs` learners are under way together; `workers` processes make sound (0: one per CPU), each
    for at most `worker_timeout` seconds per job. A learner waits at most `patience` seconds in
    each stage for providers that are busy or cooling down. Paid answers that several learners
    share are kept up to `kept_mb` megabytes. After `tries` that failed by what is its own an
    episode is given up; `retry` takes those that were begun in the last `retry_days`.
    """

    jobs: int = Field(default=8, ge=1, le=256)
    workers: int = Field(default=0, ge=0, le=256)
    worker_timeout: float = Field(default=120, gt=0)
    patience: float = Field(default=900, ge=0, le=3600)
    kept_mb: int = Field(default=512, ge=0)
    tries: int = Field(default=6, ge=1, le=100)
    retry_days: int = Field(default=2, ge=1, le=30)
