-- A row is what one learner chose; who chose nothing has none.
-- Must return: user_id
-- May return: tenant, first_name, display_name, is_active, last_login_at,
--   last_active_at, plan, language, timezone, voice_gender, opted_out, paused, last_heard_at,
--   native_language, report_language, languages_spoken, locale
SELECT
    p.user_id AS user_id,
    p.native_language AS native_language, -- if users_userpreference.native_language
    p.report_language AS report_language, -- if users_userpreference.report_language
    p.languages_spoken AS languages_spoken, -- if users_userpreference.languages_spoken
    p.timezone AS timezone -- if ever users_userpreference.timezone
FROM users_userpreference p
