-- A row is a session of a learner, by its last sign of life; log-ins of every kind have one.
-- Must return: user_id, at
-- May return: tenant
SELECT
    s.user_id AS user_id,
    COALESCE(s.last_heartbeat_at, s.login_at) AS at
FROM users_userloginevent s
WHERE COALESCE(s.last_heartbeat_at, s.login_at) >= :since
