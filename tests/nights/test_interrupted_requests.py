"""An end while providers are asked: soon, with the right exit code, and nothing paid is lost."""

import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from deployments import Deployment, Ended
from quick_nights import QUICK, SHORT, cloud, learner
from vendors import ENGINES, MODELS, Vendors
from vendors.faults import rate

LEARNERS = 4
TO_END = 10.0
ANSWER = 2.5
"""Seconds that a provider takes."""
TIMEOUT = 2.0
"""Seconds that are waited for one that never answers."""
SHORT_TIMEOUTS = "".join(f"[models.{each}]\ntimeout = {TIMEOUT:g}\n" for each in MODELS)


@dataclass(frozen=True)
class Night:
    """A night of some learners that asks the stub, in a process of its own."""

    deployment: Deployment
    vendors: Vendors

    def start(self, *arguments: str) -> subprocess.Popen:
        return self.deployment.start("generate", *arguments, program=QUICK)

    def interrupted(self, number: int, *providers: str) -> tuple[Ended, float]:
        """How it ended after a signal while one of the providers is asked, and how soon."""
        process = self.start()
        while process.poll() is None and not self.vendors.count(*providers):
            time.sleep(0.01)
        time.sleep(0.5)
        asked_at = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        return Ended(process.returncode, out, err), time.monotonic() - asked_at

    @property
    def recorded_micro_usd(self) -> int:
        sql = "SELECT coalesce(sum(cost_micro_usd), 0) AS n FROM attempts"
        return self.deployment.rows(sql)[0]["n"]

    def assert_all_is_recorded(self) -> None:
        """To the micro-dollar that rounding may cost or save in each request."""
        requests = sum(each.requests for each in self.vendors.accounts.values())
        assert self.vendors.micro_usd > 0
        assert abs(self.recorded_micro_usd - self.vendors.micro_usd) <= requests / 2

    def assert_the_next_run_pays_only_for_what_is_missing(self) -> None:
        """One script and one episode's speech for each learner in both runs together."""
        self.vendors.settings.latency.clear()
        self.vendors.clear()
        before = {each: self.vendors.accounts[each].requests for each in MODELS}
        scripts = self.deployment.rows("SELECT 1 FROM episodes WHERE script IS NOT NULL")
        assert self.deployment.run("generate", program=QUICK).code == 0
        asked = sum(self.vendors.accounts[each].requests - before[each] for each in MODELS)
        assert asked == LEARNERS - len(scripts)
        self.assert_all_is_recorded()


@pytest.fixture
def night(tmp_path: Path, vendors: Vendors):
    def made(config: str = "", **latency: float) -> Night:
        vendors.settings.latency.update(latency)
        records = [learner(number) for number in range(LEARNERS)]
        environment = vendors.environment()
        return Night(cloud(tmp_path / "night", environment, SHORT + config, records), vendors)

    yield made
    vendors.settings.latency.clear()


def test_a_signal_ends_the_wait_that_a_busy_provider_asked_for(night, vendors):
    for each in MODELS:
        vendors.always(each, rate(45))
    ended, seconds = night().interrupted(signal.SIGTERM, *MODELS)
    assert (ended.code, ended.out) == (128 + signal.SIGTERM, "")
    assert seconds < TO_END


@pytest.mark.servers  # patience
@pytest.mark.parametrize(
    ("number", "kind", "providers"),
    [(signal.SIGTERM, "speech", ENGINES), (signal.SIGINT, "script", MODELS)],
)
def test_an_answer_that_is_under_way_is_waited_for_and_kept(night, number, kind, providers):
    made = night(**{kind: ANSWER})
    ended, seconds = made.interrupted(number, *providers)
    assert ended.code == 128 + number
    assert seconds < ANSWER + TO_END
    made.assert_all_is_recorded()
    made.assert_the_next_run_pays_only_for_what_is_missing()


@pytest.mark.servers  # patience
def test_who_never_answers_holds_a_night_no_longer_than_its_timeout(night):
    ended, seconds = night(SHORT_TIMEOUTS, script=60).interrupted(signal.SIGTERM, *MODELS)
    assert ended.code == 128 + signal.SIGTERM
    assert seconds < TIMEOUT + TO_END


@pytest.mark.servers  # patience
def test_after_max_runtime_nobody_is_started_and_the_next_run_makes_who_is_left(night):
    made = night(script=1.2)
    process = made.start("--jobs", "2", "--max-runtime", "1s", "--json")
    out, err = process.communicate(timeout=60)
    ended = Ended(process.returncode, out, err)
    assert ended.code == 75
    assert 0 < ended.json["completed"] < LEARNERS
    assert ended.json["failed"] == 0
    assert "--max-runtime" in ended.err
    made.assert_the_next_run_pays_only_for_what_is_missing()
