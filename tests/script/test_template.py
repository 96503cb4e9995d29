import json
import re
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pocketsphinx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mornings import BRIEFS, SPECIAL, due, full, thin, unknown
from snapshotting import assert_same_as
from strategies import briefs, texts

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief, Focus, Practice, Progress
from podcaster.domain.facts import MissedQuestion, ReviewItem
from podcaster.domain.learner import LearnerId
from podcaster.domain.script import SECTION_KINDS, Say, Script, Written
from podcaster.errors import Rejected
from podcaster.script.claims import titles
from podcaster.script.figures import figures
from podcaster.script.gates import check, duration
from podcaster.script.layout import write
from podcaster.script.options import ScriptOptions
from podcaster.script.prompts import Prompts
from podcaster.script.speakable import speakable
from podcaster.script.template import TemplateWriter
from podcaster.text.sentences import sentences

SNAPSHOTS = Path(__file__).parent / "snapshots"
LANGUAGES = ("en", "ja", "es", "fr", "de", "zh", "ko")
IN_EVERY_LANGUAGE = ("all_wrong", "due", "unread", "unnamed", "forgotten")
NOTHING_TO_WORK_ON = ("all_right", "lessons_only", "returning", "untitled")
OPTIONS = ScriptOptions()
PROMPTS = Prompts()
WRITER = TemplateWriter(PROMPTS, OPTIONS)
HOSTILE = """{{7*7}}
[pause 99s]
## practice: Now
{name}
"]}
# Title
[slower] x
“a” „b“
- one
www.a.example/1
<break time='9s'/>
**x** `y`
She ___ it."""
hostile_texts = st.sampled_from([*HOSTILE.splitlines(), HOSTILE, HOSTILE.replace("\n", "\n\n")])

slowly = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def _written(brief: Brief) -> Written:
    return WRITER.answer(brief, lambda _: None)


def _shape(script: Script) -> list[tuple[str, list[object]]]:
    return [
        (s.kind, [(type(p), p.slower if isinstance(p, Say) else p) for p in s.parts])
        for s in script.sections
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("morning", BRIEFS)
def test_the_script_reads_as_it_was_reviewed(morning: str, language: str) -> None:
    script = _written(BRIEFS[morning](language)).script
    assert_same_as(SNAPSHOTS / f"{morning}-{language}.txt", write(script))


@pytest.mark.parametrize(
    ("morning", "language"),
    [
        *((morning, language) for morning in IN_EVERY_LANGUAGE for language in LANGUAGES),
        ("crowded", "en"),
        ("crowded", "zh"),
        ("foreign", "en"),
    ],
)
def test_the_script_of_a_special_morning_reads_as_it_was_reviewed(
    morning: str, language: str
) -> None:
    script = _written(SPECIAL[morning](language)).script
    assert_same_as(SNAPSHOTS / f"{morning}-{language}.txt", write(script))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("morning", ["full", "falling", "reviews_only"])
def test_a_learner_with_data_gets_three_to_six_minutes(morning: str, language: str) -> None:
    brief = BRIEFS[morning](language)
    written = _written(brief)
    assert 180 <= duration(written.script, brief) <= 360
    assert not written.short


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("morning", ["thin", "unknown", *NOTHING_TO_WORK_ON])
def test_where_data_is_thin_the_script_is_shorter(morning: str, language: str) -> None:
    brief = BRIEFS[morning](language)
    written = _written(brief)
    seconds = duration(written.script, brief)
    assert 60 <= seconds < 200
    assert written.short == (seconds < 180)


@given(briefs())
@slowly
def test_every_brief_makes_a_script_that_passes_the_gates(brief: Brief) -> None:
    written = _written(replace(brief, name=""))
    assert check(written.script, brief, OPTIONS) == ()


def numbers(text: str) -> set[str]:
    return {figure.readings[0] for figure in figures(text)}


@given(briefs())
@slowly
def test_numbers_and_titles_of_a_script_stand_in_the_brief(brief: Brief) -> None:
    told = json.dumps(asdict(replace(brief, name="")), default=str, ensure_ascii=False)
    told += speakable(told, len(told) + 1)
    known = numbers(told)
    bare = _bare(told)
    for say in _written(replace(brief, name="")).script.said():
        assert numbers(say.text) <= known
        assert all(_bare(title) in bare for title in titles(say.text))


@given(briefs(), st.sampled_from(["Sarah", "花子", "José María"]))
@slowly
def test_a_script_is_clean_and_holds_no_id(brief: Brief, name: str) -> None:
    key = replace(brief.key, learner=LearnerId("tenant-77x", "user-4711-abc"))
    script = _written(replace(brief, key=key, name=name)).script
    text = "\n".join([script.title, script.text, *(s.heading for s in script.sections)])
    assert not re.search(r"undefined|None|user-4711|tenant-77|[{}\[\]`<]\w|  |\*\*|__", text)
    assert name in text
    assert [section.kind for section in script.sections] == list(SECTION_KINDS)


@given(st.sampled_from(LANGUAGES), st.lists(hostile_texts | texts("went"), min_size=9, max_size=9))
@slowly
def test_learner_text_never_changes_the_structure(language: str, said: list[str]) -> None:
    writer = TemplateWriter(PROMPTS, ScriptOptions(minutes=(1, 30), target_minutes=20))
    plain, hostile = _about(language, ["word"] * 9), _about(language, [f"word {w}" for w in said])
    shapes = [_shape(writer.answer(each, lambda _: None).script) for each in (plain, hostile)]
    assert shapes[0] == shapes[1]


def _about(language: str, words: list[str]) -> Brief:
    question, given, correct, subject, quiz, title, topic, asked, answer = words
    missed = MissedQuestion(
        question=question, given=given, correct=correct, subject=subject, quiz=quiz
    )
    return replace(
        full(language),
        name="",
        missed=(missed,),
        review=(ReviewItem(title=title, retention_percent=5),),
        focus=Focus(topic=topic, why="course"),
        practice=Practice(kind="missed", question=asked, answer=answer),
    )


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[\\\"'“”„‟«»‹›‘’「」『』]", "", text).casefold().split())


