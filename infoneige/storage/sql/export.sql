-- What is given to a person who asks for all that we keep of them. Where a query takes :wanted, see inbound.sql.

-- name: consents_of(channel, wanted)
SELECT event, happened_at, language, text_version, provider_id FROM consent
WHERE channel = :channel AND address_hmac IN (SELECT key FROM json_each(:wanted))
ORDER BY consent_id;

-- name: letters_of(wanted)
SELECT received_at, command, text_sealed, answer FROM inbound_message
WHERE address_hmac IN (SELECT key FROM json_each(:wanted))
ORDER BY received_at, provider_id;

-- name: reports_of(recipient_id)
SELECT opened_at, closed_at, text_sealed FROM error_report WHERE recipient_id = :recipient_id ORDER BY report_id;

-- name: outcomes_of(recipient_id)
SELECT w.side_id, w.starts_at, o.what, o.told_at
FROM outcome o JOIN ban_window w ON w.window_id = o.window_id
WHERE o.recipient_id = :recipient_id
ORDER BY o.told_at, w.side_id;

-- name: wishes_kept(channel, wanted)
SELECT side_id, language, asked_at FROM wish
WHERE channel = :channel AND address_hmac IN (SELECT key FROM json_each(:wanted))
ORDER BY asked_at, side_id;

-- name: suppressions_of(channel, wanted)
SELECT since, source FROM suppression
WHERE channel = :channel AND address_hmac IN (SELECT key FROM json_each(:wanted))
ORDER BY since;

-- name: browsers_of(recipient_id)
SELECT claimed_at, confirmed_at FROM push_browser WHERE recipient_id = :recipient_id;

-- name: access_kept(recipient_id)
SELECT purpose, granted_at, proved_at, expires_at FROM access
WHERE recipient_id = :recipient_id ORDER BY granted_at, purpose;
