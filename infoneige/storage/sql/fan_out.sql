-- From the windows that a publish changed to one outbox row per person and thing to say. Nobody loops over people in
-- Python: the rules decide once per situation, belief and preference profile, and one INSERT multiplies by people.
-- CROSS JOIN with WHERE keeps SQLite to the order written, from the few changed windows outwards: it has no statistics
-- of temporary tables, and would otherwise start from half a million subscriptions.

-- name: create_recent_window()#
CREATE TEMPORARY TABLE IF NOT EXISTS recent_window (
    window_id BIGINT PRIMARY KEY,
    side_id TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT
);

-- name: clear_recent_window()!
DELETE FROM recent_window;

-- name: find_recent_windows(now, yesterday)!
-- Every revision of a changed side that a person may still believe in, or still be waiting to hear about. A ban that
-- is over is believed in by nobody, but that its side was cleared is still news.
INSERT INTO recent_window (window_id, side_id, starts_at, ends_at)
SELECT w.window_id, w.side_id, w.starts_at, w.ends_at
FROM changed_window c
CROSS JOIN ban_window w
WHERE w.side_id = c.side_id
AND (w.ends_at > :now
     OR (w.ends_at IS NULL AND (w.closed_at IS NULL OR w.closed_at > :yesterday))
     OR (w.closed_at > :yesterday AND w.closed_at < :now)
     OR (c.event = 'done' AND w.window_id = c.old_window_id));

-- name: create_told()#
CREATE TEMPORARY TABLE IF NOT EXISTS told (
    side_id TEXT NOT NULL,
    recipient_id BIGINT NOT NULL,
    window_id BIGINT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT,
    told_at TEXT NOT NULL,
    is_certain INTEGER NOT NULL,
    PRIMARY KEY (side_id, recipient_id)
);

-- name: clear_told()!
DELETE FROM told;

-- name: find_told()!
-- What each person believes about a changed side: the window of the last message that was, or may have been, handed
-- over, unless that message lifted it. What may have lifted it, and is not sent again, only makes that uncertain.
-- told_at is when the first message about that window was handed over: the one that a correction names.
INSERT INTO told (side_id, recipient_id, window_id, starts_at, ends_at, told_at, is_certain)
SELECT side_id, recipient_id, window_id, starts_at, ends_at, told_at,
    CASE WHEN handed_over_at IS NULL OR perhaps_lifted = 1 THEN 0 ELSE 1 END
FROM (
    SELECT said.*,
        min(said_at) OVER (PARTITION BY side_id, recipient_id, window_id) AS told_at,
        max(perhaps_lifts) OVER (PARTITION BY side_id, recipient_id, window_id) AS perhaps_lifted,
        row_number() OVER (
            PARTITION BY side_id, recipient_id ORDER BY window_id DESC, perhaps_lifts, said_at DESC, entry_id DESC
        ) AS age
    FROM (
        SELECT r.side_id, o.recipient_id, r.window_id, r.starts_at, r.ends_at, o.entry_id, o.kind, o.handed_over_at,
            coalesce(o.handed_over_at, o.send_at) AS said_at,
            CASE WHEN o.kind IN ('cancelled', 'done', 'our_error') AND o.state IN ('due', 'superseded')
                THEN 1 ELSE 0 END AS perhaps_lifts
        FROM recent_window r
        CROSS JOIN outbox o
        WHERE o.window_id = r.window_id
        AND (
            o.state IN ('calling', 'unknown', 'accepted', 'sent', 'delivered', 'gave_up')
            OR (o.state IN ('due', 'superseded') AND o.attempts > 0 AND EXISTS (
                SELECT 1 FROM attempt a WHERE a.entry_id = o.entry_id AND a.outcome = 'unknown'
            ))
        )
        AND o.kind NOT IN ('data_silent', 'data_back')
    ) said
) last_message
WHERE age = 1 AND kind NOT IN ('cancelled', 'done', 'our_error');

-- name: supersede_replaced()!
-- Before anybody looks at who was told: a row that a worker claims meanwhile is no longer due, and counts as told.
UPDATE outbox SET state = 'superseded', reason = 'plan changed'
WHERE state = 'due' AND window_id IN (SELECT window_id FROM recent_window);

-- name: supersede_for_recipient(recipient_id)!
-- But not what lifts a ban, or is news of the data: nobody decides anew about these.
UPDATE outbox SET state = 'superseded', reason = 'preferences changed'
WHERE state = 'due' AND recipient_id = :recipient_id AND window_id IN (SELECT window_id FROM recent_window)
AND kind NOT IN ('cancelled', 'done', 'our_error', 'data_silent', 'data_back');

-- name: told_to(recipient_id)^
SELECT window_id, starts_at, ends_at, told_at, is_certain FROM told WHERE recipient_id = :recipient_id;

