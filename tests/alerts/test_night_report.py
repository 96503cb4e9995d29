"""What is told of a night, and what never is."""

import dataclasses
import json
from datetime import date
from typing import get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.alerts.report import Report
from podcaster.alerts.webhook import as_slack
from podcaster.alerts.wording import MOST, as_counts, as_headline, as_json, as_text
from podcaster.text.redact import Redaction

CANARY = "CANARY-7f3a9c1e"


def test_a_report_has_no_field_in_which_a_learner_could_stand():
    numbers = {"exit_code", "due", "completed", "failed", "skipped", "bad_records", "given_up"}
    about_the_run = {"run_id", "command", "date"}
    names = {each.name for each in dataclasses.fields(Report)}
    assert names == numbers | about_the_run | {"causes", "alerts"}
    hints = get_type_hints(Report)
    assert {hints[name] for name in numbers} == {int}


def test_a_cause_that_is_no_plain_word_is_only_counted(report):
    causes = {"rate": 2, "sarah@example.com": 3, "Sarah K.": 1, "user 42": 4, "42": 1}
    told = report(causes=causes).redacted(str)
    assert told.causes == {"other": 9, "rate": 2}


def test_every_text_is_redacted_for_every_channel(report, said):
    night = report(
        run_id=f"run {CANARY}", command=CANARY, alerts=(said(said=f"key {CANARY}", do=CANARY),)
    )
    told = night.redacted(Redaction([CANARY]))
    texts = (json.dumps(as_json(told)), as_text(told), as_counts(told), as_headline(told))
    assert CANARY not in "".join((*texts, as_slack(told)["text"], repr(told)))


def test_a_secret_that_a_line_break_hides_is_found_too(report, said):
    told = report(alerts=(said(said="the key\x00 is\nsk-ant-CANARY7f3a9c1e"),)).redacted(
        Redaction()
    )
    assert "CANARY" not in as_text(told)


@settings(max_examples=50)
@given(st.text())
def test_a_sentence_stays_in_its_line_and_is_not_long(text):
    night = Report(
        run_id=text,
        command="generate",
        date=None,
        exit_code=0,
        alerts=(_Any("alert", "failures", text * 50, "podcaster retry"),),
    )
    (alert,) = night.redacted(str).alerts
    assert alert.said.isprintable()
    assert len(alert.said) <= 500
    as_text(night.redacted(str)).encode("utf-8")


@dataclasses.dataclass(frozen=True)
class _Any:
    level: str
    kind: str
    said: str
    do: str


def test_programs_read_a_versioned_object(report):
    assert as_json(report().redacted(str)) == {
        "schema": 1,
        "type": "podcaster.alert",
        "run_id": "20251207T030000Z-abc123",
        "command": "generate",
        "date": "2025-12-07",
        "exit_code": 3,
        "level": "alert",
        "counts": {
            "due": 100,
            "completed": 88,
            "failed": 12,
            "skipped": 0,
            "bad_records": 0,
            "given_up": 0,
        },
        "causes": {"rate": 10, "timeout": 2},
        "alerts": [
            {
                "level": "alert",
                "kind": "failures",
                "said": "12 of 100 episodes failed",
                "do": "podcaster retry",
            }
        ],
        "next": "podcaster retry",
    }


def test_people_read_how_bad_it_is_why_and_what_to_run(report):
    assert as_text(report(skipped=7).redacted(str)) == (
        "[podcaster] ALERT: 88 of 100 episodes of 2025-12-07 done, 12 failed (exit code 3)\n"
        "\n"
        "ALERT: 12 of 100 episodes failed\n"
        "  Next: podcaster retry\n"
        "\n"
        "Causes: 10 rate, 2 timeout\n"
        "\n"
        "Counts: 100 due, 88 completed, 12 failed, 7 skipped\n"
        "Run 20251207T030000Z-abc123 (generate)\n"
    )


def test_the_worst_alert_gives_the_report_its_level(report, said):
    assert report(alerts=()).level is None
    assert report(alerts=(said("warning"),)).level == "warning"
    assert report(alerts=(said("warning"), said("alert"))).level == "alert"


def test_a_run_of_each_learners_today_names_no_date(report):
    assert as_json(report(date=None))["date"] is None
    assert "88 of 100 episodes done" in as_headline(report(date=None))
    assert "2024-02-29" in as_headline(report(date=date(2024, 2, 29)))


def test_numbers_alone_hold_no_sentence(report):
    text = as_counts(report().redacted(str))
    assert text.splitlines() == [
        *("exit_code 3", "due 100", "completed 88", "failed 12", "skipped 0", "bad_records 0"),
        *("given_up 0", "alerts 1", "warnings 0", "cause_rate 10", "cause_timeout 2"),
    ]


def test_many_alerts_and_causes_are_counted_and_the_first_told(report, said):
    alerts = tuple(said(said=f"sentence {n}") for n in range(MOST + 5))
    told = report(alerts=alerts, causes={f"kind{n}": 1 for n in range(MOST + 3)}).redacted(str)
    assert "and 5 more: `podcaster status` tells them" in as_text(told)
    assert len(as_json(told)["alerts"]) == MOST
    assert as_json(told)["causes"]["other"] == 3
    assert len(as_counts(told)) < 10_000