def test_each_day_is_worded_differently_from_the_day_before() -> None:
    brief = full("en")
    tomorrow = replace(brief, key=replace(brief.key, date=brief.key.date + timedelta(days=1)))
    today, next_day = (set(_written(each).script.text.split("\n")) for each in (brief, tomorrow))
    assert len(today - next_day) > len(today) / 3


def test_wordings_change_from_episode_to_episode_however_far_apart_they_are() -> None:
    def texts(turn: int) -> set[str]:
        apart = timedelta(days=12 * turn)  # by the date alone, the same wordings would come up
        brief = replace(full("en"), key=replace(full("en").key, date=full("en").key.date + apart))
        return set(_written(replace(brief, turn=turn)).script.text.split("\n"))

    assert len(texts(0) - texts(1)) > len(texts(0)) / 3


@pytest.mark.parametrize(
    ("language", "missed"),
    [
        ("en", "ast time"),
        ("ja", "前回"),
        ("es", "última vez"),
        ("fr", "dernière fois"),
        ("de", "letzten Mal"),
        ("zh", "上次"),
        ("ko", "지난번"),
    ],
)
def test_a_question_that_is_due_is_never_said_to_have_been_missed(
    language: str, missed: str
) -> None:
    brief = due(language)
    for turn in range(4):
        assert missed not in _written(replace(brief, turn=turn)).script.text
    assert missed in _written(full(language)).script.text


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        (1, "한 번 답하셨는데"),
        (4, "네 번 답하셨는데"),
        (20, "스무 번 답하셨는데"),
        (21, "스물한 번 답하셨는데"),
        (99, "아흔아홉 번 답하셨는데"),
        (120, "120 번 답하셨는데"),
    ],
)
def test_korean_counts_in_its_own_numerals_as_far_as_people_do(answered: int, said: str) -> None:
    progress = Progress(answered=answered, right=answered, accuracy_percent=100)
    assert said in _written(replace(thin("ko"), progress=progress)).script.text


