-- A row is one student group that a learner is in.
-- Must return: user_id, plan
-- May return: tenant
SELECT
    m.user_id AS user_id,
    g.name AS plan
FROM dailycast_usercategory_users m
JOIN dailycast_usercategory g ON g.id = m.usercategory_id
WHERE g.is_active
