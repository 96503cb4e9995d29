-- A row is a subject, by the number that other tables know it by.
-- Must return: subject_id, name
-- May return: tenant
SELECT
    s.id AS subject_id,
    s.name AS name
FROM subjects_subject s
