-- Which keys the rows are under.

-- name: known_answers()
SELECT key_id, known_answer FROM key_check;

-- name: add_known_answers(key_id, known_answer, first_used_at)*!
INSERT INTO key_check (key_id, known_answer, first_used_at) VALUES (:key_id, :known_answer, :first_used_at)
ON CONFLICT DO NOTHING;
