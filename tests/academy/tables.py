"""The tables of the learner platform, under the names and types that Django gives them."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from academy.column_types import (
    JsonText,
    Moment,
    Uuid,
    big_id,
    count,
    path,
    real,
    small_count,
    text,
)

TABLES = MetaData()


def _to(name: str, target: str, *, null: bool = False, unique: bool = False) -> Column[Any]:
    """A foreign key; those of Django's own apps are integers, all others bigints."""
    kind = Integer() if target.startswith(("auth_", "django_")) else big_id()
    key = ForeignKey(f"{target}.id")
    return Column(name, kind, key, nullable=null, unique=unique or None, index=not unique)


def _user(*, null: bool = False, unique: bool = False) -> Column[Any]:
    return _to("user_id", "auth_user", null=null, unique=unique)


def _has(name: str, kind: Any, **more: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **more)


def _may(name: str, kind: Any, **more: Any) -> Column[Any]:
    return Column(name, kind, nullable=True, **more)


def _table(name: str, *columns: Any) -> Table:
    return Table(name, TABLES, Column("id", big_id(), primary_key=True), *columns)


def _stock(name: str, *columns: Any) -> Table:
    """A table of Django's own, with an integer key."""
    return Table(name, TABLES, Column("id", Integer, primary_key=True), *columns)


def _many(name: str, one: str, its: str, other: str, others: str) -> Table:
    return _table(name, _to(one, its), _to(other, others), UniqueConstraint(one, other))


def _generic(*, null: bool = False) -> tuple[Column[Any], Column[Any]]:
    """What Django calls a generic foreign key."""
    kind = _to("content_type_id", "django_content_type", null=null)
    return kind, Column("object_id", count(), nullable=null)


_stock(
    "django_content_type",
    _has("app_label", String(100)),
    _has("model", String(100)),
    UniqueConstraint("app_label", "model"),
)
_stock(
    "auth_user",
    _has("password", String(128)),
    _may("last_login", Moment()),
    _has("is_superuser", Boolean),
    _has("username", String(150), unique=True),
    _has("first_name", String(150)),
    _has("last_name", String(150)),
    _has("email", String(254)),
    _has("is_staff", Boolean),
    _has("is_active", Boolean),
    _has("date_joined", Moment()),
)
_stock("auth_group", _has("name", String(150), unique=True))
_many("auth_user_groups", "user_id", "auth_user", "group_id", "auth_group")

_table(
    "users_profile",
    _user(unique=True),
    _has("display_name", String(60)),
    _has("role", String(10)),
    _may("bio", text()),
    _has("active_guide", Boolean),
    _has("can_invite_teachers", Boolean),
    _may("profile_image", path()),
    _has("growth_score", count()),
    _has("impact_score", count()),
    _may("overall_ability_score", real()),
    _may("ability_rank", Integer),
    _may("last_ability_update", Moment()),
    _has("email_notifications", Boolean),
    _has("mail_magazine_enabled", Boolean),
    _has("locale", String(5)),
    _has("created_at", Moment()),
    _has("updated_at", Moment()),
)
_table(
    "users_userpreference",
    _user(unique=True),
    _has("languages_spoken", JsonText()),
    _has("native_language", String(12)),
    _has("report_language", String(12)),
    _may("location", String(255)),
    _may("bio", text()),
    _has("updated_at", Moment()),
)
_many(
    "users_userpreference_interested_subjects",
    "userpreference_id",
    "users_userpreference",
    "subject_id",
    "subjects_subject",
)
_many(
    "users_userpreference_interested_tags",
    "userpreference_id",
    "users_userpreference",
    "tag_id",
    "tags_tag",
)
_table(
    "users_userloginevent",
    _user(),
    _has("login_at", Moment(), index=True),
    _may("logout_at", Moment()),
    _may("session_duration_seconds", count()),
    _has("user_agent", text()),
    _may("ip_address", String(39)),
    _may("last_heartbeat_at", Moment()),
    _has("forced_closed", Boolean),
)
_table(
    "users_useractivity",
    _user(),
    _has("role", String(10)),
    _has("activity_type", String(30)),
    _has("points", Integer),
    *_generic(null=True),
    _may("metadata", JsonText()),
    _has("created_at", Moment()),
)

