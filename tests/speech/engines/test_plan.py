"""One engine of a plan speaks a whole episode; what another was paid for is not lost."""

from pathlib import Path

import pytest
from speech.engines.contract import LONG, OTHER, MakeScripted
from vendors import Vendors, faults

from podcaster.domain.attempt import Attempt
from podcaster.domain.script import Pause
from podcaster.errors import ChainExhausted
from podcaster.remote.access import Access
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.remote.kept import Kept
from podcaster.speech.engines.cloud import Cloud
from podcaster.speech.engines.opening import CloudEngineOptions, open_adapter
from podcaster.speech.narrators import Narrators
from podcaster.speech.options import AzureOptions, GoogleOptions


@pytest.fixture
def free(vendors: Vendors, http: Http, tmp_path: Path) -> Narrators:
    credentials, kept = Credentials(vendors.environment()), Kept(tmp_path)

    def engine(options: CloudEngineOptions) -> Cloud:
        return Cloud(
            name=options.kind,
            adapter=open_adapter(options, credentials, http),
            access=Access(options.kind, at_once=4, sleep=lambda seconds: None),
            kept=kept,
        )

    options = (AzureOptions(base_url=vendors.url), GoogleOptions(base_url=vendors.url))
    return Narrators("free", [engine(each) for each in options])


def test_the_next_engine_speaks_it_all_and_the_first_takes_up_where_it_was(
    free: Narrators, vendors: Vendors, scripted: MakeScripted
) -> None:
    attempts: list[Attempt] = []
    episode = scripted(LONG, Pause(1), OTHER)
    answers = iter([None, faults.OVERLOADED, faults.OVERLOADED, faults.OVERLOADED])
    vendors.always("azure", lambda seen: next(answers, None))
    assert free.answer(episode, attempts.append).engine == "google"
    assert (vendors.count("azure"), vendors.count("google")) == (4, 2)
    assert free.answer(episode, attempts.append).engine == "azure"
    assert (vendors.count("azure"), vendors.count("google")) == (5, 2)


def test_where_all_are_down_each_is_asked_and_named(
    free: Narrators, vendors: Vendors, scripted: MakeScripted
) -> None:
    vendors.down("azure", "google")
    with pytest.raises(ChainExhausted, match=r"azure: .*; google: ") as exhausted:
        free.answer(scripted(LONG), lambda attempt: None)
    assert [error.kind for error in exhausted.value.errors] == ["connection", "connection"]


def test_who_has_no_voice_is_passed_over_in_the_forecast(free: Narrators) -> None:
    assert free.forecast("ar-AE", "male", 100).voice.name == "ar-SA-HamedNeural"
