"""A platform of very many learners, made by PostgreSQL itself.

Learner n left the last trace `days(n)` days ago: every fifth within two weeks, the others spread
over the rest of a year; events lie between that day and a year before, closer the nearer to it.
"""

from sqlalchemy import Connection, Engine, text

from academy.tables import TABLES

_QUIZZES, _PER_QUIZ, _SUBJECTS, _LESSONS = 2_000, 10, 40, 500

_DAYS = "CASE WHEN n % 5 = 0 THEN n * 7919 % 1300 / 100.0 ELSE 15 + n * 7919 % 35000 / 100.0 END"

_QUESTION = """jsonb_build_object(
    'quiz_id', q / 10 + 1, 'question_id', q + 1, 'selected_option', 2,
    'selected_answer_text', '<p>the second answer of four</p>', 'selected_option_key', 'option2',
    'submitted_answer', '<p>the second answer of four</p>', 'correct_answer_expected', 'went',
    'is_correct', random() < 0.7, 'time_spent_ms', 4200, 'quality_of_recall_used', 4,
    'new_interval_days', 6, 'attempt_index', 1, 'hints_used', '[]'::jsonb,
    'related_object_type', 'quiz', 'related_object_id', q / 10 + 1,
    'related_object_title', 'Quiz about something')"""

_CONTENT = f"""
INSERT INTO django_content_type (id, app_label, model) VALUES
    (1, 'quizzes', 'quiz'), (2, 'quizzes', 'question'), (3, 'courses', 'course');
INSERT INTO subjects_subject (id, name, permalink, created_at)
    SELECT n, 'Subject ' || chr(64 + n % 26) || n, 's' || n, now()
    FROM generate_series(1, {_SUBJECTS}) n;
INSERT INTO courses_course (id, title, description, permalink, created_by_id, created_at,
        course_type, is_draft)
    SELECT n, 'Course ' || n, '', 'c' || n, 1, now(),
        CASE n % 2 WHEN 0 THEN 'premium' ELSE 'free' END, false FROM generate_series(1, 20) n;
INSERT INTO lessons_lesson (id, title, content, content_type, permalink, subject_id,
        created_by_id, created_at, status, is_premium, position)
    SELECT n, 'Lesson ' || n, 'text', 'text', 'l' || n, n % {_SUBJECTS} + 1, 1, now(),
        'published', false, 0
    FROM generate_series(1, {_LESSONS}) n;
INSERT INTO quizzes_quiz (id, title, content, subject_id, created_by_id, created_at, quiz_type,
        permalink, status, languages, attempt_count)
    SELECT n, 'Quiz number ' || n, '<p>text</p>', n % {_SUBJECTS} + 1, 1, now(), 'free', 'q' || n,
        CASE WHEN n % 10 = 0 THEN 'draft' ELSE 'published' END, '["en"]', 5
    FROM generate_series(1, {_QUIZZES}) n;
INSERT INTO quizzes_question (id, quiz_id, question_type, question_text, question_image,
        option1, option2, option3, option4, correct_option)
    SELECT n + 1, n / {_PER_QUIZ} + 1, 'mcq',
        '<p>Question ' || n || ': what is the <b>past tense</b> of go?</p>',
        CASE WHEN n % 10 = 3 THEN 'picture.png' END,
        '<p>went</p>', '<p>the second answer of four</p>', '<p>gone</p>', '<p>goes</p>', 1
    FROM generate_series(0, {_QUIZZES * _PER_QUIZ - 1}) n;
"""

