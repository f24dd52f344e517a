-- One-time codes, kept as keyed hashes: one for each number and browser session.

-- name: write_code(address_hmac, session_hmac, code_hmac, tries, issued_at, expires_at)!
INSERT INTO one_time_code (address_hmac, session_hmac, code_hmac, tries_left, issued_at, expires_at)
VALUES (:address_hmac, :session_hmac, :code_hmac, :tries, :issued_at, :expires_at)
ON CONFLICT (address_hmac, session_hmac) DO UPDATE SET
    code_hmac = excluded.code_hmac, tries_left = excluded.tries_left,
    issued_at = excluded.issued_at, expires_at = excluded.expires_at;

-- name: take_try(address_hmac, session_hmac, now)$
-- One statement counts the guess and hands out the hash to hold it against: many at once each count.
UPDATE one_time_code SET tries_left = tries_left - 1
WHERE address_hmac = :address_hmac AND session_hmac = :session_hmac AND tries_left > 0 AND expires_at > :now
RETURNING code_hmac;

-- name: drop_code(address_hmac, session_hmac)!
DELETE FROM one_time_code WHERE address_hmac = :address_hmac AND session_hmac = :session_hmac;

-- name: drop_expired_codes(now)!
DELETE FROM one_time_code WHERE expires_at <= :now;
