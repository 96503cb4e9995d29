"""What the platform teaches: subjects, courses, lessons, quizzes, and questions of every kind."""

from typing import Any

from academy.rows import Academy, PlainQuestion, as_json

SUBJECTS = ("English Grammar", "Vocabulary", "Listening", "Business English", "日本語", "Phonics")
FIRST_SUBJECT = 7
"""Ids begin here, so that the id of a subject is never mistaken for a count of few things."""
UNKNOWN_SUBJECT, UNKNOWN_QUIZ, UNKNOWN_QUESTION = 999, 888, 77_777
"""Ids that are named by rows and stand in no table."""

TEACHER = 1
FREE_COURSE, PREMIUM_COURSE, DRAFT_COURSE = 1, 2, 3
DRAFT_QUIZ = 2
QUIZZES = (
    "Past tense verbs",
    "Unfinished quiz that nobody may see",
    "前置詞クイズ",
    "Words for the office",
    "Numbers you can hear",
    "Articles: a, an, the",
    "Polite requests",
    "Travel words",
)
LESSONS = ("How verbs change", "前置詞マスター 第1課", "Writing e-mail", "At the station")
PER_QUIZ = 8
VERBS = ("go", "see", "eat", "write", "take", "begin", "speak", "swim")
PAST = ("went", "saw", "ate", "wrote", "took", "began", "spoke", "swam")


def add_content(academy: Academy) -> None:
    """The same for every seed."""
    academy.add("auth_user", id=TEACHER, username="teacher", email="CANARY-teacher@mail.example")
    for model in ("quiz", "question"):
        academy.kind("quizzes", model)
    for course in ("courses", "course"), ("lessons", "lesson"):
        academy.kind(*course)
    for number, name in enumerate(SUBJECTS, FIRST_SUBJECT):
        academy.add("subjects_subject", id=number, name=name)
    academy.add("tags_tag", name="noise", slug="noise")
    for title, more in (
        ("Grammar for everybody", {}),
        ("前置詞マスターコース", {"course_type": "premium"}),
        ("A course in the making", {"is_draft": True}),
    ):
        academy.add("courses_course", title=title, created_by_id=TEACHER, **more)
    for number, title in enumerate(LESSONS):
        academy.add(
            "lessons_lesson",
            title=title,
            content="<p>CANARY-lesson-content</p>",
            subject_id=FIRST_SUBJECT + number,
            course_id=FREE_COURSE,
            created_by_id=TEACHER,
        )
    for number, title in enumerate(QUIZZES, 1):
        _add_quiz(academy, number, title)


def _add_quiz(academy: Academy, number: int, title: str) -> None:
    academy.add(
        "quizzes_quiz",
        title=title,
        subject_id=FIRST_SUBJECT + (number - 1) % len(SUBJECTS) if number < 8 else None,
        created_by_id=TEACHER,
        status="draft" if number == DRAFT_QUIZ else "published",
        published_at=academy.ago(days=80),
    )
    for place in range(PER_QUIZ):
        _KINDS[place](academy, number, place)


def question_of(quiz: int, place: int) -> int:
    """The id of a quiz's question; `place` counts from 0 and tells its kind."""
    return (quiz - 1) * PER_QUIZ + place + 1


PLAIN, MARKED_UP, SHORT, MULTI, PICTURE, SOUND, DRAG, LAST = range(PER_QUIZ)
"""The places of the kinds of question in every quiz."""


def _choice(academy: Academy, quiz: int, place: int, **more: Any) -> None:
    """One of four, the first of which is number 1."""
    verb = (quiz + place) % len(VERBS)
    right = (quiz + place) % 4 + 1
    others = [PAST[(verb + shift) % len(PAST)] for shift in (1, 2, 3)]
    options = [*others[: right - 1], PAST[verb], *others[right - 1 :]]
    text = f"Quiz {quiz}: what is the past tense of {VERBS[verb]}?"
    _add(academy, quiz, "mcq", text, options, PAST[verb], correct_option=right, **more)


def _marked_up(academy: Academy, quiz: int, place: int) -> None:
    verb = (quiz + 3) % len(VERBS)
    text = f"Which is <b>right</b>&nbsp;in quiz {quiz}: <i>he {PAST[verb]}</i> or he {VERBS[verb]}?"
    options = [f"<p>he {PAST[verb]}</p>", f"<p>he {VERBS[verb]}</p>"]
    academy.add(
        "quizzes_question",
        quiz_id=quiz,
        question_type="mcq",
        question_text=f"<p>{text}</p>",
        option1=options[0],
        option2=options[1],
        correct_option=1,
    )
    plain = text.replace("&nbsp;", " ")
    for tag in ("<b>", "</b>", "<i>", "</i>"):
        plain = plain.replace(tag, "")
    spoken = (f"he {PAST[verb]}", f"he {VERBS[verb]}")
    academy.plain[len(academy.tables["quizzes_question"])] = PlainQuestion(
        plain, spoken, spoken[0], usable=True
    )


def _short(academy: Academy, quiz: int, place: int) -> None:
    text = f"Quiz {quiz}: write the past tense of {VERBS[quiz % 8]}."
    _add(academy, quiz, "short", text, [], PAST[quiz % 8], correct_answer=PAST[quiz % 8])


def _multi(academy: Academy, quiz: int, place: int) -> None:
    """Indices that count from 0, as the import of many questions has them."""
    text = f"Quiz {quiz}: which two are verbs?"
    options = ["run", "table", "sing", "window"]
    _add(academy, quiz, "multi", text, options, "", usable=False, correct_options=as_json([0, 2]))


def _picture(academy: Academy, quiz: int, place: int) -> None:
    _choice(academy, quiz, place, usable=False, question_image="questions/CANARY-picture.png")


def _sound(academy: Academy, quiz: int, place: int) -> None:
    media = {"question_audio": "q.mp3"} if quiz % 2 else {"option2_audio": "o.mp3"}
    _choice(academy, quiz, place, usable=False, **media)


def _drag(academy: Academy, quiz: int, place: int) -> None:
    text = f"Quiz {quiz}: fill the gaps."
    _add(academy, quiz, "dragdrop", text, [], "", usable=False)
    question = len(academy.tables["quizzes_question"])
    blanks = academy.add("quizzes_fillblankquestion", question_id=question, sentence="I * home.")
    word = academy.add("quizzes_blankword", fill_blank_id=blanks, text="went")
    academy.add("quizzes_blanksolution", fill_blank_id=blanks, slot_index=0, correct_word_id=word)


def _add(
    academy: Academy,
    quiz: int,
    kind: str,
    text: str,
    options: list[str],
    correct: str,
    *,
    usable: bool = True,
    **more: Any,
) -> None:
    named = {f"option{n}": each for n, each in enumerate(options, 1)}
    row = academy.add(
        "quizzes_question", quiz_id=quiz, question_type=kind, question_text=text, **named, **more
    )
    academy.plain[row] = PlainQuestion(text, tuple(options), correct, usable)


_KINDS = (_choice, _marked_up, _short, _multi, _picture, _sound, _drag, _choice)
