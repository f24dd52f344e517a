-- What the page that watches the queue shows. Each of the three tallies finds its rows by an index, never by reading
-- the outbox through: what a version made due by its windows, what waits by its state, the past by its last hours.
-- first_lane is that of the channel. A state's reason is kept apart only where it says why nobody was reached.
-- What was tried counts as due now, whenever it is tried again: later is only what was never to go yet.

-- name: tally_of_version(publish_id, published_at, now)
-- What is due because of a publish, about the bans that it opened, and about those that it closed.
SELECT t.side_id, p.operation, t.first_lane, t.state, t.reason, t.is_due_now, sum(t.entries)
FROM (
    SELECT w.side_id, 10 * (o.lane / 10) AS first_lane, o.state,
        CASE WHEN o.state IN ('failed', 'undelivered', 'suppressed', 'gave_up') THEN o.reason END AS reason,
        CASE WHEN o.state = 'due' AND (o.send_at <= :now OR o.attempts > 0) THEN 1 ELSE 0 END AS is_due_now, count(*) AS entries
    FROM ban_window w JOIN outbox o ON o.window_id = w.window_id
    WHERE w.publish_id = :publish_id AND o.silence_id = 0 AND o.kind NOT IN ('cancelled', 'done', 'our_error')
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT w.side_id, 10 * (o.lane / 10), o.state,
        CASE WHEN o.state IN ('failed', 'undelivered', 'suppressed', 'gave_up') THEN o.reason END,
        CASE WHEN o.state = 'due' AND (o.send_at <= :now OR o.attempts > 0) THEN 1 ELSE 0 END, count(*)
    FROM ban_window w JOIN outbox o ON o.window_id = w.window_id
    WHERE w.closed_at = :published_at AND o.silence_id = 0 AND o.kind IN ('cancelled', 'done', 'our_error')
    GROUP BY 1, 2, 3, 4, 5
) t
LEFT JOIN plan p ON p.side_id = t.side_id
GROUP BY 1, 2, 3, 4, 5, 6;

-- name: tally_of_queue(now)
-- What waits now: due, being called, or called without an answer.
SELECT w.side_id, p.operation, t.first_lane, t.state, NULL AS reason, t.is_due_now, sum(t.entries)
FROM (
    SELECT o.window_id, 10 * (o.lane / 10) AS first_lane, 'due' AS state,
        CASE WHEN o.send_at <= :now OR o.attempts > 0 THEN 1 ELSE 0 END AS is_due_now, count(*) AS entries
    FROM outbox o WHERE o.state = 'due'
    GROUP BY 1, 2, 4
    UNION ALL
    SELECT o.window_id, 10 * (o.lane / 10), o.state, 0, count(*)
    FROM outbox o WHERE o.lease_until IS NOT NULL AND o.lease_until > ''
    GROUP BY 1, 2, 3
) t
JOIN ban_window w ON w.window_id = t.window_id
LEFT JOIN plan p ON p.side_id = w.side_id
GROUP BY 1, 2, 3, 4, 6;

-- name: tally_of_past(since, now)
-- What left since an instant, and what was to leave since then and reached nobody.
SELECT w.side_id, p.operation, t.first_lane, t.state, t.reason, 0 AS is_due_now, sum(t.entries)
FROM (
    SELECT o.window_id, 10 * (o.lane / 10) AS first_lane, o.state, NULL AS reason, count(*) AS entries
    FROM outbox o
    WHERE o.handed_over_at IS NOT NULL AND o.handed_over_at >= :since
    AND o.state IN ('accepted', 'sent', 'delivered')
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT o.window_id, 10 * (o.lane / 10), o.state,
        CASE WHEN o.state <> 'expired' THEN o.reason END, count(*)
    FROM outbox o
    WHERE o.state <> 'due' AND o.state <> 'calling' AND o.state <> 'sent'
    AND o.state IN ('undelivered', 'failed', 'expired', 'suppressed', 'gave_up')
    AND o.send_at >= :since AND o.send_at <= :now
    GROUP BY 1, 2, 3, 4
) t
JOIN ban_window w ON w.window_id = t.window_id
LEFT JOIN plan p ON p.side_id = w.side_id
GROUP BY 1, 2, 3, 4, 5;

-- name: texts_by_minute(since, first, last)
-- Messages handed over in each minute: what is told of several sides in one message is one.
SELECT minute, count(*)
FROM (
    SELECT DISTINCT substr(o.handed_over_at, 1, 16) AS minute, o.handed_over_at, o.recipient_id
    FROM outbox o
    WHERE o.handed_over_at IS NOT NULL AND o.handed_over_at >= :since AND o.lane BETWEEN :first AND :last
) told
GROUP BY minute
ORDER BY minute;

-- name: last_handed_over()$
SELECT max(handed_over_at) FROM outbox WHERE handed_over_at IS NOT NULL;

-- name: next_answer_looked_up()$
SELECT min(lease_until) FROM outbox WHERE lease_until IS NOT NULL AND lease_until > '' AND state = 'unknown';

-- name: versions_that_told(most, looked_at)
-- The newest publishes of which anybody is, was or will be told, among the last so many.
SELECT p.publish_id
FROM (SELECT publish_id, published_at FROM publish ORDER BY publish_id DESC LIMIT :looked_at) p
WHERE EXISTS (
    SELECT 1 FROM ban_window w JOIN outbox o ON o.window_id = w.window_id
    WHERE w.publish_id = p.publish_id AND o.silence_id = 0
) OR EXISTS (
    SELECT 1 FROM ban_window w JOIN outbox o ON o.window_id = w.window_id
    WHERE w.closed_at = p.published_at AND o.silence_id = 0 AND o.kind IN ('cancelled', 'done', 'our_error')
)
ORDER BY p.publish_id DESC
LIMIT :most;

-- name: watched_events(verbs, most, looked_at)
-- The newest events of some verbs, among the last so many of all; :verbs is a JSON object whose keys they are.
SELECT number, happened_at, actor, verb, subject, detail, previous_hash, hash
FROM audit_event
WHERE verb IN (SELECT v.key FROM json_each(:verbs) AS v)
AND number > (SELECT h.number FROM audit_head h WHERE h.name = 'trail') - :looked_at
ORDER BY number DESC
LIMIT :most;
