# quotation marks of many languages are meant as they stand
import pytest
from mornings import full

from podcaster.script.claims import Known
from podcaster.script.work_claims import claims_of_work


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In 1912, 300 people went on board, and 20 percent came back."),
        ("en", "If you answer 16 of 20 questions, you get 80 percent."),
        ("en", "You answered 1799, and in that year Bonaparte took power, 10 years later."),
        ("en", "She said: “You scored 99 percent on 5 June.”"),
        ("en", "You gave 11 answers on this, and 55 percent were right."),
        ("ja", "例えば、20問中15問正解なら、75％です。"),
        ("de", "Wenn du 45 Filme siehst und 20 % gut sind, sind neun gut."),
    ],
)
def test_examples_and_what_the_brief_knows_are_no_invented_claims(language: str, text: str) -> None:
    assert list(claims_of_work(text, language, Known(full("en")))) == []


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "You scored 31 percent last week.", "says 31"),
        ("en", "You have missed this question 4 times.", "says 4"),
        ("en", "On November 12 you answered it correctly.", "says 12"),
        ("en", "It is from your quiz “Tenses 9”.", "Tenses 9"),
        ("es", "En estas preguntas acertaste el 23 %.", "says 23"),
        ("fr", "Tu t’es trompé 6 fois.", "says 6"),
        ("de", "Davon hattest du nur 20 % richtig.", "says 20"),
        ("ja", "あなたの正答率は43％でした。", "says 43"),
        ("zh", "你这类题的正确率是43%。", "says 43"),
        ("ko", "이 문제의 정답률은 43%였습니다.", "says 43"),
    ],
)
def test_a_claim_about_the_learners_work_must_be_in_the_brief(
    language: str, text: str, said: str
) -> None:
    [problem] = claims_of_work(text, language, Known(full("en")))
    assert said in problem
