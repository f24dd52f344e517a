-- What was of use long ago is forgotten, a batch at a time. Messages are found by their windows, from the oldest on, by
-- the outbox's own key: what is left of a long history is only what is kept, so that no run reads what was forgotten.

-- name: last_version_before(instant)$
SELECT publish_id FROM publish WHERE published_at < :instant ORDER BY publish_id DESC LIMIT 1;

-- name: last_window_through(version)$
SELECT max(window_id) FROM ban_window
WHERE publish_id = (SELECT max(w.publish_id) FROM ban_window w WHERE w.publish_id <= :version);

-- name: first_window_told_of()$
SELECT min(window_id) FROM outbox;

-- name: next_windows_to_forget(after, last, most, before)^
-- The windows of the next so many messages, and how many of all of theirs are to be forgotten.
SELECT batch.upto, (
    SELECT count(*) FROM outbox o
    WHERE o.window_id > :after AND o.window_id <= batch.upto
    AND o.not_after < :before AND o.state NOT IN ('due', 'calling', 'unknown')
)
FROM (
    SELECT max(oldest.window_id) AS upto
    FROM (
        SELECT window_id FROM outbox WHERE window_id > :after AND window_id <= :last ORDER BY window_id LIMIT :most
    ) oldest
) batch;

-- name: forget_attempts(after, upto, before)!
DELETE FROM attempt WHERE entry_id IN (
    SELECT o.entry_id FROM outbox o
    WHERE o.window_id > :after AND o.window_id <= :upto
    AND o.not_after < :before AND o.state NOT IN ('due', 'calling', 'unknown')
);

-- name: forget_entries(after, upto, before)!
DELETE FROM outbox
WHERE window_id > :after AND window_id <= :upto AND not_after < :before AND state NOT IN ('due', 'calling', 'unknown');

-- name: forget_receipts(before, most)!
-- By their own age: one that belongs to an earlier call is found by no message.
DELETE FROM receipt WHERE (provider_id, word) IN (
    SELECT old.provider_id, old.word FROM receipt old WHERE old.received_at < :before ORDER BY old.received_at LIMIT :most
);

-- name: forget_unreported(before)!
-- Nobody has asked for so long: what carried them is not used any more.
DELETE FROM unreported WHERE ask_at < :before;

-- name: forget_reports(closed_before, opened_before, most)!
-- What was reported and by whom, but not that something was.
UPDATE error_report SET text_sealed = NULL, recipient_id = NULL WHERE report_id IN (
    SELECT old.report_id FROM error_report old
    WHERE (old.closed_at < :closed_before OR old.opened_at < :opened_before)
    AND (old.text_sealed IS NOT NULL OR old.recipient_id IS NOT NULL)
    ORDER BY old.report_id LIMIT :most
);

-- name: forget_outcomes(last, before, most)!
-- What people told us of bans is kept no longer than what we told them.
DELETE FROM outcome WHERE (window_id, recipient_id) IN (
    SELECT old.window_id, old.recipient_id FROM outcome old
    WHERE old.window_id <= :last AND old.told_at < :before ORDER BY old.window_id LIMIT :most
);
