-- What is known of some sides now.

-- name: sides_of_recipient(recipient_id)
SELECT side_id FROM subscription WHERE recipient_id = :recipient_id ORDER BY side_id;

-- name: data_good_at()^
-- The last good answer of any source, and since when one has been silent.
SELECT (SELECT max(last_success_at) FROM source), (SELECT min(since) FROM silence WHERE ended_at IS NULL);
