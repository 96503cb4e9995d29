-- A row is a lesson that a learner finished.
-- Must return: user_id, at
-- May return: tenant
SELECT
    l.user_id AS user_id,
    l.completed_at AS at
FROM lessons_lessoncompletion l
WHERE l.completed_at >= :since
