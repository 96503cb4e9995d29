"""The one row shape: what is read of a record, and what does not fit."""

from datetime import UTC, datetime

import pytest

from podcaster.domain.learner import (
    Ability,
    Activity,
    Answer,
    BadRecord,
    Learner,
    LearnerId,
    Lesson,
    Recommendation,
    ReviewDue,
)
from podcaster.sources.elements import Element
from podcaster.sources.fitting import fitted
from podcaster.sources.record import Record

NOW = datetime(2025, 12, 7, 3, 0, tzinfo=UTC)
SEEN = datetime(2025, 12, 6, 21, 4, tzinfo=UTC)
WHOLE = {
    "user_id": "42",
    "tenant": "acme",
    "display_name": "Sarah",
    "is_active": True,
    "last_active_at": "2025-12-06T21:04:00Z",
    "plan": "premium",
    "language": "en",
    "timezone": "Asia/Tokyo",
    "voice_gender": "female",
    "ability": {"overall": 520.5, "by_subject": {"Verbs": 420.0, "Nouns": None}, "percentile": 61},
    "answers": [
        {
            "at": "2025-12-06T21:04:00Z",
            "subject": "Verbs",
            "quiz": "Past",
            "question": "What is the past tense of go?",
            "given": "goed",
            "correct": "went",
            "is_correct": False,
        }
    ],
    "reviews_due": [
        {"title": "Past", "kind": "quiz", "next_review_at": "2025-12-06T21:04", "retention": 0.41}
    ],
    "recommended": [{"title": "Future", "score": 88.0}],
    "lessons": [{"title": "Now", "completed_at": "2025-12-06T21:04:00Z"}],
    "courses": ["English"],
    "interests": ["Travel"],
}


def read(**fields: object) -> Record:
    record = fitted(Element(1, {"user_id": "1", **fields}))
    assert isinstance(record, Record), record
    return record


def learner(**fields: object) -> Learner:
    return read(**fields).learner("", NOW)


def misfit(value: object) -> BadRecord:
    bad = fitted(Element(7, value))
    assert isinstance(bad, BadRecord), bad
    return bad


def test_a_whole_record_gives_the_learner():
    assert read(**WHOLE).learner("other", NOW) == Learner(
        id=LearnerId("acme", "42"),
        display_name="Sarah",
        last_active_at=SEEN,
        plan="premium",
        language="en",
        timezone="Asia/Tokyo",
        voice_gender="female",
        origins=dict.fromkeys(("plan", "language", "timezone", "voice_gender"), "export"),
    )


def test_a_whole_record_gives_the_activity():
    assert read(**WHOLE).activity() == Activity(
        ability=Ability(overall=520.5, by_subject={"Verbs": 420.0}),
        answers=(
            Answer(
                at=SEEN,
                is_correct=False,
                subject="Verbs",
                quiz="Past",
                question="What is the past tense of go?",
                given="goed",
                correct="went",
            ),
        ),
        reviews_due=(ReviewDue(title="Past", kind="quiz", next_review_at=SEEN, retention=0.41),),
        recommended=(Recommendation(title="Future", score=88.0),),
        lessons=(Lesson(title="Now", completed_at=SEEN),),
        courses=("English",),
        interests=("Travel",),
    )


def test_an_id_alone_is_a_record():
    assert learner() == Learner(id=LearnerId("", "1"))
    assert read().activity() == Activity()


def test_null_is_the_same_as_absent():
    nothing = {name: None for name in Record.model_fields if name != "user_id"}
    assert learner(**nothing) == learner()
    assert read(**nothing).activity() == read().activity()


@pytest.mark.parametrize(("given", "identity"), [(42, "42"), (-7, "-7"), (10**30, str(10**30))])
def test_a_whole_number_as_id_becomes_its_decimal_text(given, identity):
    assert learner(user_id=given).id.user_id == identity


@pytest.mark.parametrize("identity", ["x" * 10_000, " 42 ", "Zoë/../日本", "4\n2"])
def test_an_id_is_kept_exactly_as_it_is(identity):
    assert learner(user_id=identity).id.user_id == identity


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        ("", "must not be empty"),
        (" \t\n", "must not be empty"),
        ("x" * 10_001, "is longer than 10,000 characters"),
        ("a\0b", "holds what is not text in UTF-8"),
        ("a\ud800", "holds what is not text in UTF-8"),
        (None, "must be text or a whole number"),
        (True, "must be text or a whole number"),
        (1.5, "must be text or a whole number"),
        ([], "must be text or a whole number"),
    ],
)
def test_an_id_that_names_nobody_is_refused(identity, reason):
    assert misfit({"user_id": identity}) == BadRecord(7, "user_id", reason)


def test_a_record_without_an_id_is_refused():
    assert misfit({"plan": "free"}) == BadRecord(7, "user_id", "is missing")