_LEARNERS = f"""
INSERT INTO auth_user (id, password, last_login, is_superuser, username, first_name, last_name,
        email, is_staff, is_active, date_joined)
    SELECT n, '', CASE WHEN n % 3 = 0 THEN now() - ({_DAYS}) * interval '1 day' END, false,
        'learner' || n, 'Sarah', 'X', 'a' || n || '@mail.example', false, n % 50 > 0, now()
    FROM generate_series(1, :learners) n;
INSERT INTO users_profile (user_id, display_name, role, active_guide, can_invite_teachers,
        growth_score, impact_score, email_notifications, mail_magazine_enabled, locale,
        created_at, updated_at)
    SELECT n, 'Sarah', 'explorer', false, false, 0, 0, true, true, 'en', now(), now()
    FROM generate_series(1, :learners) n;
INSERT INTO users_userpreference (user_id, languages_spoken, native_language, report_language,
        updated_at)
    SELECT n, '["ja", "en"]', CASE n % 2 WHEN 0 THEN 'ja' ELSE 'en' END, 'en', now()
    FROM generate_series(1, :learners) n WHERE n % 4 > 0;
INSERT INTO users_userloginevent (user_id, login_at, user_agent, forced_closed, last_heartbeat_at)
    SELECT n, now() - ({_DAYS} + e * 9) * interval '1 day', 'agent', false,
        now() - ({_DAYS} + e * 9) * interval '1 day'
    FROM generate_series(1, :learners) n, generate_series(0, 2) e;
INSERT INTO lessons_lessoncompletion (user_id, lesson_id, completed_at)
    SELECT n, (n * 13 + e) % {_LESSONS} + 1, now() - ({_DAYS} + e * 5) * interval '1 day'
    FROM generate_series(1, :learners) n, generate_series(0, 2) e;
INSERT INTO enrollment_enrollment (user_id, content_type_id, object_id, enrollment_date, status,
        enrollment_type)
    SELECT n, 3, n % 20 + 1, now(), 'active', 'course' FROM generate_series(1, :learners) n;
INSERT INTO intelligence_userabilityprofile (user_id, overall_ability_score, ability_by_subject,
        ability_by_tag, total_quizzes_attempted, total_correct_answers,
        recent_performance_trend, last_computed_at, metadata)
    SELECT n, 300 + n % 500, '{{"7": 420.0, "8": 610.0}}', '{{}}', 60, 41, 0,
        now() - interval '3 days', '{{}}'
    FROM generate_series(1, :learners) n WHERE n % 3 = 0;
INSERT INTO intelligence_matchscore (user_id, content_type_id, object_id, match_score,
        difficulty_gap, recency_penalty, computed_at, metadata)
    SELECT n, 1, (n * 31 + e * 17) % {_QUIZZES} + 1, 50 + e, 0, 0, now(), '{{}}'
    FROM generate_series(1, :learners) n, generate_series(1, 10) e;
INSERT INTO analytics_memorystat (user_id, content_type_id, object_id, interval_days,
        easiness_factor, repetitions, last_reviewed_at, next_review_at,
        current_retention_estimate, created_at, updated_at)
    SELECT n, 2, (n * 31 + e * 17) % {_QUIZZES * _PER_QUIZ} + 1, e, 2.3, 3,
        now() - ({_DAYS} + e) * interval '1 day', now() - ({_DAYS} - 5 + e) * interval '1 day',
        1, now(), now()
    FROM generate_series(1, :learners) n, generate_series(1, 15) e;
"""

_EVENTS = f"""
INSERT INTO analytics_activityevent (user_id, event_type, content_type_id, object_id, timestamp,
        session_id, metadata)
    SELECT n,
        CASE WHEN e % 5 < 3 THEN 'quiz_answer_submitted' ELSE 'content_interaction_time' END,
        CASE WHEN e % 5 < 3 THEN 2 ELSE 1 END, q + 1,
        now() - ({_DAYS} + pow(e::float / :events, 2) * 365) * interval '1 day',
        md5(n || ' ' || e)::uuid,
        CASE WHEN e % 1000 = 0 THEN '42'::jsonb WHEN e % 5 < 3 THEN {_QUESTION}
            ELSE '{{"duration_ms": 61000, "item_type_str": "quiz", "url": "/quizzes"}}'::jsonb END
    FROM generate_series(1, :learners) n,
        generate_series(1, :events) e,
        LATERAL (SELECT (n * 37 + e * 101) % {_QUIZZES * _PER_QUIZ} AS q) of_quiz
"""


def gather(engine: Engine, learners: int, events: int) -> None:
    """Makes the tables and fills them: so many learners, each with so many events."""
    with engine.begin() as connection:
        TABLES.create_all(connection)
        # Foreign keys hold by construction; checking ten million rows takes longer than all else.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in f"{_CONTENT}{_LEARNERS}".split(";\n"):
            if statement.strip():
                _run(connection, statement, learners=learners)
        _with_indexes_last(connection, learners, events)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _with_indexes_last(connection: Connection, learners: int, events: int) -> None:
    table = TABLES.tables["analytics_activityevent"]
    for index in table.indexes:
        index.drop(connection)
    _run(connection, _EVENTS, learners=learners, events=events)
    for index in table.indexes:
        index.create(connection)


def _run(connection: Connection, statement: str, **values: int) -> None:
    """Colons that are PostgreSQL's own are doubled, and no parameters."""
    known = {name: value for name, value in values.items() if f":{name}" in statement}
    connection.execute(text(statement), known)
