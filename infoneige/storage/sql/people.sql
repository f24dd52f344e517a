-- People: a channel and an address on it, which is found by its keyed hash and stands sealed beside it.

-- name: add_recipients(channel, address_hmac, address_sealed, language)*!
INSERT INTO recipient (channel, address_hmac, address_sealed, language)
VALUES (:channel, :address_hmac, :address_sealed, :language)
ON CONFLICT (channel, address_hmac) DO UPDATE SET
    language = excluded.language, address_sealed = excluded.address_sealed;

-- name: recipients_by_hmac(wanted)
-- wanted is a JSON object from hash to an array of the channel.
SELECT r.recipient_id, r.address_hmac
FROM json_each(:wanted) AS w
JOIN recipient r ON r.channel = w.value ->> 0 AND r.address_hmac = w.key;

-- name: bring_up_to_date(channel, old_hmac, address_hmac, address_sealed)*!
-- A person who is known by the hash of an older key.
UPDATE recipient SET address_hmac = :address_hmac, address_sealed = :address_sealed
WHERE channel = :channel AND address_hmac = :old_hmac;

-- name: stop_suppressed(known)!
-- known is a JSON object from hash, under any look-up key, to the channel and the hash that the person is found by.
UPDATE recipient SET stopped_at = s.since
FROM json_each(:known) AS k JOIN suppression s ON s.channel = k.value ->> 0 AND s.address_hmac = k.key
WHERE recipient.channel = s.channel AND recipient.address_hmac = k.value ->> 1 AND recipient.stopped_at IS NULL;