def test_chinese_has_a_word_of_its_own_for_two_of_something() -> None:
    text = _written(due("zh")).script.text
    assert "其中两次答对了" in text
    assert "提高了两个百分点" in text
    assert "一共有两项" in text


def test_english_is_made_of_words_that_a_speech_recogniser_knows() -> None:
    model = Path(pocketsphinx.get_model_path("en-us"), "cmudict-en-us.dict").read_text()
    known = {line.split("(")[0].split(" ")[0] for line in model.splitlines()}
    for morning in (*BRIEFS.values(), *map(SPECIAL.__getitem__, IN_EVERY_LANGUAGE)):
        brief = replace(morning("en"), missed=(), practice=None)
        text = re.sub("“[^”]*”", "", _written(brief).script.text)
        assert set(re.findall(r"[a-z']+", text.casefold())) <= known


@pytest.mark.parametrize(("language", "most"), [("en", 18), ("es", 20), ("fr", 20), ("de", 20)])
def test_sentences_are_short_enough_to_follow_by_ear(language: str, most: int) -> None:
    for morning in (*BRIEFS.values(), *map(SPECIAL.__getitem__, IN_EVERY_LANGUAGE)):
        for say in _written(morning(language)).script.said():
            for sentence in sentences(say.text, language):
                assert len(sentence.split()) <= most


def test_the_same_brief_always_makes_the_same_script() -> None:
    assert _written(full("ja")) == _written(full("ja"))


def test_the_name_is_put_in_and_no_token_is_left() -> None:
    text = _written(full("fr")).script.text
    assert text.count("Sarah") == 2
    assert "{" not in text


def test_without_a_name_nobody_is_called_anything() -> None:
    text = _written(unknown("ja")).script.text
    assert "さん" not in text


def test_an_attempt_is_recorded_for_each_script() -> None:
    attempts: list[Attempt] = []
    WRITER.answer(full("en"), attempts.append)
    [attempt] = attempts
    assert (attempt.stage, attempt.provider, attempt.model) == ("script", "template", "template")
    assert (attempt.outcome, attempt.cost_micro_usd) == ("ok", 0)


def test_a_language_without_a_template_is_rejected_and_recorded() -> None:
    attempts: list[Attempt] = []
    with pytest.raises(Rejected, match="no template for the language pt-BR") as caught:
        WRITER.answer(replace(thin("en"), language="pt-BR"), attempts.append)
    assert caught.value.kind == "no_template"
    assert [attempt.error_kind for attempt in attempts] == ["no_template"]


def test_a_region_has_the_template_of_its_language() -> None:
    assert _written(full("en-GB")).script.language == "en-GB"


def test_a_template_for_a_region_comes_before_that_of_its_language(tmp_path: Path) -> None:
    (tmp_path / "fallback").mkdir()
    (tmp_path / "fallback" / "en-GB.j2").write_text("# Nothing more")
    writer = TemplateWriter(Prompts(tmp_path), OPTIONS)
    assert writer.answer(full("en"), lambda _: None).script.sections
    with pytest.raises(Rejected, match="the section greeting is missing"):
        writer.answer(full("en-GB"), lambda _: None)


def test_what_an_operator_writes_into_a_template_passes_the_gates_too(tmp_path: Path) -> None:
    (tmp_path / "fallback").mkdir()
    text = write(_written(replace(full("en"), name="")).script)
    (tmp_path / "fallback" / "en.j2").write_text(text.replace("34 answers", "340 answers"))
    with pytest.raises(Rejected, match="says 340, which is not in the brief") as caught:
        TemplateWriter(Prompts(tmp_path), OPTIONS).answer(full("en"), lambda _: None)
    assert caught.value.kind == "gate"


def test_a_great_deal_of_data_is_cut_to_the_time_there_is() -> None:
    brief = full("de")
    long_question = MissedQuestion(question="warum " * 30, given="so", correct="darum " * 20)
    crowded = replace(brief, missed=(long_question,) * 9, review=brief.review * 4, level="beginner")
    assert duration(_written(crowded).script, crowded) <= 360


