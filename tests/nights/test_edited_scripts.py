"""A script that was saved, edited and spoken: no model, all gates, never twice."""

import hashlib
from pathlib import Path

import pytest
from deployments import Deployment, Ended
from quick_nights import EXPORT, SHORT, UNHURRIED, cloud, learner, live_in
from vendors.faults import AUTH

NAME = "Zebulonia"
LEARNERS = [
    learner(1, display_name=NAME),
    learner(2, is_active=False),
    learner(3, language="xx"),
    learner(4),
]


@pytest.fixture
def asking(tmp_path: Path, monkeypatch, vendors):
    """Makes a deployment that asks the vendors, with ready recordings."""

    def made(config: str = "", **environment: str) -> Deployment:
        everything = vendors.environment() | environment
        live_in(monkeypatch, everything)
        return cloud(tmp_path / "deployment", everything, SHORT + config + UNHURRIED, LEARNERS)

    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "script.txt"


def saved(deployment: Deployment, file: Path, user: str = "1") -> str:
    """The script of a learner as it lies in the file now."""
    ended = deployment.call("preview", "--user", user, "--script", "--save", str(file), "--json")
    assert (ended.code, ended.json["saved"]) == (0, str(file)), ended
    return file.read_text("utf-8")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def spoken(deployment: Deployment, file: Path, *arguments: str, user: str = "1") -> Ended:
    asked = ("generate", "--user", user, "--script-file", str(file), "--json")
    return deployment.call(*asked, *arguments)


def episode(deployment: Deployment) -> dict:
    (row,) = deployment.rows("SELECT * FROM episodes")
    return row


def refused(deployment: Deployment, file: Path, *arguments: str, user: str = "1") -> str:
    """The sentence with which a file is refused; nothing was begun and nobody was asked."""
    before = deployment.rows("SELECT * FROM attempts") if deployment.state.exists() else []
    ended = spoken(deployment, file, *arguments, user=user)
    assert ended.code == ended.json["exit_code"] == 2, ended
    if deployment.state.exists():
        assert deployment.rows("SELECT * FROM runs") == []
        assert deployment.rows("SELECT * FROM episodes") == []
        assert deployment.rows("SELECT * FROM attempts") == before
    assert ended.err.startswith("podcaster: ")
    return ended.json["error"]


def test_a_saved_script_can_be_edited_and_spoken_without_a_model(asking, file, vendors):
    deployment = asking()
    text = saved(deployment, file)
    assert text.startswith("# A short morning\n\n## greeting: Hello\n")
    assert "{name}" in text
    assert NAME not in text
    edit(file, "without help.", "without *any* help, and of Xylophones.")
    ended = spoken(deployment, file)
    assert (ended.code, ended.json["by_status"]) == (0, {"completed": 1}), ended
    assert vendors.count("openai", "gemini", "anthropic") == 1  # what wrote the preview
    row = episode(deployment)
    assert (row["ai_provider"], row["ai_model_used"]) == ("operator", "operator")
    assert "without any help, and of Xylophones." in row["script_text"]
    assert f"Good morning, {NAME}, and welcome." in row["script_text"]
    attempts = deployment.rows("SELECT * FROM attempts WHERE episode_id = ?", row["id"])
    assert [row["provider"] for row in attempts if row["stage"] == "script"] == ["operator"]
    assert sum("Xylophones" in each.text for each in vendors.seen("polly")) == 1


def test_a_learner_without_a_name_has_no_token_in_the_file(asking, file):
    deployment = asking()
    assert "{name}" not in saved(deployment, file, user="4")
    assert spoken(deployment, file, user="4").code == 0


def test_the_name_itself_in_a_file_is_fine(asking, file):
    deployment = asking()
    saved(deployment, file)
    edit(file, "{name}", NAME)
    assert spoken(deployment, file).code == 0
    assert f"Good morning, {NAME}, and welcome." in episode(deployment)["script_text"]


def test_a_file_that_was_perhaps_edited_is_never_overwritten(asking, file, vendors):
    file.write_text("edited by hand")
    ended = asking().call("preview", "--user", "1", "--script", "--save", str(file))
    assert (ended.code, file.read_text()) == (2, "edited by hand")
    assert "is there already" in ended.err
    assert vendors.count() == 0


def test_what_is_saved_and_not_edited_is_the_script_of_the_night(asking, file):
    deployment = asking()
    saved(deployment, file)
    assert spoken(deployment, file).code == 0
    assert (
        deployment.call("preview", "--user", "1", "--script", "--json").json["script"]["text"]
        == episode(deployment)["script_text"]
    )


def test_a_script_needs_no_models_at_all(asking, file, tmp_path):
    saved(asking(), file)
    keyless = asking('chain = ["openai"]\n', OPENAI_API_KEY="", OPENAI_BASE_URL="")
    assert keyless.call("generate", "--user", "1").code == 2
    assert spoken(keyless, file).code == 0


def test_all_that_is_wrong_with_a_layout_is_told_with_its_lines(asking, file):
    deployment = asking()
    saved(deployment, file)
    edit(file, "## focus: Today", "## today")
    edit(file, "[pause 10s]", "[pause 100s]")
    told = refused(deployment, file).splitlines()
    assert told[0] == f"{file} cannot be spoken:"
    lines = file.read_text().splitlines()
    assert [int(line.split()[1]) for line in told[1:]] == [
        number for number, line in enumerate(lines, 1) if line in ("## today", "[pause 100s]")
    ]


