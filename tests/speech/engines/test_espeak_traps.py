"""What eSpeak NG gets wrong if it is let: each trap is stepped round."""

import shutil
import sys
from pathlib import Path

import espeakng_loader  # type: ignore[import-untyped]  # ships no types
import pytest

from podcaster.errors import Rejected, Unavailable
from podcaster.speech.engines.espeak_library import Library
from podcaster.speech.engines.espeak_speaking import Passage, speak
from podcaster.workers import Workers

PACKAGE = Path(espeakng_loader.__file__).parent


def _say(text: str, voice: str = "en-us+f5") -> bytes:
    library = Library()
    library.use_voice(voice)
    return library.say(text, 160)


def _say_with_package_at(directory: Path) -> bytes:
    sys.path.insert(0, str(directory))
    sys.modules.pop("espeakng_loader", None)
    return _say("Hello.")


def _say_without_package() -> bytes:
    sys.modules["espeakng_loader"] = None  # type: ignore[assignment]  # as if not installed
    return _say("Hello.")


def _change_voice(names: list[str]) -> None:
    library = Library()
    for name in names:
        library.use_voice(name)


def test_a_deep_installation_speaks_like_any_other(workers: Workers, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-directory-name"] * 8)
    deep.mkdir(parents=True)
    (deep / "espeakng_loader").symlink_to(PACKAGE)
    assert len(str(deep)) > 200
    assert workers.run(_say_with_package_at, deep) == workers.run(_say, "Hello.")


def test_a_missing_package_makes_the_engine_unavailable(workers: Workers) -> None:
    with pytest.raises(Unavailable, match="espeakng-loader") as unavailable:
        workers.run(_say_without_package)
    assert unavailable.value.kind == "not_installed"


def test_missing_language_data_makes_the_engine_unavailable(
    workers: Workers, tmp_path: Path
) -> None:
    (tmp_path / "espeakng_loader" / "espeak-ng-data").mkdir(parents=True)
    for name in ("__init__.py", Path(espeakng_loader.get_library_path()).name):
        shutil.copy(PACKAGE / name, tmp_path / "espeakng_loader" / name)
    with pytest.raises(Unavailable, match="finds no language data"):
        workers.run(_say_with_package_at, tmp_path)


def test_an_unknown_voice_is_rejected_and_the_old_one_does_not_speak_for_it(
    workers: Workers,
) -> None:
    with pytest.raises(Rejected, match="'xx'") as rejected:
        workers.run(_change_voice, ["en-us", "xx"])
    assert rejected.value.kind == "no_voice"


def test_what_follows_a_nul_is_spoken(workers: Workers) -> None:
    assert workers.run(_say, "One\0two three.") == workers.run(_say, "One two three.")


def test_a_lone_surrogate_is_left_out(workers: Workers) -> None:
    assert workers.run(_say, "One \ud800two.") == workers.run(_say, "One two.")


def test_markup_is_not_obeyed(workers: Workers) -> None:
    plain = workers.run(_say, "One. Two.")
    assert len(workers.run(_say, 'One. <break time="30s"/> Two.')) < len(plain) + 20 * 44_100


def test_a_rate_beyond_the_engine_s_own_is_held_at_its_end(workers: Workers) -> None:
    _, (slow,) = workers.run(speak, [Passage("One two three.", 0.1)], "en", "male")
    _, (slowest,) = workers.run(speak, [Passage("One two three.", 0.5)], "en", "male")
    assert slow == slowest
