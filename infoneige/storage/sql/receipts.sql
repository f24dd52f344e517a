-- What a provider tells of a message after it took it, and what that does to the entries that the message served.

-- name: entries_of_call(entry_id, attempt)
SELECT leader.entry_id, leader.number FROM attempt leader
WHERE leader.entry_id = :entry_id AND leader.number = :attempt
UNION ALL
SELECT led.entry_id, led.number
FROM attempt leader
JOIN attempt led ON led.message_of = leader.entry_id AND led.owner = leader.owner
WHERE leader.entry_id = :entry_id AND leader.number = :attempt;

-- name: entries_of_message(provider_id)
SELECT entry_id, attempts FROM outbox WHERE provider_id = :provider_id;

-- name: hold_entry(entry_id, number)^
-- It changes nothing but that nobody else may, until this transaction ends. taken counts the calls that the provider
-- may have taken.
UPDATE outbox SET state = state WHERE entry_id = :entry_id
RETURNING state, attempts, not_after, recipient_id,
    (SELECT count(*) FROM attempt a WHERE a.entry_id = outbox.entry_id AND coalesce(a.outcome, '') <> 'retry') AS taken,
    (SELECT c.started_at FROM attempt c WHERE c.entry_id = outbox.entry_id AND c.number = :number) AS called_at;

-- name: receipts_of_message(provider_id)
SELECT word, error_code FROM receipt WHERE provider_id = :provider_id;

-- name: add_receipt(provider_id, word, error_code, received_at)!
INSERT INTO receipt (provider_id, word, error_code, received_at)
VALUES (:provider_id, :word, :error_code, :received_at)
ON CONFLICT DO NOTHING;

-- name: apply_receipt(entry_id, state, reason, send_at, provider_id, handed_over_at)!
UPDATE outbox SET state = :state, reason = :reason, send_at = coalesce(:send_at, send_at),
    lease_owner = NULL, lease_until = NULL, provider_id = :provider_id, handed_over_at = :handed_over_at
WHERE entry_id = :entry_id;

-- name: settle_attempts(entry_id, number, now)!
-- The call that the receipt speaks of was taken; of another that is still open we shall not hear.
UPDATE attempt SET ended_at = coalesce(ended_at, :now), outcome = CASE WHEN number = :number THEN 'accepted' ELSE 'unknown' END
WHERE entry_id = :entry_id AND (ended_at IS NULL OR (number = :number AND outcome = 'unknown'));

-- name: windows_undelivered(recipient_id, codes)$
-- In how many windows a message to this person came to one of these ends. codes is a JSON object of error codes.
SELECT count(DISTINCT o.window_id)
FROM subscription s
JOIN ban_window w ON w.side_id = s.side_id
JOIN outbox o ON o.window_id = w.window_id AND o.recipient_id = s.recipient_id
JOIN receipt r ON r.provider_id = o.provider_id
WHERE s.recipient_id = :recipient_id
AND CAST(r.error_code AS TEXT) IN (SELECT c.key FROM json_each(:codes) AS c);