@pytest.mark.parametrize(
    ("fields", "path", "reason"),
    [
        ({"answers": 3}, "answers", "must be a list"),
        ({"answers": {}}, "answers", "must be a list"),
        ({"answers": [3]}, "answers[0]", "must be an object"),
        ({"ability": []}, "ability", "must be an object"),
        ({"ability": {"by_subject": []}}, "ability.by_subject", "must be an object"),
        ({"is_active": "perhaps"}, "is_active", "must be true or false"),
        ({"is_active": []}, "is_active", "must be true or false"),
        ({"display_name": []}, "display_name", "must be text"),
        ({"courses": ["a", {}]}, "courses[1]", "must be text"),
        ({"ability": {"overall": "high"}}, "ability.overall", "is no number"),
        ({"ability": {"overall": True}}, "ability.overall", "must be a number"),
        ({"last_active_at": 1764979200}, "last_active_at", "must be a time as ISO 8601 has it"),
        ({"last_active_at": "yesterday"}, "last_active_at", "is no time as ISO 8601 has it"),
        ({"last_active_at": "1066-10-14"}, "last_active_at", "is a time that cannot be meant"),
        ({"reviews_due": [{}]}, "reviews_due[0].title", "is missing"),
        (
            {"reviews_due": [{"title": "a", "retention": 41}]},
            "reviews_due[0].retention",
            "must be a share from 0 to 1",
        ),
    ],
)
def test_a_misfit_is_named_by_its_path_and_a_plain_reason(fields, path, reason):
    assert misfit({"user_id": "1", **fields}) == BadRecord(7, path, reason)


def test_a_misfit_deep_within_is_named_by_its_whole_path():
    right = {"at": "2025-12-06", "is_correct": True}
    bad = misfit({"user_id": "1", "answers": [right, right, right, {**right, "at": "?"}]})
    assert bad.field == "answers[3].at"


def test_an_answer_needs_to_say_whether_it_was_right():
    bad = misfit({"user_id": "1", "answers": [{"at": "2025-12-06", "is_correct": None}]})
    assert bad == BadRecord(7, "answers[0].is_correct", "must be true or false")


def test_a_key_that_may_be_somebodys_words_is_not_told():
    bad = misfit({"user_id": "1", "ability": {"by_subject": {"Bob Smith": "x"}}})
    assert bad == BadRecord(7, "ability.by_subject[?]", "is no number")


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-06T21:04:00Z",
        "2025-12-06T21:04:00",
        "2025-12-06 21:04",
        "2025-12-07T06:04:00+09:00",
        "20251206T210400Z",
        " 2025-12-06T21:04:00.000000Z ",
    ],
)
def test_times_are_iso_8601_and_without_a_zone_utc(text):
    assert learner(last_active_at=text).last_active_at == SEEN


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00Z", "0000-00-00 00:00:00"])
def test_the_zero_time_of_a_database_means_never(never):
    assert learner(last_active_at=never).last_active_at is None


@pytest.mark.parametrize("given", ["", "other", 1, ["female"], "F"])
def test_an_unknown_voice_gender_is_as_good_as_none(given):
    assert learner(voice_gender=given).voice_gender is None


def test_a_voice_gender_may_have_capitals():
    assert learner(voice_gender="Male").voice_gender == "male"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "a\ufffdb"),
        ("a\ud83db", "a\ufffdb"),
        ("\ude00b", "\ufffdb"),
        ("\ud83d\ude00", "\N{GRINNING FACE}"),
    ],
)
def test_what_is_no_character_in_a_text_becomes_a_mark_of_it(text, kept):
    assert learner(display_name=text).display_name == kept


@pytest.mark.parametrize(("given", "text"), [(12, "12"), (0.5, "0.5"), (True, "true")])
def test_numbers_and_truth_values_are_answers_too(given, text):
    answers = [{"at": "2025-12-06", "is_correct": True, "given": given, "correct": given}]
    [answer] = read(answers=answers).activity().answers
    assert (answer.given, answer.correct) == (text, text)


@pytest.mark.parametrize(
    ("given", "number"), [("520.50", 520.5), (float("nan"), None), (float("inf"), None), (3, 3.0)]
)
def test_a_number_may_be_text_and_what_is_not_finite_is_none(given, number):
    assert read(ability={"overall": given}).activity().ability.overall == number


def test_a_lesson_that_is_not_finished_is_left_out():
    lessons = [{"title": "a", "completed_at": None}, {"title": "b"}]
    assert read(lessons=lessons).activity().lessons == ()


def test_whoever_was_not_said_to_be_seen_was_seen_at_their_newest_trace():
    fields = {
        "answers": [{"at": "2025-12-04T10:00Z", "is_correct": True}],
        "reviews_due": [{"title": "a", "next_review_at": "2025-12-05T10:00Z"}],
        "lessons": [{"title": "a", "completed_at": "2025-12-03T10:00Z"}],
    }
    assert learner(**fields).last_active_at == datetime(2025, 12, 5, 10, tzinfo=UTC)


def test_a_review_to_come_is_no_sign_of_life():
    fields = {"reviews_due": [{"title": "a", "next_review_at": "2025-12-08T10:00Z"}]}
    assert learner(**fields).last_active_at is None


def test_what_the_source_says_of_last_activity_stands():
    answers = [{"at": "2025-12-06T22:00Z", "is_correct": True}]
    seen = learner(last_active_at="2025-12-01T00:00Z", answers=answers).last_active_at
    assert seen == datetime(2025, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["opted_out", "paused"])
def test_who_wants_no_podcast_can_say_so(name):
    assert getattr(learner(**{name: True}), name) is True


def test_a_closed_account_is_not_active():
    assert learner(is_active=False).is_active is False
    assert learner(is_active=0).is_active is False