-- name: situations_of_the_untold()
SELECT DISTINCT c.event, c.starts_at, c.ends_at, c.changed_at, s.profile_id
FROM changed_window c
CROSS JOIN subscription s
WHERE s.side_id = c.side_id AND c.new_window_id IS NOT NULL;

-- name: situations_of_the_told()
SELECT DISTINCT c.event, c.starts_at, c.ends_at, c.changed_at, s.profile_id,
    t.starts_at AS told_starts_at, t.ends_at AS told_ends_at, t.is_certain
FROM told t
CROSS JOIN changed_window c
CROSS JOIN subscription s
WHERE c.side_id = t.side_id AND s.side_id = t.side_id AND s.recipient_id = t.recipient_id;

-- name: create_decision()#
-- told_starts_at is '' for people who believe in no ban; an open end is ''.
CREATE TEMPORARY TABLE IF NOT EXISTS decision (
    profile_id BIGINT NOT NULL,
    event TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    told_starts_at TEXT NOT NULL,
    told_ends_at TEXT NOT NULL,
    told_for_sure INTEGER NOT NULL,
    kind TEXT NOT NULL,
    lead_minutes INTEGER NOT NULL,
    urgency INTEGER NOT NULL,
    send_at TEXT NOT NULL,
    not_after TEXT NOT NULL,
    replaces INTEGER NOT NULL,
    PRIMARY KEY (profile_id, event, starts_at, ends_at, changed_at, told_starts_at, told_ends_at, told_for_sure, kind,
                 lead_minutes)
);

-- name: clear_decision()!
DELETE FROM decision;

-- name: write_decisions(profile_id, event, starts_at, ends_at, changed_at, told_starts_at, told_ends_at, told_for_sure, kind, lead_minutes, urgency, send_at, not_after, replaces)*!
INSERT INTO decision (profile_id, event, starts_at, ends_at, changed_at, told_starts_at, told_ends_at, told_for_sure,
                      kind, lead_minutes, urgency, send_at, not_after, replaces)
VALUES (:profile_id, :event, :starts_at, :ends_at, :changed_at, :told_starts_at, :told_ends_at, :told_for_sure,
        :kind, :lead_minutes, :urgency, :send_at, :not_after, :replaces);

-- name: fan_out_to_the_untold()!
INSERT INTO outbox (window_id, recipient_id, kind, lead_minutes, lane, send_at, not_after)
SELECT c.new_window_id, s.recipient_id, d.kind, d.lead_minutes, s.first_lane + d.urgency, d.send_at, d.not_after
FROM changed_window c
CROSS JOIN subscription s
CROSS JOIN decision d
WHERE s.side_id = c.side_id AND c.new_window_id IS NOT NULL
AND d.profile_id = s.profile_id AND d.event = c.event
AND d.starts_at = c.starts_at AND d.ends_at = coalesce(c.ends_at, '') AND d.changed_at = c.changed_at
AND d.told_starts_at = '' AND d.told_ends_at = ''
AND NOT EXISTS (SELECT 1 FROM told t WHERE t.side_id = s.side_id AND t.recipient_id = s.recipient_id)
ON CONFLICT (window_id, recipient_id, kind, lead_minutes, silence_id) DO UPDATE SET
    state = 'due', reason = NULL, lane = excluded.lane, send_at = excluded.send_at, not_after = excluded.not_after
WHERE outbox.state = 'superseded';

-- name: fan_out_to_the_told()!
-- What lifts a ban belongs to the window that was told, what announces one to the new window. What was superseded
-- before anybody saw it is due again: a withdrawal taken back and made anew must still be told.
INSERT INTO outbox (window_id, recipient_id, kind, lead_minutes, lane, send_at, not_after,
                    previous_window_id, replaces_at)
SELECT coalesce(c.new_window_id, t.window_id), t.recipient_id, d.kind, d.lead_minutes, s.first_lane + d.urgency, d.send_at, d.not_after,
    t.window_id, CASE WHEN d.replaces = 1 THEN t.told_at END
FROM told t
CROSS JOIN changed_window c
CROSS JOIN subscription s
CROSS JOIN decision d
WHERE c.side_id = t.side_id AND s.side_id = t.side_id AND s.recipient_id = t.recipient_id
AND d.profile_id = s.profile_id AND d.event = c.event
AND d.starts_at = coalesce(c.starts_at, '') AND d.ends_at = coalesce(c.ends_at, '') AND d.changed_at = c.changed_at
AND d.told_starts_at = t.starts_at AND d.told_ends_at = coalesce(t.ends_at, '') AND d.told_for_sure = t.is_certain
ON CONFLICT (window_id, recipient_id, kind, lead_minutes, silence_id) DO UPDATE SET
    state = 'due', reason = NULL, lane = excluded.lane, send_at = excluded.send_at, not_after = excluded.not_after,
    previous_window_id = excluded.previous_window_id, replaces_at = excluded.replaces_at
WHERE outbox.state = 'superseded';
