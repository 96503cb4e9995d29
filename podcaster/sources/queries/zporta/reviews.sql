-- A row is a question or a quiz that spaced repetition asks for; a quiz that is done has rows of
-- both kinds, so that who counts them chooses one. A draft is due like any other and has no title:
-- nobody can open it, but what was learned from it is forgotten all the same.
-- Must return: user_id, title
-- May return: tenant, kind, next_review_at, last_reviewed_at, interval_days, easiness_factor,
--   retention, subject, quiz_id, question_id, question_type, question, correct,
--   option1, option2, option3, option4, correct_option, correct_answer,
--   question_image, question_audio, option1_image, option1_audio, option2_image, option2_audio,
--   option3_image, option3_audio, option4_image, option4_audio, has_media
SELECT
    m.user_id AS user_id,
    CASE WHEN z.status = 'published' THEN z.title ELSE '' END AS title, -- if quizzes_quiz.status
    t.model AS kind,
    m.next_review_at AS next_review_at,
    m.last_reviewed_at AS last_reviewed_at,
    m.interval_days AS interval_days,
    m.easiness_factor AS easiness_factor,
    s.name AS subject,
    z.id AS quiz_id,
    q.id AS question_id,
    q.question_type AS question_type, -- if quizzes_question.question_type
    q.question_text AS question,
    q.option1 AS option1,
    q.option2 AS option2,
    q.option3 AS option3,
    q.option4 AS option4,
    q.correct_option AS correct_option,
    q.correct_answer AS correct_answer, -- if quizzes_question.correct_answer
    q.question_image AS question_image, -- if quizzes_question.question_image
    q.question_audio AS question_audio, -- if quizzes_question.question_audio
    q.option1_image AS option1_image, -- if quizzes_question.option1_image
    q.option1_audio AS option1_audio, -- if quizzes_question.option1_audio
    q.option2_image AS option2_image, -- if quizzes_question.option2_image
    q.option2_audio AS option2_audio, -- if quizzes_question.option2_audio
    q.option3_image AS option3_image, -- if quizzes_question.option3_image
    q.option3_audio AS option3_audio, -- if quizzes_question.option3_audio
    q.option4_image AS option4_image, -- if quizzes_question.option4_image
    q.option4_audio AS option4_audio -- if quizzes_question.option4_audio
FROM analytics_memorystat m
JOIN django_content_type t
    ON t.id = m.content_type_id AND t.app_label = 'quizzes' AND t.model IN ('question', 'quiz')
LEFT JOIN quizzes_question q ON q.id = m.object_id AND t.model = 'question'
JOIN quizzes_quiz z
    ON z.id = CASE WHEN t.model = 'question' THEN q.quiz_id ELSE m.object_id END
LEFT JOIN subjects_subject s ON s.id = z.subject_id
WHERE m.next_review_at <= :until
