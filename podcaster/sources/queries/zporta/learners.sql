-- A row is an account: everybody who may be served.
-- Must return: user_id
-- May return: tenant, first_name, display_name, is_active, last_login_at,
--   last_active_at, plan, language, timezone, voice_gender, opted_out, paused, last_heard_at
-- Names of log-in, family names and addresses are private and stay where they are.
SELECT
    u.id AS user_id,
    u.first_name AS first_name, -- if auth_user.first_name
    u.is_active AS is_active, -- if auth_user.is_active
    u.last_login AS last_login_at -- if auth_user.last_login
FROM auth_user u
