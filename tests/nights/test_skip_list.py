"""A file of learners who want no podcast, from config.toml to the counts of a night."""

from deployments import Deployment


def test_whoever_is_on_the_skip_list_has_opted_out(fresh: Deployment) -> None:
    (fresh.folder / "skip.txt").write_text("# by mail\n42\n")
    fresh.configure('[eligibility]\nskip_list = "skip.txt"\n')
    told = fresh.call("generate", "--dry-run", "--json").json
    assert told["skipped"]["opted_out"] == 1
    assert "42" not in {each["user_id"] for each in told["learners"]}
    assert told["due_by_trace"] == {}


def test_a_skip_list_that_is_not_there_is_told_before_anybody_is_served(fresh: Deployment) -> None:
    fresh.configure('[eligibility]\nskip_list = "nowhere.txt"\n')
    ended = fresh.call("generate", "--dry-run")
    assert (ended.code, ended.out) == (2, "")
    assert str(fresh.folder / "nowhere.txt") in ended.err


def test_the_doctor_finds_names_where_ids_should_be(fresh: Deployment) -> None:
    (fresh.folder / "skip.txt").write_text("42\nsarah\n")
    fresh.configure('[eligibility]\nskip_list = "skip.txt"\n')
    findings = fresh.call("doctor", "--json").json["findings"]
    (found,) = (each for each in findings if each["about"] == "skip_list ids")
    assert (found["check"], found["verdict"]) == ("learners", "warning")
