-- Which keys the rows are under.

-- name: known_answers()
SELECT key_id, known_answer FROM key_check;

-- name: add_known_answers(key_id, known_answer, first_used_at)*!
INSERT INTO key_check (key_id, known_answer, first_used_at) VALUES (:key_id, :known_answer, :first_used_at)
ON CONFLICT DO NOTHING;

-- name: forget_known_answer(key_id)!
DELETE FROM key_check WHERE key_id = :key_id;

-- name: sealed_people(after, batch)
SELECT recipient_id AS row_id, channel, address_hmac, address_sealed AS sealed FROM recipient
WHERE recipient_id > :after ORDER BY recipient_id LIMIT :batch;

-- name: reseal_people(row_id, old_sealed, address_hmac, sealed)*!
-- Unless it was sealed anew since it was read.
UPDATE recipient SET address_hmac = :address_hmac, address_sealed = :sealed
WHERE recipient_id = :row_id AND address_sealed = :old_sealed;

-- name: sealed_reports(after, batch)
SELECT report_id AS row_id, NULL AS channel, '' AS address_hmac, text_sealed AS sealed FROM error_report
WHERE report_id > :after AND text_sealed IS NOT NULL ORDER BY report_id LIMIT :batch;

-- name: reseal_reports(row_id, old_sealed, sealed)*!
UPDATE error_report SET text_sealed = :sealed WHERE report_id = :row_id AND text_sealed = :old_sealed;

-- name: sealed_letters(after, batch)
SELECT provider_id AS row_id, NULL AS channel, '' AS address_hmac, text_sealed AS sealed FROM inbound_message
WHERE provider_id > :after AND text_sealed IS NOT NULL ORDER BY provider_id LIMIT :batch;

-- name: reseal_letters(row_id, old_sealed, sealed)*!
UPDATE inbound_message SET text_sealed = :sealed WHERE provider_id = :row_id AND text_sealed = :old_sealed;
