-- What is known of some sides now.

-- name: sides_of_recipient(recipient_id)
SELECT side_id FROM subscription WHERE recipient_id = :recipient_id ORDER BY side_id;
