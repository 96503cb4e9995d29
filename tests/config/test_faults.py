"""What is told of a configuration that cannot be used."""

import pickle

import pytest

from podcaster.config.blame import UNFIT
from podcaster.config.problems import ConfigInvalid, Problem

FIVE_MISTAKES = """
timezone = "Europe/Berln"
[storage]
stroe = "s3"
keep_days = 0
[speech.plans]
free = ["poly"]
[audio]
bitrate_kbps = "loud"
"""


def test_five_mistakes_are_told_at_once_each_with_place_key_and_reason(faults, tmp_path):
    file = tmp_path / "config.toml"
    assert faults(FIVE_MISTAKES) == [
        f"{file}: [audio] bitrate_kbps: must be 48, 56, 64, 80, 96, 112, 128, 160 or 192",
        f'{file}: [speech.plans] free: there is no engine "poly"; perhaps you meant "polly"',
        f"{file}: [storage] keep_days: must be at least 1",
        f"{file}: [storage] stroe: is not known; perhaps you meant store",
        f"{file}: timezone: is no time zone; use a name such as Europe/Berlin;"
        ' perhaps you meant "Europe/Berlin"',
    ]


def test_many_faults_are_counted_in_the_first_line(loaded):
    with pytest.raises(ConfigInvalid, match=r"^the configuration has 5 faults:\n  /"):
        loaded(FIVE_MISTAKES)


def test_one_fault_is_one_line(loaded, tmp_path):
    with pytest.raises(ConfigInvalid) as told:
        loaded("[pipeline]\njobs = 0")
    assert str(told.value) == f"{tmp_path / 'config.toml'}: [pipeline] jobs: must be at least 1"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("store = 'local'", "[storage] store"),
        ("[stroage]\nstore = 'local'", "[storage]"),
        ("[storage]\ntimezone = 'UTC'", "timezone, which stands above the first section"),
        ("[storage]\npath = 'media'", "[stores.NAME] path"),
        ("[stores.local]\nPath = 'media'", "path"),
        ("[eligibility]\nmin_answer = 3", "min_answers"),
        ("default_langage = 'en'\n[learners]", None),
        ("[modles.openai]\nmodel = 'x'", "[models]"),
        ("[models.openai]\ntemperature = 1", None),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_known_one(faults, text, meant):
    (fault,) = faults(text)
    assert fault.endswith(f"is not known; perhaps you meant {meant}" if meant else "is not known")


def test_an_unknown_variable_is_told_with_the_nearest_known_one(faults):
    assert faults("", {"PODCASTER_STROAGE__STORE": "local", "PODCASTER_STORAGE__STROE": "x"}) == [
        "environment variable PODCASTER_STORAGE__STROE: is not known;"
        " perhaps you meant PODCASTER_STORAGE__STORE",
        "environment variable PODCASTER_STROAGE__STORE: is not known;"
        " perhaps you meant PODCASTER_STORAGE__STORE",
    ]


def test_a_wrong_value_is_laid_to_the_variable_it_came_from(faults, tmp_path):
    environment = {"PODCASTER_PIPELINE__JOBS": "many"}
    assert faults("[pipeline]\njobs = 3", environment) == [
        "environment variable PODCASTER_PIPELINE__JOBS: must be a whole number"
    ]


def test_a_wrong_value_is_laid_to_the_env_file_it_came_from(faults, tmp_path):
    env_file = tmp_path / "podcaster.env"
    env_file.write_text("PODCASTER_PIPELINE__JOBS=many")
    env_file.chmod(0o600)
    assert faults() == [f"{env_file}: PODCASTER_PIPELINE__JOBS: must be a whole number"]


