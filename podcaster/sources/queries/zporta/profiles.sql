-- A row is what one learner's profile says; it goes before the account.
-- Must return: user_id
-- May return: tenant, first_name, display_name, is_active, last_login_at,
--   last_active_at, plan, language, timezone, voice_gender, opted_out, paused, last_heard_at,
--   native_language, report_language, languages_spoken, locale
SELECT
    p.user_id AS user_id,
    p.display_name AS display_name, -- if users_profile.display_name
    p.locale AS locale -- if ever users_profile.locale
FROM users_profile p
