-- What a publish that is only rehearsed did, read from the temporary tables that it left: changed_window, named_side and
-- recent_window. Everything that was due about a recent window was superseded by it, so that what is due now, it made
-- due.

-- name: version_of(content_hash)$
SELECT max(publish_id) FROM publish WHERE content_hash = :content_hash;

-- name: ban_differences()
SELECT c.side_id, c.event, w.starts_at AS old_starts_at, w.ends_at AS old_ends_at, c.starts_at, c.ends_at
FROM changed_window c
LEFT JOIN ban_window w ON w.window_id = c.old_window_id
ORDER BY c.side_id;

-- name: restated_sides()
-- Their plan changed, their ban did not.
SELECT n.side_id, w.starts_at, w.ends_at
FROM named_side n
LEFT JOIN ban_window w ON w.side_id = n.side_id AND w.closed_at IS NULL
WHERE NOT EXISTS (SELECT 1 FROM changed_window c WHERE c.side_id = n.side_id)
ORDER BY n.side_id;

-- name: people_by_side()
-- People who are subscribed and can be reached.
SELECT n.side_id, count(*)
FROM (SELECT side_id FROM named_side UNION SELECT side_id FROM changed_window) n
CROSS JOIN subscription s
WHERE s.side_id = n.side_id
AND s.recipient_id NOT IN (
    SELECT r.recipient_id FROM recipient r WHERE r.stopped_at IS NOT NULL OR r.disabled_at IS NOT NULL
)
GROUP BY n.side_id;

-- name: create_due_message()#
-- How many messages of one kind each person who can be reached is due, and one of them; first_lane is that of their
-- channel.
CREATE TEMPORARY TABLE IF NOT EXISTS due_message (
    recipient_id BIGINT NOT NULL,
    first_lane INTEGER NOT NULL,
    kind TEXT NOT NULL,
    messages INTEGER NOT NULL,
    entry_id BIGINT NOT NULL
);

-- name: clear_due_message()!
DELETE FROM due_message;

-- name: find_due_messages()!
-- People who are due the same at the same time on several sides are sent one message.
INSERT INTO due_message (recipient_id, first_lane, kind, messages, entry_id)
SELECT o.recipient_id, o.lane / 10 * 10 AS first_lane, o.kind, count(DISTINCT o.send_at || o.not_after), min(o.entry_id)
FROM recent_window w
CROSS JOIN outbox o
WHERE o.window_id = w.window_id AND o.state = 'due'
AND o.recipient_id NOT IN (
    SELECT r.recipient_id FROM recipient r WHERE r.stopped_at IS NOT NULL OR r.disabled_at IS NOT NULL
)
GROUP BY o.recipient_id, first_lane, o.kind;

-- name: messages_by_kind()
SELECT first_lane, kind, sum(messages) AS messages FROM due_message GROUP BY first_lane, kind;

-- name: people_by_channel()
SELECT first_lane, count(DISTINCT recipient_id) FROM due_message GROUP BY first_lane;

-- name: sample_of_each_kind()
-- In each language in which somebody is due it, with how many are.
SELECT o.kind, first_one.language, first_one.people, o.send_at, o.lead_minutes, o.replaces_at,
    w.side_id, w.starts_at, w.ends_at, p.starts_at AS previous_starts_at, p.ends_at AS previous_ends_at
FROM (
    SELECT r.language, count(*) AS people, min(d.entry_id) AS entry_id
    FROM due_message d
    CROSS JOIN recipient r
    WHERE r.recipient_id = d.recipient_id
    GROUP BY d.kind, r.language
) first_one
JOIN outbox o ON o.entry_id = first_one.entry_id
JOIN ban_window w ON w.window_id = o.window_id
LEFT JOIN ban_window p ON p.window_id = o.previous_window_id
ORDER BY o.kind, first_one.language;

-- name: create_first_notice()#
-- The first message that each person gets about each new or moved ban; NULL where they are due none.
CREATE TEMPORARY TABLE IF NOT EXISTS first_notice (
    recipient_id BIGINT NOT NULL,
    profile_id BIGINT NOT NULL,
    starts_at TEXT NOT NULL,
    first_at TEXT
);

-- name: clear_first_notice()!
DELETE FROM first_notice;

-- name: find_first_notices()!
INSERT INTO first_notice (recipient_id, profile_id, starts_at, first_at)
SELECT s.recipient_id, s.profile_id, c.starts_at, (
    SELECT min(o.send_at) FROM outbox o
    WHERE o.window_id = c.new_window_id AND o.recipient_id = s.recipient_id AND o.state = 'due'
)
FROM changed_window c
CROSS JOIN subscription s
WHERE (c.event = 'announced' OR (c.event = 'in_progress' AND c.old_window_id IS NULL))
AND s.side_id = c.side_id
AND s.recipient_id NOT IN (
    SELECT r.recipient_id FROM recipient r WHERE r.stopped_at IS NOT NULL OR r.disabled_at IS NOT NULL
);

-- name: notice_situations()
SELECT DISTINCT profile_id, starts_at, first_at FROM first_notice WHERE first_at IS NOT NULL;

-- name: create_notice_verdict()#
CREATE TEMPORARY TABLE IF NOT EXISTS notice_verdict (
    profile_id BIGINT NOT NULL,
    starts_at TEXT NOT NULL,
    first_at TEXT NOT NULL,
    is_late INTEGER NOT NULL,
    comes_after_bedtime INTEGER NOT NULL,
    wakes INTEGER NOT NULL,
    PRIMARY KEY (profile_id, starts_at, first_at)
);

-- name: clear_notice_verdict()!
DELETE FROM notice_verdict;

-- name: write_notice_verdicts(profile_id, starts_at, first_at, is_late, comes_after_bedtime, wakes)*!
INSERT INTO notice_verdict (profile_id, starts_at, first_at, is_late, comes_after_bedtime, wakes)
VALUES (:profile_id, :starts_at, :first_at, :is_late, :comes_after_bedtime, :wakes);

-- name: count_noticed()^
SELECT count(*), coalesce(sum(is_late), 0), coalesce(sum(comes_after_bedtime), 0), coalesce(sum(wakes), 0)
FROM (
    SELECT n.recipient_id, max(v.is_late) AS is_late, max(v.comes_after_bedtime) AS comes_after_bedtime,
        max(v.wakes) AS wakes
    FROM first_notice n
    JOIN notice_verdict v ON v.profile_id = n.profile_id AND v.starts_at = n.starts_at AND v.first_at = n.first_at
    GROUP BY n.recipient_id
) person;

-- name: sides_announced_since(since)
-- Sides whose ban was opened or moved by a publish since then, or else by the last publish that did so to any.
SELECT DISTINCT w.side_id
FROM publish p
CROSS JOIN ban_window w
WHERE w.publish_id = p.publish_id
AND (p.published_at >= :since OR p.publish_id = (SELECT max(l.publish_id) FROM ban_window l));
