-- Forgetting a person. What was due about a side is found by the windows of that side: no index of the outbox is by
-- person, for it would double the time of a fan-out. Where a query takes :wanted, see inbound.sql.

-- name: hold_entries_about(recipient_id, side_id)!
-- It changes nothing, but waits for a claim that has them: the calls that it opens must be seen, and erased too.
UPDATE outbox SET state = state WHERE recipient_id = :recipient_id
AND window_id IN (SELECT w.window_id FROM ban_window w WHERE w.side_id = :side_id);

-- name: erase_receipts(recipient_id, side_id)!
DELETE FROM receipt WHERE provider_id IN (
    SELECT o.provider_id FROM ban_window w JOIN outbox o ON o.window_id = w.window_id
    WHERE w.side_id = :side_id AND o.recipient_id = :recipient_id AND o.provider_id IS NOT NULL
);

-- name: erase_attempts(recipient_id, side_id)!
DELETE FROM attempt WHERE entry_id IN (
    SELECT o.entry_id FROM ban_window w JOIN outbox o ON o.window_id = w.window_id
    WHERE w.side_id = :side_id AND o.recipient_id = :recipient_id
);

-- name: erase_entries(recipient_id, side_id)!
DELETE FROM outbox WHERE recipient_id = :recipient_id
AND window_id IN (SELECT w.window_id FROM ban_window w WHERE w.side_id = :side_id);

-- name: erase_outcomes(recipient_id, side_id)!
DELETE FROM outcome WHERE recipient_id = :recipient_id
AND window_id IN (SELECT w.window_id FROM ban_window w WHERE w.side_id = :side_id);

-- name: erase_other_outcomes(recipient_id)!
-- Of sides that the person did not follow any more.
DELETE FROM outcome WHERE recipient_id = :recipient_id;

-- name: erase_reports(recipient_id)!
DELETE FROM error_report WHERE recipient_id = :recipient_id;

-- name: erase_access(recipient_id)!
DELETE FROM access WHERE recipient_id = :recipient_id;

-- name: erase_browser(recipient_id)!
DELETE FROM push_browser WHERE recipient_id = :recipient_id;

-- name: erase_letters(wanted)!
DELETE FROM inbound_message WHERE address_hmac IN (SELECT key FROM json_each(:wanted));

-- name: erase_consents(channel, wanted)!
DELETE FROM consent WHERE channel = :channel AND address_hmac IN (SELECT key FROM json_each(:wanted));

-- name: erase_recipient(recipient_id)!
DELETE FROM recipient WHERE recipient_id = :recipient_id;
