-- How far each sender's allowance is used up, across all processes.

-- name: sender_whole_at(sender)$
SELECT whole_at FROM sender_pace WHERE sender = :sender;

-- name: hold_sender(sender, now)$
-- It changes nothing but that nobody else may, until this transaction ends.
INSERT INTO sender_pace (sender, whole_at) VALUES (:sender, :now)
ON CONFLICT (sender) DO UPDATE SET whole_at = sender_pace.whole_at
RETURNING whole_at;

-- name: move_sender(sender, whole_at)!
UPDATE sender_pace SET whole_at = :whole_at WHERE sender = :sender;