def test_a_wrong_value_is_laid_to_the_command_line_it_came_from(faults):
    assert faults("", {}, {"learners.source": ""}) == [
        "the command line: [learners] source: must not be empty"
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("timezone = 1", "timezone: must be text in quotes"),
        ("state_dir = 1", "state_dir: must be text in quotes"),
        ("storage = 1", "[storage]: must be a table of keys"),
        ("stores = 1", "[stores]: must be a table of keys"),
        ("[stores]\nlocal = 1", "[stores.local]: must be a table of keys"),
        (
            "[stores.'a b']\nkind = 'local'",
            "[stores.a b]: is no name: use letters, digits, _ and -",
        ),
        (
            "[stores.archive]",
            '[stores.archive]: needs a kind, which must be one of "local", "s3", "spaces",'
            ' "azure", "gcs"',
        ),
        ("[pipeline]\njobs = 1.5", "[pipeline] jobs: must be a whole number"),
        ("[pipeline]\njobs = 300", "[pipeline] jobs: must be at most 256"),
        ("[pipeline]\nworker_timeout = 0", "[pipeline] worker_timeout: must be more than 0"),
        ("[audio]\nloudness_lufs = 'loud'", "[audio] loudness_lufs: must be a number"),
        ("[script]\nchain = 'template'", '[script] chain: must be a list, such as ["one", "two"]'),
        ("[script]\nchain = []", "[script] chain: must not be an empty list"),
        (
            "[script]\nchain = ['template', 'tempalte']",
            '[script] chain: there is no model "tempalte"; perhaps you meant "template"',
        ),
        (
            "[engines.mine]\nrate = 1",
            '[engines.mine]: needs a kind, which must be one of "espeak", "polly", "google",'
            ' "azure", "openai"',
        ),
        (
            "[models.openai]\nkind = 'opnai'",
            '[models.openai] kind: must be one of "openai", "gemini", "anthropic"; perhaps you'
            ' meant "openai"',
        ),
        ("[engines.espeak]\nregion = 'x'", "[engines.espeak] region: is not known to this kind"),
        (
            "[engines.polly.voices.ja]\nmale = 3",
            "[engines.polly.voices.ja] male: must be text in quotes",
        ),
        (
            "[models.openai]\nbase_url = 'my server'",
            "[models.openai] base_url: is no base URL: use a scheme and a host, such as"
            " http://127.0.0.1:8080",
        ),
        ("[script]\nminutes = [3]", "[script] minutes: has too few items"),
        ("[script]\nminutes = [3, 4, 5]", "[script] minutes: has too many items"),
        ("[script]\nminutes = [3, 'x']", "[script] minutes: item 2 must be a number"),
        (
            "[script]\nminutes = [1, 2]",
            "[script]: target_minutes must lie within minutes, and the first of those be the"
            " smaller",
        ),
        ("[storage]\nstore = 's3'", '[storage] store: there is no store "s3"; there is local'),
        (
            "[speech]\ndefault_plan = 'fee'",
            '[speech] default_plan: there is no plan "fee"; perhaps you meant "free"',
        ),
        (
            "[speech.aliases]\ngold = 'premum'",
            '[speech.aliases] gold: there is no plan "premum"; perhaps you meant "premium"',
        ),
        ('[learners]\ntenant = "a\\u0000b"', f"[learners] tenant: {UNFIT}"),
        (
            '[storage]\nprefix = "../elsewhere"',
            "[storage] prefix: must be plain path segments, such as media or media/podcasts",
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(faults, tmp_path, text, wrong):
    assert faults(text) == [f"{tmp_path / 'config.toml'}: {wrong}"]


def test_a_rule_about_a_whole_section_is_tried_beside_an_unknown_key(faults):
    told = faults("[script]\nminuts = [3, 6]\ntarget_minutes = 9")
    assert len(told) == 2


def test_a_rule_about_a_whole_section_names_every_place_its_values_come_from(faults, tmp_path):
    (told,) = faults("[script]\nminutes = [1, 9]", {"PODCASTER_SCRIPT__TARGET_MINUTES": "10"})
    assert told.startswith(
        f"{tmp_path / 'config.toml'} and environment variable PODCASTER_SCRIPT__TARGET_MINUTES: "
    )


@pytest.mark.parametrize("key", ["api_key", "secret", "smtp_password", "TOKEN"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(faults, key):
    (told,) = faults(f"[storage]\n{key} = 'hunter2'")
    assert "looks like a secret" in told
    assert "hunter2" not in told


def test_a_secret_in_an_unknown_section_is_told_beside_the_section(faults):
    assert len(faults("[modles.openai]\napi_key = 'sk-1'")) == 2


def test_a_plan_may_be_called_token(loaded):
    assert "token" in loaded("[speech.plans]\ntoken = ['espeak']").config.speech.plans
    assert "key" in loaded("[speech.aliases]\nkey = 'free'").config.speech.aliases


def test_a_variable_that_cannot_be_a_key_is_unknown(faults):
    assert faults("", {"PODCASTER_": "x", "PODCASTER___": "y"}) == [
        "environment variable PODCASTER_: is not known",
        "environment variable PODCASTER___: is not known",
    ]


def test_bytes_that_are_no_text_are_told(faults):
    told = faults("", {"PODCASTER_LEARNERS__SOURCE": "caf\udce9.json"})
    assert told == [f"environment variable PODCASTER_LEARNERS__SOURCE: {UNFIT}"]


def test_nothing_that_follows_from_another_fault_is_told(faults, tmp_path):
    file = tmp_path / "config.toml"
    assert faults("engines = 0") == [f"{file}: [engines]: must be a table of keys"]
    assert faults("engines = 0", {"PODCASTER_ENGINES__ESPEAK__RATE": "9"}) == [
        "environment variable PODCASTER_ENGINES__ESPEAK__RATE: must be at most 2"
    ]


def test_a_table_where_a_value_belongs_is_told(faults):
    assert faults("", {"PODCASTER_SPEECH__ALIASES__BASIC__X": "free"}) == [
        "environment variable PODCASTER_SPEECH__ALIASES__BASIC__X: must be text in quotes"
    ]


def test_a_fault_in_a_table_that_a_variable_holds_is_told_with_its_key(faults):
    assert faults("", {"PODCASTER_SCRIPT": "{minuts = [3, 6], chain = ['me']}"}) == [
        'environment variable PODCASTER_SCRIPT: [script] chain: there is no model "me";'
        " there is anthropic, gemini, openai, template",
        "environment variable PODCASTER_SCRIPT: [script] minuts: is not known;"
        " perhaps you meant PODCASTER_SCRIPT__MINUTES",
    ]


def test_two_stores_in_one_place_are_told(faults, loaded, tmp_path):
    archive = "[stores.archive]\nkind = 'local'\n"
    (told,) = faults(archive + "path = 'x/../media'")
    assert told == (
        f"{tmp_path / 'config.toml'}: [stores.archive] path: is the place of [stores.local] already"
    )
    assert loaded(archive + "prefix = 'old'").config
    assert loaded(archive + "path = 'old'").config


def test_very_many_faults_are_cut_short_in_the_message_alone():
    problems = [Problem("f", f"k{n}", "is wrong") for n in range(60)]
    error = ConfigInvalid(problems)
    assert str(error).endswith("\n  and 10 more")
    assert len(error.problems) == 60


def test_a_fault_comes_home_from_another_process_whole():
    error = ConfigInvalid([Problem("f", "k", "is wrong")])
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.problems) == (str(error), error.problems)


def test_a_fault_is_one_line_whatever_the_key_is():
    assert str(Problem("f", "a\nb\x1b[31m", "is\tnot known")) == "f: a?b?[31m: is?not known"