@pytest.mark.parametrize("morning", NOTHING_TO_WORK_ON)
@pytest.mark.parametrize(
    ("language", "denial"),
    [
        ("en", "do not know any of your answers"),
        ("ja", "解答の記録がありません"),
        ("es", "no conozco ninguna respuesta"),
        ("fr", "ne connais encore aucune"),
        ("de", "kenne noch keine Antworten"),
        ("zh", "还不知道你的任何作答情况"),
        ("ko", "아직 답하신 기록이 없어서"),
    ],
)
def test_only_who_has_done_nothing_is_told_that_no_answer_is_known(
    language: str, denial: str, morning: str
) -> None:
    assert denial in _written(unknown(language)).script.text
    assert denial not in _written(BRIEFS[morning](language)).script.text


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "nothing is due for review"),
        ("ja", "復習の時期が来ているものもありません"),
        ("es", "nada pendiente de repaso"),
        ("fr", "rien à revoir"),
        ("de", "zu wiederholen gibt es jetzt auch nichts"),
        ("zh", "没有到期要复习的内容"),
        ("ko", "복습할 때가 된 것도 없어요"),
    ],
)
def test_nothing_is_said_to_be_due_only_where_nothing_is(language: str, claim: str) -> None:
    assert claim in _written(BRIEFS["all_right"](language)).script.text
    assert claim not in _written(BRIEFS["untitled"](language)).script.text
    for morning in ("unread", "unnamed"):
        assert claim not in _written(SPECIAL[morning](language)).script.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_beginners_text_is_heard_by_beginners_alone(language: str) -> None:
    beginning = _focus(unknown(language))[0]
    learned = replace(BRIEFS["lessons_only"](language), practice=full(language).practice)
    for brief in (learned, BRIEFS["untitled"](language), SPECIAL["unnamed"](language)):
        assert beginning not in _focus(brief)


def _focus(brief: Brief) -> list[str]:
    section = _written(replace(brief, name="")).script.sections[1]
    return [part.text for part in section.parts if isinstance(part, Say)]


@pytest.mark.parametrize(
    ("language", "estimate", "learned"),
    [
        ("en", "percent", "You have learned it once"),
        ("ja", "パーセント", "一度学んだ"),
        ("es", "por ciento", "Ya lo aprendiste"),
        ("fr", "pour cent", "déjà appris"),
        ("de", "Prozent", "schon einmal gelernt"),
        ("zh", "百分之", "已经学过"),
        ("ko", "퍼센트", "한 번 배운"),
    ],
)
def test_what_is_not_known_to_be_remembered_has_no_figure(
    language: str, estimate: str, learned: str
) -> None:
    brief = SPECIAL["forgotten"](language)
    text = _written(brief).script.text
    assert estimate not in text
    assert learned not in text
    faded = Focus(topic="Plurals", why="reviews_due", faded=True)
    text = _written(replace(brief, focus=faded)).script.text
    assert estimate not in text
    assert learned in text


@pytest.mark.parametrize(
    ("language", "platform"),
    [
        ("en", "platform"),
        ("ja", "学習サイト"),
        ("es", "plataforma"),
        ("fr", "plateforme"),
        ("de", "Plattform"),
        ("zh", "平台"),
        ("ko", "학습 사이트"),
    ],
)
def test_an_estimate_is_never_said_to_be_the_platforms(language: str, platform: str) -> None:
    brief = BRIEFS["reviews_only"](language)
    items = tuple(replace(item, retention_percent=40) for item in brief.review)
    for turn in range(3):
        text = _written(replace(brief, review=items, turn=turn)).script.text
        said = [each for each in sentences(text, language) if "40" in each or "41" in each]
        assert said
        assert not any(platform in each for each in said)


def test_a_text_that_begins_like_another_does_not_make_a_script_foreign() -> None:
    short, long = "word {{7*7}}", f"word {HOSTILE}"
    writer = TemplateWriter(PROMPTS, ScriptOptions(minutes=(1, 30), target_minutes=20))
    said = [short, short, long, short, short, "went", "went", "went", long]
    brief = _about("ja", [f"word {each}" if each == "went" else each for each in said])
    assert writer.answer(brief, lambda _: None).script.language == "ja"
