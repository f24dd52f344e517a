-- What became of calls. :steps is a JSON object from entry id to an array, in the order
-- attempts, state, reason, send_at, hold_until, at, outcome, provider_id. One statement for a whole batch costs a third
-- of one per row, and json_each is spelled the same in both databases.

-- name: take_steps(token, steps)!
-- A receipt that came first has taken the lease away, and stands.
UPDATE outbox SET state = step.value ->> 1, reason = step.value ->> 2, send_at = coalesce(step.value ->> 3, send_at),
    lease_owner = NULL, lease_until = step.value ->> 4,
    handed_over_at = CASE WHEN step.value ->> 1 IN ('sent', 'accepted') THEN step.value ->> 5 END,
    provider_id = step.value ->> 7
FROM json_each(:steps) AS step
WHERE entry_id = CAST(step.key AS BIGINT) AND attempts = CAST(step.value ->> 0 AS INTEGER) AND lease_owner = :token;

-- name: close_attempts(token, steps)!
UPDATE attempt SET ended_at = step.value ->> 5, outcome = step.value ->> 6
FROM json_each(:steps) AS step
WHERE entry_id = CAST(step.key AS BIGINT) AND number = CAST(step.value ->> 0 AS INTEGER)
AND owner = :token AND ended_at IS NULL;

-- name: name_leaders(token, leaders)!
-- leaders is a JSON object from entry id to an array of the entry that leads its message; who leads alone is not in it.
UPDATE attempt SET message_of = CAST(led.value ->> 0 AS BIGINT)
FROM json_each(:leaders) AS led
WHERE entry_id = CAST(led.key AS BIGINT) AND owner = :token AND ended_at IS NULL;
