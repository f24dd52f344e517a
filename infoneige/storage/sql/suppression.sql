-- Who said stop, and where nobody can be reached. A row that is due to them and that a publish or a claim holds is left
-- alone: the claim reads the person's row, and so drops it in its turn. What is dropped here differs by database.

-- name: add_suppression(channel, address_hmac, since, source, provider_id)!
INSERT INTO suppression (channel, address_hmac, since, source, provider_id)
VALUES (:channel, :address_hmac, :since, :source, :provider_id)
ON CONFLICT (channel, address_hmac) DO UPDATE SET
    since = excluded.since, source = excluded.source, provider_id = excluded.provider_id
WHERE suppression.since < excluded.since;

-- name: add_suppression_of_person(recipient_id, since, source, provider_id)!
INSERT INTO suppression (channel, address_hmac, since, source, provider_id)
SELECT channel, address_hmac, :since, :source, :provider_id FROM recipient WHERE recipient_id = :recipient_id
ON CONFLICT (channel, address_hmac) DO UPDATE SET
    since = excluded.since, source = excluded.source, provider_id = excluded.provider_id
WHERE suppression.since < excluded.since;

-- name: person_at(channel, address_hmac)$
SELECT recipient_id FROM recipient WHERE channel = :channel AND address_hmac = :address_hmac;

-- name: stop_person(recipient_id, since)!
UPDATE recipient SET stopped_at = coalesce(stopped_at, :since) WHERE recipient_id = :recipient_id;

-- name: disable_person(recipient_id, since)!
UPDATE recipient SET disabled_at = coalesce(disabled_at, :since) WHERE recipient_id = :recipient_id;

-- name: lift_suppression(channel, address_hmac, until)!
DELETE FROM suppression WHERE channel = :channel AND address_hmac = :address_hmac AND since <= :until;

-- name: reach_person_again(channel, address_hmac, until)!
UPDATE recipient SET stopped_at = NULL
WHERE channel = :channel AND address_hmac = :address_hmac AND stopped_at <= :until;

-- name: suppressed_since(channel, address_hmac)$
SELECT since FROM suppression WHERE channel = :channel AND address_hmac = :address_hmac;
