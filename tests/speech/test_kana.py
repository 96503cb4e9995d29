"""Japanese in kana: as it sounds, without a kanji left, and never in another language."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.errors import Rejected, Unavailable
from podcaster.speech.engines.espeak_library import Library
from podcaster.speech.kana import to_kana
from podcaster.workers import Workers

SENTENCES = (
    "おはようございます、サラさん。今日のポッドキャストへようこそ。",
    "今週は12問のうち9問に正解しました。正解率は75パーセントです。",
    "先週より8ポイント上がりました。よく頑張りましたね。",
    "今日のテーマは分数の足し算です。",
    "分母が違う分数を足すときは、まず分母をそろえます。",
    "2分の1と3分の1を足すと、6分の5になります。",
    "「過去形の動詞」は10問中4問の正解でした。",
    "東京へ行くバスは、8時30分に出発します。",
    "私は学生です。彼女は先生ではありません。",
    "では、一緒に復習しましょう。",
    "間違えた問題をもう一度解いてみてください。",
    "日本の首都はどこですか。答えは東京です。",
    "1945年に第二次世界大戦が終わりました。",
    "光合成では、植物が二酸化炭素と水から酸素を作ります。",
    "明日は3つのカードを復習しましょう。",
    "一日一歩、少しずつ進んでいきましょう。",
    "お疲れ様でした。また明日お会いしましょう。",
    "英語の敬語を使うのは難しいですが、練習すれば必ず上手になります。",
    "全体の8割が理解できています。",
    "100人中3人が正解しました。",
    "あと2回、3回と繰り返すと、記憶に残りやすくなります。",
    "二十歳の誕生日は一月一日です。",
    "本を3本、いや3冊読みました。",
    "会議は午後1時から4時までです。",
    "1,234個のデータがあります。",
    "円周率は約3.14です。",
    "気温は20度でした。",
    "九州の人口は約1300万人です。",
    "彼は今、東京大学で物理学を学んでいます。",
    "この言葉の意味を、自分の言葉で説明してみましょう。",
    "目標は、毎日15分の学習です。",
    "質問を聞いて、5秒間考えてください。",
    "正しい答えは「行きました」です。",
    "長い文章を読む前に、見出しを確認します。",
    "上手な人の話し方を真似るのも良い方法です。",
    "生物の授業で、生き物の細胞を観察しました。",
    "方程式の両辺に同じ数を掛けます。",
    "三角形の内角の和は180度です。",
    "今日は何を学びたいですか。",
    "それでは、良い一日をお過ごしください。",
)


def _phonemes(texts: list[str]) -> list[str]:
    library = Library()
    library.use_voice("ja")
    return [library.phonemes(text) for text in texts]


def _without_dictionary() -> str:
    import sys

    sys.modules["sudachipy"] = None  # type: ignore[assignment]  # as if not installed
    return to_kana("今日")


def test_no_kanji_and_no_other_language_is_left_of_real_sentences(workers: Workers) -> None:
    kana = [to_kana(sentence) for sentence in SENTENCES]
    assert [each for each in kana if not re.fullmatch("[ァ-ヴー、。？！ ]+", each)] == []
    assert [each for each in workers.run(_phonemes, kana) if "(" in each] == []


@pytest.mark.parametrize(
    ("written", "sound"),
    [
        ("私は学生です。", "ワタシワ ガクセーデス。"),
        ("東京へ行く", "トーキョーエ イク"),
        ("それでは、こんにちは。", "ソレデワ、コンニチワ。"),
        ("今日は何を学びたいですか？", "キョーワ ナニオ マナビタイデスカ？"),
        ("12問のうち9問、75パーセント", "ジュウニモンノ ウチ キュウモン、ナナジュウゴ パーセント"),
        ("正解率は75%です", "セーカイ リツワ ナナジュウゴ パーセントデス"),
        ("全体の8割", "ゼンタイノ ハチ ワリ"),
        ("2分の1と15分の学習", "ニブンノ イチト ジュウゴフンノ ガクシュウ"),
        ("8:30から9:15まで", "ハチジ サンジュップンカラ クジ ジュウゴフンマデ"),
        ("1月1日と3日", "イチガツ ツイタチト ミッカ"),
        ("小さな一歩、三回、二十四日", "チイサナ イッポ、サンカイ、ニジュウヨッカ"),
        ("十分に三分の一、一回り", "ジュウブンニ サンブンノ イチ、ヒトマワリ"),
        ("一月一日、二十歳", "イチガツ ツイタチ、ハタチ"),
        ("1,234個", "センニヒャクサンジュウヨンコ"),
        ("5kmを3〜4回", "ゴキロメートルオ サンカラ ヨンカイ"),
        ("思う、迷う、問う", "オモウ、マヨウ、トウ"),
        ("勉強しましょう！", "ベンキョーシマショー！"),
        ("〇×クイズ", "マルバツクイズ"),
        ("１２問、ｶﾀｶﾅ", "ジュウニモン、カタカナ"),
        ("「過去形」（復習）👍", "カコケー フクシュウ"),
        ("", ""),
    ],
)
def test_japanese_is_read_as_it_sounds(written: str, sound: str) -> None:
    assert to_kana(written) == sound


def test_words_in_other_scripts_stay() -> None:
    assert to_kana("Past Tense Verbsを練習。") == "Past Tense Verbsオ レンシュウ。"


def test_a_character_without_a_reading_is_named() -> None:
    with pytest.raises(Rejected, match="龘") as rejected:
        to_kana("龘の字")
    assert rejected.value.kind == "unreadable"


def test_without_its_dictionary_japanese_is_unavailable(workers: Workers) -> None:
    with pytest.raises(Unavailable, match="sudachidict-core"):
        workers.run(_without_dictionary)


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        st.sampled_from("あアがッー々ゝヶ〇一日本人三分0123.,%:- aZ'é×÷…。「」👍\n"), max_size=25
    )
)
def test_whatever_is_written_no_kanji_is_left(text: str) -> None:
    assert not re.search("[\u3005\u3007\u4e00-\u9fff\u3041-\u3096]", to_kana(text))
