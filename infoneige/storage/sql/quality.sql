-- What the quality page measures. publishes is a JSON object whose names are numbers of publishes: json_each is spelled
-- the same in both databases for objects alone. A query begins with the few publishes of an operation and goes by index
-- from there to windows and to the outbox, so that it costs what that operation was, not what the winter was.

-- name: operation_spans(since, now)
-- What each publish announced, by the operation's name, and until when the last of it was announced or in force: of what
-- had an end, and of what had none.
SELECT min(w.window_id), w.publish_id, w.operation, p.published_at,
    max(CASE WHEN w.closed_at < w.ends_at THEN w.closed_at ELSE w.ends_at END) AS live_until,
    max(CASE WHEN w.ends_at IS NULL THEN coalesce(w.closed_at, :now) END) AS open_until
FROM publish p
CROSS JOIN ban_window w
WHERE p.published_at >= :since AND w.publish_id = p.publish_id
GROUP BY w.publish_id, w.operation, p.published_at;

-- name: revisions_of_operation(publishes, operation)
SELECT w.side_id, w.starts_at, w.ends_at, p.published_at, w.loading_began_at, w.closed_at, w.outcome
FROM json_each(:publishes) one
CROSS JOIN publish p
CROSS JOIN ban_window w
WHERE p.publish_id = CAST(one.key AS BIGINT) AND w.publish_id = p.publish_id
AND coalesce(w.operation, '') = :operation
ORDER BY w.side_id, w.window_id;

-- name: people_of_operation(publishes, operation, bounds)
-- People by channel, by the worst that became of what they were due, by the shortest notice that they had, and by whether
-- they were corrected. Each name in bounds is six instants of one width: a start, and 16, 8, 4, 2 and 1 hours before it.
-- Loading that overruns its hours announces no new ban.
WITH bound AS MATERIALIZED (
    SELECT substr(one.key, 1, 24) AS starts_at, substr(one.key, 25, 24) AS h16, substr(one.key, 49, 24) AS h8,
        substr(one.key, 73, 24) AS h4, substr(one.key, 97, 24) AS h2, substr(one.key, 121, 24) AS h1
    FROM json_each(:bounds) one
),
ban AS MATERIALIZED (
    SELECT w.window_id, b.h16, b.h8, b.h4, b.h2, b.h1
    FROM json_each(:publishes) one
    CROSS JOIN ban_window w
    LEFT JOIN bound b ON b.starts_at = w.starts_at AND (w.ends_at IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM ban_window before
        WHERE before.side_id = w.side_id AND before.closed_at = w.starts_at AND before.outcome = 'moved'
    ))
    WHERE w.publish_id = CAST(one.key AS BIGINT) AND coalesce(w.operation, '') = :operation
)
SELECT first_lane, fate, notice, corrected, our_error, count(*)
FROM (
    SELECT recipient_id, min(first_lane) AS first_lane, max(fate) AS fate, min(notice) AS notice,
        max(corrected) AS corrected, max(our_error) AS our_error
    FROM (
        SELECT o.recipient_id, min(o.lane) / 10 * 10 AS first_lane,
            max(CASE o.state
                WHEN 'delivered' THEN 1
                WHEN 'sent' THEN 2
                WHEN 'accepted' THEN 2
                WHEN 'expired' THEN 4
                WHEN 'failed' THEN 5
                WHEN 'undelivered' THEN 5
                ELSE 3
            END) AS fate,
            max(CASE
                WHEN o.kind IN ('cancelled', 'our_error') OR o.state NOT IN ('accepted', 'sent', 'delivered')
                    OR ban.h1 IS NULL THEN NULL
                WHEN o.handed_over_at <= ban.h16 THEN 5
                WHEN o.handed_over_at <= ban.h8 THEN 4
                WHEN o.handed_over_at <= ban.h4 THEN 3
                WHEN o.handed_over_at <= ban.h2 THEN 2
                WHEN o.handed_over_at <= ban.h1 THEN 1
                ELSE 0
            END) AS notice,
            max(CASE WHEN o.kind IN ('moved', 'cancelled') AND o.state IN ('accepted', 'sent', 'delivered')
                THEN 1 ELSE 0 END) AS corrected,
            max(CASE WHEN o.kind = 'our_error' AND o.state IN ('accepted', 'sent', 'delivered')
                THEN 1 ELSE 0 END) AS our_error
        FROM ban
        CROSS JOIN outbox o
        WHERE o.window_id = ban.window_id
        AND o.state NOT IN ('due', 'suppressed', 'superseded')
        AND o.kind NOT IN ('done', 'data_silent', 'data_back')
        GROUP BY o.window_id, o.recipient_id
    ) of_window
    GROUP BY recipient_id
) person
GROUP BY first_lane, fate, notice, corrected, our_error;

-- name: count_opted_out(since, until)$
SELECT count(*) FROM (
    SELECT DISTINCT channel, address_hmac FROM consent
    WHERE event = 'stop' AND happened_at >= :since AND happened_at < :until
) person;

-- name: guarded_publishes(since, until)
SELECT publish_id, published_at, guards, reason FROM publish
WHERE source = 'operator' AND published_at >= :since AND published_at < :until
AND guards IS NOT NULL AND reason IS NOT NULL
ORDER BY publish_id;

-- name: count_taken_back(since, until)^
-- Versions that took another one back, and those of them that said that we had been wrong.
SELECT count(*), coalesce(sum(CASE WHEN l.is_our_error = 1 THEN 1 ELSE 0 END), 0)
FROM publish p LEFT JOIN plan_load l ON l.publish_id = p.publish_id
WHERE p.source = 'operator' AND p.takes_back IS NOT NULL AND p.published_at >= :since AND p.published_at < :until;
