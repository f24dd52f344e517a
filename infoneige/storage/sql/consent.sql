-- Consent: the log that proves it, and what waits for it. Where a query takes :wanted, see inbound.sql.

-- name: log_consent(channel, address_hmac, event, language, text_version, ip_hmac, provider_id, happened_at)!
INSERT INTO consent (channel, address_hmac, event, language, text_version, ip_hmac, provider_id, happened_at)
VALUES (:channel, :address_hmac, :event, :language, :text_version, :ip_hmac, :provider_id, :happened_at);

-- name: log_consent_of_person(recipient_id, event, text_version, ip_hmac, provider_id, happened_at)!
-- Of somebody whose row is known, in their own language.
INSERT INTO consent (channel, address_hmac, event, language, text_version, ip_hmac, provider_id, happened_at)
SELECT channel, address_hmac, :event, language, :text_version, :ip_hmac, :provider_id, :happened_at
FROM recipient WHERE recipient_id = :recipient_id;

-- name: consent_events(channel, wanted)
SELECT event FROM consent
WHERE channel = :channel AND address_hmac IN (SELECT key FROM json_each(:wanted))
ORDER BY consent_id;

-- name: add_wish(channel, address_hmac, side_id, profile_id, language, asked_at)!
INSERT INTO wish (channel, address_hmac, side_id, profile_id, language, asked_at)
VALUES (:channel, :address_hmac, :side_id, :profile_id, :language, :asked_at)
ON CONFLICT (channel, address_hmac, side_id) DO UPDATE SET
    profile_id = excluded.profile_id, language = excluded.language, asked_at = excluded.asked_at;

-- name: wishes(channel, wanted, since, until)
SELECT w.side_id, w.language, p.leads_minutes, p.quiet_from, p.quiet_to, p.kinds
FROM wish w JOIN profile p ON p.profile_id = w.profile_id
WHERE w.channel = :channel AND w.address_hmac IN (SELECT key FROM json_each(:wanted)) AND w.asked_at > :since AND w.asked_at <= :until
ORDER BY w.asked_at, w.side_id;

-- name: forget_wishes(channel, wanted)!
DELETE FROM wish WHERE channel = :channel AND address_hmac IN (SELECT key FROM json_each(:wanted));

-- name: forget_old_wishes(before)!
DELETE FROM wish WHERE asked_at < :before;
