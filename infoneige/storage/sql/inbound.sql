-- What people wrote to us. Where a query takes :wanted, that is a JSON object whose names are the hashes of one number,
-- under every look-up key; json_each is spelled the same in both databases.

-- name: note_inbound(provider_id, address_hmac, command, received_at, text_sealed)!
INSERT INTO inbound_message (provider_id, address_hmac, command, received_at, text_sealed)
VALUES (:provider_id, :address_hmac, :command, :received_at, :text_sealed)
ON CONFLICT DO NOTHING;

-- name: keep_answer(provider_id, answer)!
UPDATE inbound_message SET answer = :answer WHERE provider_id = :provider_id;

-- name: inbound_answer(provider_id)^
SELECT answer FROM inbound_message WHERE provider_id = :provider_id;

-- name: known_texts(wanted)
-- Here the names of the object are providers' ids.
SELECT provider_id FROM inbound_message WHERE provider_id IN (SELECT key FROM json_each(:wanted));

-- name: inbox_seen_until(inbox)$
SELECT seen_until FROM inbox WHERE inbox = :inbox;

-- name: note_inbox_seen(inbox, seen_until)!
INSERT INTO inbox (inbox, seen_until) VALUES (:inbox, :seen_until)
ON CONFLICT (inbox) DO UPDATE SET seen_until = excluded.seen_until;

-- name: note_inbox_unread(inbox, tried_at, said)!
INSERT INTO unread_inbox (inbox, since, tried_at, said) VALUES (:inbox, :tried_at, :tried_at, :said)
ON CONFLICT (inbox) DO UPDATE SET tried_at = excluded.tried_at, said = excluded.said;

-- name: note_inbox_readable(inbox)!
DELETE FROM unread_inbox WHERE inbox = :inbox;

-- name: longest_unread_inbox(tried_since)^
-- Before all others one that was never read.
SELECT u.since, u.said, i.seen_until
FROM unread_inbox u LEFT JOIN inbox i ON i.inbox = u.inbox
WHERE u.tried_at >= :tried_since
ORDER BY coalesce(i.seen_until, ''), u.since
LIMIT 1;

-- name: answers_since(wanted, since)^
-- How many answers a number was given, and how many of them to what we could not read.
SELECT count(*), count(CASE WHEN command = 'unclear' THEN 1 END)
FROM inbound_message
WHERE address_hmac IN (SELECT key FROM json_each(:wanted)) AND received_at > :since AND answer IS NOT NULL;

-- name: writer(channel, wanted)^
SELECT recipient_id, language FROM recipient
WHERE channel = :channel AND address_hmac IN (SELECT key FROM json_each(:wanted));

-- name: set_language(recipient_id, language)!
UPDATE recipient SET language = :language WHERE recipient_id = :recipient_id;

-- name: forget_inbound_texts(before)!
UPDATE inbound_message SET text_sealed = NULL, answer = NULL
WHERE received_at < :before AND (text_sealed IS NOT NULL OR answer IS NOT NULL);