_table(
    "intelligence_userabilityprofile",
    _user(unique=True),
    _has("overall_ability_score", real()),
    _has("ability_by_subject", JsonText()),
    _has("ability_by_tag", JsonText()),
    _has("total_quizzes_attempted", Integer),
    _has("total_correct_answers", Integer),
    _has("recent_performance_trend", real()),
    _may("global_rank", Integer),
    _may("percentile", real()),
    _has("last_computed_at", Moment()),
    _has("metadata", JsonText()),
)
_table(
    "intelligence_matchscore",
    _user(),
    *_generic(),
    _has("match_score", real()),
    _has("difficulty_gap", real()),
    _may("zpd_score", real()),
    _may("preference_alignment_score", real()),
    _may("topic_similarity_score", real()),
    _has("recency_penalty", real()),
    _has("computed_at", Moment()),
    _has("metadata", JsonText()),
    UniqueConstraint("user_id", "content_type_id", "object_id"),
    Index("intelligence_matchscore_user_score", "user_id", "match_score"),
)
_table(
    "intelligence_contentdifficultyprofile",
    *_generic(),
    _has("computed_difficulty_score", real()),
    _may("avg_time_spent_seconds", real()),
    _may("success_rate", real()),
    _has("attempt_count", Integer),
    UniqueConstraint("content_type_id", "object_id"),
)
_table(
    "intelligence_recommendationcache",
    _user(),
    _has("feed_type", String(20)),
    _has("cached_quiz_ids", JsonText()),
    _has("expires_at", Moment()),
)

_table(
    "analytics_activityevent",
    _user(null=True),
    _has("event_type", String(50)),
    *_generic(null=True),
    _has("timestamp", Moment(), index=True),
    _may("session_id", Uuid(), index=True),
    _may("metadata", JsonText()),
    Index("analytics_event_user_type", "user_id", "event_type"),
    Index("analytics_event_object", "content_type_id", "object_id", "event_type"),
)
_table(
    "analytics_memorystat",
    _user(),
    *_generic(),
    _has("interval_days", real()),
    _has("easiness_factor", real()),
    _has("repetitions", Integer),
    _may("last_reviewed_at", Moment()),
    _may("next_review_at", Moment(), index=True),
    _has("current_retention_estimate", real()),
    _may("last_quality_of_recall", Integer),
    _may("last_time_spent_ms", count()),
    _may("ai_insights", JsonText()),
    _has("created_at", Moment()),
    _has("updated_at", Moment()),
    UniqueConstraint("user_id", "content_type_id", "object_id"),
)
_table(
    "analytics_quizattempt",
    _user(),
    _to("quiz_id", "quizzes_quiz"),
    _has("is_correct", Boolean),
    _has("attempted_at", Moment()),
)
_table(
    "analytics_quizsessionprogress",
    _user(),
    _to("quiz_id", "quizzes_quiz"),
    _has("session_id", Uuid(), unique=True),
    _has("total_questions", count()),
    _has("answered_count", count()),
    _has("correct_count", count()),
    _has("status", String(20)),
    _has("started_at", Moment()),
    _may("completed_at", Moment()),
)
_table(
    "analytics_feedexposure",
    _user(),
    _to("quiz_id", "quizzes_quiz"),
    _has("source", String(20)),
    _has("shown_at", Moment()),
)

_table(
    "subjects_subject",
    _has("name", String(100), unique=True),
    _has("permalink", String(255), unique=True),
    _to("created_by_id", "auth_user", null=True),
    _has("created_at", Moment()),
)
_table(
    "tags_tag",
    _has("name", String(191), unique=True),
    _has("slug", String(191), unique=True),
    _has("description", text()),
    _has("created_at", Moment()),
)
_table(
    "courses_course",
    _has("title", String(200)),
    _has("description", text()),
    _has("permalink", String(255), unique=True),
    _to("subject_id", "subjects_subject", null=True),
    _to("created_by_id", "auth_user"),
    _has("created_at", Moment()),
    _has("course_type", String(10)),
    _may("price", Numeric(6, 2)),
    _has("is_draft", Boolean),
)
_many("courses_course_tags", "course_id", "courses_course", "tag_id", "tags_tag")
_many("courses_course_allowed_testers", "course_id", "courses_course", "user_id", "auth_user")
_table(
    "lessons_lesson",
    _has("title", String(200)),
    _has("content", text()),
    _has("content_type", String(10)),
    _has("permalink", String(255), unique=True),
    _to("subject_id", "subjects_subject", null=True),
    _to("course_id", "courses_course", null=True),
    _to("created_by_id", "auth_user"),
    _has("created_at", Moment()),
    _has("status", String(10)),
    _has("is_premium", Boolean),
    _has("position", count()),
)
_table(
    "lessons_lessoncompletion",
    _user(),
    _to("lesson_id", "lessons_lesson"),
    _may("started_at", Moment()),
    _has("completed_at", Moment()),
    UniqueConstraint("user_id", "lesson_id"),
)

