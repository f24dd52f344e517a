-- What must hold at every moment; each of these finds rows only where a promise is broken.

-- name: open_past_the_deadline(now)
SELECT entry_id FROM outbox WHERE state IN ('due', 'calling', 'unknown') AND not_after <= :now ORDER BY entry_id LIMIT 100;

-- name: called_after_stop()
SELECT o.entry_id, r.stopped_at, a.started_at
FROM recipient r
JOIN outbox o ON o.recipient_id = r.recipient_id
JOIN attempt a ON a.entry_id = o.entry_id
WHERE a.started_at > r.stopped_at
ORDER BY o.entry_id;

-- name: called_past_the_deadline()
SELECT o.entry_id FROM outbox o JOIN attempt a ON a.entry_id = o.entry_id
WHERE a.started_at >= o.not_after
ORDER BY o.entry_id LIMIT 100;

-- name: miscounted_attempts()
-- Each call has its row, and the row of a call that is over says how it ended.
SELECT o.entry_id FROM outbox o LEFT JOIN attempt a ON a.entry_id = o.entry_id
GROUP BY o.entry_id, o.attempts, o.state
HAVING o.attempts <> count(a.number) OR (o.state <> 'calling' AND count(a.number) <> count(a.ended_at))
ORDER BY o.entry_id LIMIT 100;

-- name: misplaced_leases()
SELECT entry_id FROM outbox
WHERE (lease_until IS NULL) <> (state NOT IN ('calling', 'unknown'))
ORDER BY entry_id LIMIT 100;
