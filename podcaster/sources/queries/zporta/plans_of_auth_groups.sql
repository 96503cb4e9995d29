-- A row is one of Django's own groups that an account is in.
-- Must return: user_id, plan
-- May return: tenant
SELECT
    m.user_id AS user_id,
    g.name AS plan
FROM auth_user_groups m
JOIN auth_group g ON g.id = m.group_id
