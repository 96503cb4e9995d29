-- A row is something a learner did: a quiz begun, a question answered, time spent on a page.
-- Must return: user_id, at
-- May return: tenant
SELECT
    e.user_id AS user_id,
    e.timestamp AS at
FROM analytics_activityevent e
WHERE e.user_id IS NOT NULL AND e.timestamp >= :since
