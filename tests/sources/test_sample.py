"""The made-up learners: the same on any date, and fit for a first night."""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pocketsphinx
import pytest

from podcaster.domain.days import DateAsked, last_week, this_week
from podcaster.domain.learner import Activity, Learner
from podcaster.errors import SourceUnreadable
from podcaster.sources.sample import Sample

UTC_ZONE = ZoneInfo("UTC")
DAY = date(2031, 2, 28)
RICH = ["42", "7", "19", "23", "31", "55"]


def people(day: date, tenant: str = "") -> dict[str, tuple[Learner, Activity]]:
    asked = DateAsked(day, datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12))
    pages = list(Sample(asked, UTC_ZONE, tenant=tenant).pages(3))
    assert not any(page.bad or page.duplicates or page.ignored_fields for page in pages)
    return {
        each.id.user_id: (each, page.activities([each.id])[each.id])
        for page in pages
        for each in page.learners
    }


PEOPLE = people(DAY)


def local_times(found: dict[str, tuple[Learner, Activity]], day: date) -> list[object]:
    """Every time as days from `day` and the clock of the learner's own zone."""
    listed: list[object] = []
    for user, (learner, activity) in found.items():
        zone = ZoneInfo(learner.timezone)
        moments = [learner.last_active_at, *(each.at for each in activity.answers)]
        moments += [each.next_review_at for each in activity.reviews_due]
        moments += [each.completed_at for each in activity.lessons]
        for moment in moments:
            local = moment.astimezone(zone) if moment else None
            listed.append(local and (user, (local.date() - day).days, local.time()))
    return listed


def texts_of(learner: Learner, activity: Activity) -> list[str]:
    answers = activity.answers
    found = [learner.display_name, *activity.courses, *activity.interests]
    found += [text for a in answers for text in (a.subject, a.quiz, a.question, a.given, a.correct)]
    for titled in (activity.reviews_due, activity.recommended, activity.lessons):
        found += [each.title for each in titled]
    return found


def test_sarah_is_user_42_of_the_premium_plan():
    sarah, _ = PEOPLE["42"]
    assert (sarah.display_name, sarah.plan, sarah.language) == ("Sarah", "premium", "en")


def test_there_are_eight_of_every_plan_and_five_languages():
    learners = [learner for learner, _ in PEOPLE.values()]
    assert len(learners) == 8
    assert {each.plan for each in learners} == {"free", "premium", "enterprise"}
    assert {each.language for each in learners} == {"en", "ja", "es", "fr", "de"}


@pytest.mark.parametrize(
    "day",
    [date(2032, 2, 29), date(2032, 3, 1), date(2025, 1, 1), date(2025, 3, 31), date(2026, 11, 2)],
    ids=str,
)
def test_on_another_date_everything_is_the_same_but_shifted(day):
    assert local_times(people(day), day) == local_times(PEOPLE, DAY)


def test_today_is_the_date_of_each_learners_own_zone():
    asked = DateAsked(None, datetime(2025, 12, 6, 20, tzinfo=UTC))
    seen = {
        each.id.user_id: each.last_active_at
        for page in Sample(asked, UTC_ZONE).pages(10)
        for each in page.learners
    }
    assert seen["42"] == datetime(2025, 12, 5, 20, 31, tzinfo=ZoneInfo("America/New_York"))
    assert seen["7"] == datetime(2025, 12, 6, 22, 10, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_all_were_seen_lately_but_one():
    since = datetime.combine(DAY - timedelta(days=14), datetime.min.time(), UTC)
    away = [user for user, (each, _) in PEOPLE.items() if each.last_active_at < since]
    assert away == ["88"]


def test_one_was_seen_and_did_nothing():
    assert [user for user, (_, done) in PEOPLE.items() if done == Activity()] == ["64"]


@pytest.mark.parametrize("user", RICH)
def test_a_busy_learner_has_enough_to_talk_about(user):
    learner, activity = PEOPLE[user]
    zone = ZoneInfo(learner.timezone)
    week = [each for each in activity.answers if each.at in this_week(DAY, zone)]
    before = [each for each in activity.answers if each.at in last_week(DAY, zone)]
    assert 12 <= len(week) <= 25
    assert len(before) >= 8
    assert len({each.question for each in week if not each.is_correct}) >= 4
    assert max(Counter(each.subject for each in week).values()) >= 5
    assert 4 <= len(activity.reviews_due) <= 6
    assert activity.lessons
    assert activity.recommended


@pytest.mark.parametrize("user", RICH)
def test_nothing_a_busy_learner_did_lies_on_the_day_itself(user):
    learner, activity = PEOPLE[user]
    zone = ZoneInfo(learner.timezone)
    done = [each.at for each in activity.answers] + [each.completed_at for each in activity.lessons]
    assert max(done).astimezone(zone).date() < DAY


@pytest.mark.parametrize("user", PEOPLE)
def test_an_answer_is_right_exactly_where_it_is_the_right_one(user):
    for answer in PEOPLE[user][1].answers:
        assert answer.is_correct == (answer.given == answer.correct)


@pytest.mark.parametrize("user", PEOPLE)
def test_a_question_is_asked_once_and_never_with_a_blank(user):
    questions = [each.question for each in PEOPLE[user][1].answers]
    assert len(set(questions)) == len(questions)
    assert all(len(each) <= 120 and "_" not in each for each in questions)


def test_english_words_are_those_a_speech_recogniser_knows():
    dictionary = pocketsphinx.get_model_path("en-us") + "/cmudict-en-us.dict"
    with open(dictionary, encoding="utf-8") as entries:  # noqa: PTH123  # a path of its own kind
        known = {re.sub(r"\(\d+\)$", "", entry.split()[0]) for entry in entries}
    for learner, activity in PEOPLE.values():
        if learner.language in ("en", "de"):  # of the latter there is but a name
            words = re.findall(r"[a-z']+", " ".join(texts_of(learner, activity)).lower())
            assert set(words) - known == set()


@pytest.mark.parametrize("user", ["7", "31"])
def test_japanese_is_written_in_kana_and_kanji_alone(user):
    assert not re.search(r"[A-Za-z0-9]", "".join(texts_of(*PEOPLE[user])))


def test_the_tenant_of_those_who_name_none_holds_for_the_sample_too():
    assert {each.id.tenant for each, _ in people(DAY, tenant="acme").values()} == {"acme"}


def test_a_date_before_all_time_is_told_in_one_sentence():
    asked = DateAsked(date(1, 1, 5), datetime(2025, 12, 7, tzinfo=UTC))
    with pytest.raises(SourceUnreadable, match="ask for a later date"):
        list(Sample(asked, UTC_ZONE).pages(10))


def test_the_file_holds_no_time_that_is_bound_to_a_date():
    text = files("podcaster.sample").joinpath("learners.json").read_text(encoding="utf-8")
    assert not re.search(r"\d{4}-\d\d-\d\d", text)
    assert len(json.loads(text)) == 8
