-- A row is what the platform computed of one learner; by_subject is JSON by number of subject.
-- Must return: user_id
-- May return: tenant, overall, by_subject, total_answered, total_right, computed_at
SELECT
    a.user_id AS user_id,
    a.overall_ability_score AS overall,
    a.ability_by_subject AS by_subject, -- if intelligence_userabilityprofile.ability_by_subject
    a.total_quizzes_attempted AS total_answered,
    a.total_correct_answers AS total_right,
    a.last_computed_at AS computed_at
FROM intelligence_userabilityprofile a