def test_all_that_the_gates_find_is_told_with_its_sections(asking, file):
    deployment = asking()
    saved(deployment, file)
    edit(file, "Today is about", "You gave 97 answers, see www.example.com. Today is about")
    edit(file, "Close your notes", "Well done, Jessica. Close your notes")
    told = refused(deployment, file)
    line = file.read_text().splitlines().index("## focus: Today") + 1
    assert f"from line {line} on, the section focus holds an address" in told
    assert "97" in told
    assert "the section encouragement calls the learner by a name" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file"),
        (b"", " is empty"),
        (b" \n\n\t", " is empty"),
        (b"x" * 2_000_000, "over 256 kB"),
        ("# Grüße".encode("latin-1"), "is not in UTF-8, see its line 1"),
        ("# A title\n\nText.\n".encode("utf-16"), "is not in UTF-8, see its line 1"),
        (b"\x00" * 100, "there is no title line"),
        (b"Hello.\n", "there is no title line"),
        (b"{}", "there is no title line"),
    ],
)
def test_a_file_that_is_no_script_is_refused_in_a_sentence(asking, file, content, said):
    if content is not None:
        file.write_bytes(content)
    told = refused(asking(), file)
    assert str(file) in told
    assert said in told
    assert len(told) < 500


def test_a_directory_is_no_script(asking, tmp_path):
    assert "it is no file" in refused(asking(), tmp_path)


def test_line_ends_of_other_systems_and_a_byte_order_mark_are_no_matter(asking, file):
    deployment = asking()
    text = saved(deployment, file)
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert spoken(deployment, file).code == 0


def test_whoever_is_not_due_is_refused_in_a_sentence(asking, file):
    deployment = asking()
    saved(deployment, file)
    told = refused(deployment, file, user="2")
    assert told.startswith("learner '2' is not due now: inactive")
    assert "there is no learner 'nobody'" in refused(deployment, file, user="nobody")


def test_an_episode_that_is_served_is_not_made_twice(asking, file, vendors):
    deployment = asking()
    saved(deployment, file)
    assert deployment.call("generate", "--user", "1").code == 0
    before, asked = episode(deployment), vendors.count()
    edit(file, "without help.", "without any help.")
    ended = spoken(deployment, file)
    assert ended.code == 2
    assert "is there already, and none is made twice" in ended.json["error"]
    assert episode(deployment) == before
    assert vendors.count() == asked
    assert len(deployment.rows("SELECT * FROM runs")) == 1


def test_a_language_that_nobody_speaks_is_told_before_anything_is_begun(asking, file):
    deployment = asking()
    saved(deployment, file)
    ended = spoken(deployment, file, user="3")
    assert ended.code == 3
    assert "no voice of the plan free speaks xx" in ended.err
    assert deployment.rows("SELECT * FROM runs") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("generate", "--script-file", "x"), "--script-file needs --user"),
        (("preview", "--user", "1", "--save", "x"), "--save needs --script"),
    ],
)
def test_options_that_need_each_other_say_so(asking, arguments, said):
    ended = asking().call(*arguments)
    assert ended.code == 2
    assert said in ended.err


@pytest.mark.servers  # patience
def test_an_unfinished_episode_gets_the_new_script_and_keeps_what_it_is_about(
    asking, file, vendors
):
    deployment = asking("[pipeline]\npatience = 1\n")
    saved(deployment, file)
    vendors.down("polly", "google", "azure")
    assert deployment.call("generate", "--user", "1").code in (4, 75)
    before = episode(deployment)
    assert before["ai_provider"] == "openai"
    vendors.clear()
    (deployment.folder / EXPORT).write_text(
        (deployment.folder / EXPORT).read_text().replace(NAME, "Quirinius")
    )
    edit(file, "without help.", "without any help.")
    assert spoken(deployment, file).code == 0
    after = episode(deployment)
    assert (after["id"], after["brief"]) == (before["id"], before["brief"])
    assert after["ai_provider"] == "operator"
    assert NAME in after["script_text"]
    assert vendors.count("openai", "gemini", "anthropic") == 1


@pytest.mark.parametrize("again", [False, True], ids=["at once", "after a failure"])
def test_a_recording_of_the_old_script_is_never_served(asking, file, vendors, again):
    deployment = asking("[pipeline]\npatience = 1\n")
    saved(deployment, file)
    in_the_way = deployment.media / "podcasts" / "1"
    in_the_way.parent.mkdir(parents=True)
    in_the_way.touch()
    assert deployment.call("generate", "--user", "1").code == 4
    old, (waiting,) = episode(deployment), deployment.leftovers()
    assert hashlib.sha256(waiting.read_bytes()).hexdigest() == old["sha256"]
    in_the_way.unlink()
    edit(file, "without help.", "without any help.")
    if again:
        for engine in ("polly", "google", "azure"):
            vendors.always(engine, AUTH)
        assert spoken(deployment, file).code == 4
        vendors.clear()
    finished = deployment.call("retry", "--user", "1") if again else spoken(deployment, file)
    assert finished.code == 0, finished
    row = episode(deployment)
    assert (row["id"], row["ai_provider"]) == (old["id"], "operator")
    assert row["sha256"] != old["sha256"]
    assert list(deployment.mp3s().values()) == [row["sha256"]]
    assert list(deployment.leftovers()) == []


def test_a_rehearsal_judges_the_file_and_prices_only_its_speech(asking, file, vendors):
    deployment = asking()
    text = saved(deployment, file)
    asked = vendors.count()
    whole = deployment.call("generate", "--user", "1", "--dry-run", "--json").json
    told = spoken(deployment, file, "--dry-run")
    assert told.code == 0, told
    assert (told.json["due"], told.json["dry_run"]) == (1, True)
    assert 0 < told.json["estimate_micro_usd"] < whole["estimate_micro_usd"]
    assert deployment.rows("SELECT * FROM runs") == []
    file.write_text(text.replace("# A short", "A short"))
    assert spoken(deployment, file, "--dry-run").code == 2
    assert vendors.count() == asked
