-- A row is a quiz that the platform suggests and that can still be taken.
-- Must return: user_id, title
-- May return: tenant, score, quiz_id
SELECT
    m.user_id AS user_id,
    z.title AS title,
    m.match_score AS score,
    z.id AS quiz_id
FROM intelligence_matchscore m
JOIN django_content_type t ON t.id = m.content_type_id
JOIN quizzes_quiz z ON z.id = m.object_id
WHERE t.app_label = 'quizzes' AND t.model = 'quiz' AND z.status = 'published'
