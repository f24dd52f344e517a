-- Rows that nobody touches before a time: calls under a lease, and unknown answers that must settle. :states is a JSON
-- object whose keys are the states that are meant; :steps are those of answers.sql.

-- name: overdue_waiting(now, first, last, states)
SELECT entry_id, attempts, state, kind, not_after, lease_until FROM outbox
WHERE lease_until <= :now AND lane BETWEEN :first AND :last AND state IN (SELECT s.key FROM json_each(:states) AS s)
ORDER BY lease_until, entry_id;

-- name: next_waiting(first, last, states)$
SELECT min(lease_until) FROM outbox
WHERE lease_until IS NOT NULL AND lane BETWEEN :first AND :last AND state IN (SELECT s.key FROM json_each(:states) AS s);

-- name: resolve_waiting(now, steps)!
UPDATE outbox SET state = step.value ->> 1, reason = step.value ->> 2, send_at = coalesce(step.value ->> 3, send_at),
    lease_owner = NULL, lease_until = step.value ->> 4
FROM json_each(:steps) AS step
WHERE entry_id = CAST(step.key AS BIGINT) AND attempts = CAST(step.value ->> 0 AS INTEGER) AND lease_until <= :now;

-- name: close_abandoned_attempts(steps)!
UPDATE attempt SET ended_at = step.value ->> 5, outcome = step.value ->> 6
FROM json_each(:steps) AS step
WHERE entry_id = CAST(step.key AS BIGINT) AND number = CAST(step.value ->> 0 AS INTEGER) AND ended_at IS NULL;

-- name: lease_questions(now, first, last, token, until, batch)!
-- Unknown answers that have settled, and that are left to be asked about, since all others were resolved first.
UPDATE outbox SET lease_owner = :token, lease_until = CASE WHEN not_after < :until THEN not_after ELSE :until END
WHERE lease_until <= :now AND entry_id IN (
    SELECT entry_id FROM outbox
    WHERE state = 'unknown' AND lease_until <= :now AND not_after > :now AND lane BETWEEN :first AND :last
    ORDER BY lease_until
    LIMIT :batch
);

-- name: leased_questions(token, until)
-- Of each leased entry, the message that may have told it: which entry led it, in which call, first begun when.
SELECT o.entry_id, o.attempts, o.not_after, a.looked_up, led.entry_id AS leader, led.number,
    coalesce(
        (SELECT min(u.started_at) FROM attempt u WHERE u.entry_id = led.entry_id AND u.outcome = 'unknown'),
        led.started_at
    ) AS called_at,
    r.channel, r.address_hmac || ' ' || r.address_sealed AS stored_address, r.language
FROM outbox o
JOIN attempt a ON a.entry_id = o.entry_id AND a.number = o.attempts
JOIN attempt led ON led.entry_id = coalesce(a.message_of, a.entry_id) AND led.owner = a.owner
JOIN recipient r ON r.recipient_id = o.recipient_id
WHERE o.lease_until <= :until AND o.lease_owner = :token
ORDER BY o.entry_id;

-- name: count_looks(token, steps)!
UPDATE attempt SET looked_up = looked_up + 1
FROM json_each(:steps) AS step
WHERE entry_id = CAST(step.key AS BIGINT) AND number = CAST(step.value ->> 0 AS INTEGER) AND EXISTS (
    SELECT 1 FROM outbox o WHERE o.entry_id = attempt.entry_id AND o.lease_owner = :token
);
