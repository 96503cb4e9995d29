-- A row is a learner's place in a course that is paid for; which plan that means is configured.
-- Must return: user_id, plan
-- May return: tenant
SELECT
    e.user_id AS user_id,
    'course' AS plan
FROM enrollment_enrollment e
JOIN django_content_type t ON t.id = e.content_type_id
JOIN courses_course c ON c.id = e.object_id
WHERE t.app_label = 'courses' AND t.model = 'course'
    AND c.course_type = 'premium'
    AND e.status IN ('active', 'completed')
