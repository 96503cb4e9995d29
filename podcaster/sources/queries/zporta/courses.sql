-- A row is a published course that a learner is enrolled in.
-- Must return: user_id, title
-- May return: tenant
SELECT
    e.user_id AS user_id,
    c.title AS title
FROM enrollment_enrollment e
JOIN django_content_type t ON t.id = e.content_type_id
JOIN courses_course c ON c.id = e.object_id
WHERE t.app_label = 'courses' AND t.model = 'course' AND e.status IN ('active', 'completed')
    AND NOT c.is_draft
