-- A row is one answer to one question. The event's metadata say what was answered and whether
-- it was right; some of them are no objects, which is for the reader to notice. A quiz that is no
-- longer published has no title, since nobody could go back to it.
-- Must return: user_id, at
-- One of: is_correct, metadata
-- May return: tenant, subject, quiz, quiz_id, question_id, question_type, question, given, correct,
--   option1, option2, option3, option4, correct_option, correct_answer,
--   question_image, question_audio, option1_image, option1_audio, option2_image, option2_audio,
--   option3_image, option3_audio, option4_image, option4_audio, has_media
SELECT
    e.user_id AS user_id,
    e.timestamp AS at,
    e.metadata AS metadata,
    s.name AS subject,
    CASE WHEN z.status = 'published' THEN z.title ELSE '' END AS quiz, -- if quizzes_quiz.status
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
FROM analytics_activityevent e
LEFT JOIN django_content_type t ON t.id = e.content_type_id
LEFT JOIN quizzes_question q
    ON q.id = e.object_id AND t.app_label = 'quizzes' AND t.model = 'question'
LEFT JOIN quizzes_quiz z ON z.id = q.quiz_id
LEFT JOIN subjects_subject s ON s.id = z.subject_id
WHERE e.event_type = 'quiz_answer_submitted'
    AND e.user_id IS NOT NULL
    AND e.timestamp >= :since AND e.timestamp < :until