_table(
    "quizzes_quiz",
    _has("title", String(200)),
    _has("content", text()),
    _to("lesson_id", "lessons_lesson", null=True),
    _to("subject_id", "subjects_subject", null=True),
    _to("course_id", "courses_course", null=True),
    _to("created_by_id", "auth_user"),
    _has("created_at", Moment()),
    _has("quiz_type", String(10)),
    _has("permalink", String(255), unique=True),
    _has("status", String(10)),
    _may("published_at", Moment()),
    _has("languages", JsonText()),
    _may("detected_location", String(255)),
    _may("difficulty_level", String(10)),
    _may("computed_difficulty_score", real()),
    _may("avg_completion_time_seconds", real()),
    _may("overall_success_rate", real()),
    _has("attempt_count", Integer),
)
_many("quizzes_quiz_tags", "quiz_id", "quizzes_quiz", "tag_id", "tags_tag")
_table(
    "quizzes_question",
    _to("quiz_id", "quizzes_quiz"),
    _has("question_type", String(10)),
    _has("question_text", text()),
    _may("question_image", path()),
    _may("question_audio", path()),
    *(_may(f"option{n}", text()) for n in (1, 2, 3, 4)),
    *(_may(f"option{n}_{media}", path()) for n in (1, 2, 3, 4) for media in ("image", "audio")),
    _may("correct_option", small_count()),
    _may("correct_options", JsonText()),
    _may("correct_answer", String(255)),
    _may("question_data", JsonText()),
    _may("hint1", text()),
    _may("hint2", text()),
    _may("computed_difficulty_score", real()),
    _may("avg_time_spent_ms", count()),
    _may("success_rate", real()),
)
_table(
    "quizzes_fillblankquestion",
    _to("question_id", "quizzes_question", unique=True),
    _has("sentence", text()),
)
_table(
    "quizzes_blankword",
    _to("fill_blank_id", "quizzes_fillblankquestion"),
    _has("text", String(100)),
)
_table(
    "quizzes_blanksolution",
    _to("fill_blank_id", "quizzes_fillblankquestion"),
    _has("slot_index", small_count()),
    _to("correct_word_id", "quizzes_blankword", null=True),
    UniqueConstraint("fill_blank_id", "slot_index"),
)

_table(
    "enrollment_enrollment",
    _user(),
    *_generic(),
    _has("enrollment_date", Moment()),
    _has("status", String(20)),
    _has("enrollment_type", String(20)),
    UniqueConstraint("user_id", "content_type_id", "object_id"),
)
_table(
    "enrollment_coursecompletion",
    _user(),
    _to("course_id", "courses_course"),
    _may("started_at", Moment()),
    _has("completed_at", Moment()),
)
_table(
    "learning_learningrecord",
    _to("enrollment_id", "enrollment_enrollment"),
    _to("subject_id", "subjects_subject", null=True),
    _has("started_at", Moment()),
)
_table(
    "social_guiderequest",
    _to("explorer_id", "auth_user"),
    _to("guide_id", "auth_user"),
    _has("status", String(10)),
    _has("created_at", Moment()),
)
_table(
    "notes_note",
    _user(),
    _has("text", text()),
    _has("privacy", String(10)),
    _has("created_at", Moment()),
)

_table(
    "dailycast_dailypodcast",
    _user(),
    _has("requested_by_user", Boolean),
    _to("requested_by_id", "auth_user", null=True),
    _has("user_request_type", String(20)),
    _may("can_request_again_at", Moment()),
    _has("primary_language", String(12)),
    _has("secondary_language", String(12)),
    _has("output_format", String(10)),
    _has("month_range", String(10)),
    _has("reply_size", String(10)),
    _has("included_courses", JsonText()),
    _has("category", String(100)),
    _has("topic", String(255)),
    _has("profession", String(100)),
    _has("notes", text()),
    _has("request_data", JsonText()),
    _has("script_text", text()),
    _has("questions_asked", JsonText()),
    _has("student_answers", JsonText()),
    _may("audio_file", path()),
    _may("audio_file_secondary", path()),
    _has("llm_provider", String(20)),
    _has("tts_provider", String(20)),
    _has("duration_seconds", count()),
    _has("duration_seconds_secondary", count()),
    _has("status", String(20)),
    _may("error_message", text()),
    _has("created_at", Moment()),
    _has("updated_at", Moment()),
)
_table(
    "dailycast_usercategory",
    _has("name", String(100), unique=True),
    _has("description", text()),
    _has("is_active", Boolean),
)
_many(
    "dailycast_usercategory_users",
    "usercategory_id",
    "dailycast_usercategory",
    "user_id",
    "auth_user",
)
_table(
    "dailycast_usercategoryconfig",
    _to("category_id", "dailycast_usercategory", unique=True),
    _has("enabled", Boolean),
    _has("default_language", String(12)),
    _has("default_output_format", String(10)),
    _has("default_llm_provider", String(20)),
    _has("openai_model", String(50)),
    _has("gemini_model", String(50)),
    _has("claude_model", String(50)),
    _has("default_tts_provider", String(20)),
    _has("tts_speaking_rate", real()),
    _has("script_word_limit", Integer),
    _has("cooldown_hours", Integer),
    _has("max_generations_per_day", SmallInteger),
    _has("cost_per_generation", Numeric(10, 2)),
)
