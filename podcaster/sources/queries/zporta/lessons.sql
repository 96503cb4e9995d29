-- A row is a lesson that a learner finished and that is still there.
-- Must return: user_id, title, completed_at
-- May return: tenant
SELECT
    c.user_id AS user_id,
    l.title AS title,
    c.completed_at AS completed_at
FROM lessons_lessoncompletion c
JOIN lessons_lesson l ON l.id = c.lesson_id
WHERE c.completed_at >= :since AND c.completed_at < :until
