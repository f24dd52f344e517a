-- Sessions and links by which people reach their own page. Only hashes come here.

-- name: grant_access(secret_hash, purpose, recipient_id, granted_at, proved_at, expires_at)!
INSERT INTO access (secret_hash, purpose, recipient_id, granted_at, proved_at, expires_at)
VALUES (:secret_hash, :purpose, :recipient_id, :granted_at, :proved_at, :expires_at)
ON CONFLICT (secret_hash, purpose) DO UPDATE SET
    recipient_id = excluded.recipient_id, granted_at = excluded.granted_at,
    proved_at = excluded.proved_at, expires_at = excluded.expires_at;

-- name: access_of(secret_hash, purpose, now)^
SELECT recipient_id, proved_at FROM access
WHERE secret_hash = :secret_hash AND purpose = :purpose AND expires_at > :now;

-- name: links_of(recipient_id, now)
SELECT purpose, granted_at, expires_at FROM access
WHERE recipient_id = :recipient_id AND purpose <> 'session' AND expires_at > :now
ORDER BY granted_at, purpose;

-- name: revoke_access(secret_hash, purpose)!
DELETE FROM access WHERE secret_hash = :secret_hash AND purpose = :purpose;

-- name: revoke_links(recipient_id, purpose)!
DELETE FROM access WHERE recipient_id = :recipient_id AND purpose = :purpose;

-- name: forget_expired_access(now)!
DELETE FROM access WHERE expires_at <= :now;
