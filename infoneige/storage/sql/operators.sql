-- Operators: who they are, the ways by which they prove it, and the sessions that they have open. Of secrets only hashes
-- come here, and the second factor's sealed.

-- name: add_operator(name, display_name, role, boroughs, language, added_at)$
INSERT INTO operator (name, display_name, role, boroughs, language, added_at)
VALUES (:name, :display_name, :role, :boroughs, :language, :added_at)
ON CONFLICT (name) DO NOTHING
RETURNING operator_id;

-- name: operator_by_id(operator_id)^
SELECT operator_id, name, display_name, role, boroughs, language FROM operator
WHERE operator_id = :operator_id AND disabled_at IS NULL;

-- name: operator_by_name(name)^
SELECT operator_id, name, display_name, role, boroughs, language FROM operator
WHERE name = :name AND disabled_at IS NULL;

-- name: disabled_operator(name)^
SELECT operator_id, name, display_name, role, boroughs, language FROM operator
WHERE name = :name AND disabled_at IS NOT NULL;

-- name: operators()
SELECT operator_id, name, display_name, role, boroughs, language FROM operator
WHERE disabled_at IS NULL ORDER BY name;

-- name: operator_lines(now)
-- Everybody, with the ways in that they have.
SELECT o.operator_id, o.name, o.display_name, o.role, o.boroughs, o.language, o.added_at, o.disabled_at,
    (SELECT count(*) FROM passkey k WHERE k.operator_id = o.operator_id),
    (SELECT count(*) FROM operator_password p WHERE p.operator_id = o.operator_id),
    (SELECT count(*) FROM openid_identity i WHERE i.operator_id = o.operator_id),
    (SELECT max(s.seen_at) FROM operator_session s WHERE s.operator_id = o.operator_id),
    (SELECT max(v.expires_at) FROM operator_invitation v
     WHERE v.operator_id = o.operator_id AND v.used_at IS NULL AND v.expires_at > :now)
FROM operator o ORDER BY o.name;

-- name: change_operator(operator_id, display_name, role, boroughs, language)!
UPDATE operator SET display_name = :display_name, role = :role, boroughs = :boroughs, language = :language
WHERE operator_id = :operator_id AND disabled_at IS NULL;

-- name: disable_operator(operator_id, disabled_at)!
UPDATE operator SET disabled_at = :disabled_at WHERE operator_id = :operator_id AND disabled_at IS NULL;

-- name: enable_operator(operator_id)!
UPDATE operator SET disabled_at = NULL WHERE operator_id = :operator_id;

-- name: count_administrators()$
SELECT count(*) FROM operator WHERE role = 'administrator' AND disabled_at IS NULL;

-- name: ways_in(operator_id)$
SELECT (SELECT count(*) FROM passkey WHERE operator_id = :operator_id)
    + (SELECT count(*) FROM operator_password WHERE operator_id = :operator_id)
    + (SELECT count(*) FROM openid_identity WHERE operator_id = :operator_id);


-- name: open_operator_session(session_hash, operator_id, method, opened_at, ends_at)!
INSERT INTO operator_session (session_hash, operator_id, method, opened_at, seen_at, proved_at, ends_at)
VALUES (:session_hash, :operator_id, :method, :opened_at, :opened_at, :opened_at, :ends_at);

-- name: operator_session(session_hash, seen_after, now)^
SELECT s.method, s.opened_at, s.seen_at, s.proved_at,
    o.operator_id, o.name, o.display_name, o.role, o.boroughs, o.language
FROM operator_session s JOIN operator o ON o.operator_id = s.operator_id
WHERE s.session_hash = :session_hash AND s.seen_at > :seen_after AND s.ends_at > :now AND o.disabled_at IS NULL;

-- name: see_operator_session(session_hash, seen_at)!
UPDATE operator_session SET seen_at = :seen_at WHERE session_hash = :session_hash AND seen_at < :seen_at;

-- name: prove_operator_session(session_hash, new_hash, proved_at)!
UPDATE operator_session SET session_hash = :new_hash, proved_at = :proved_at, seen_at = :proved_at
WHERE session_hash = :session_hash;

-- name: close_operator_session(session_hash)$
DELETE FROM operator_session WHERE session_hash = :session_hash RETURNING operator_id;

-- name: close_operator_sessions(operator_id, kept_hash)!
DELETE FROM operator_session WHERE operator_id = :operator_id AND session_hash <> :kept_hash;

-- name: close_ended_operator_sessions(seen_before, now)!
DELETE FROM operator_session WHERE seen_at <= :seen_before OR ends_at <= :now;

-- name: operator_sessions(operator_id, seen_after, now)
SELECT session_hash, method, opened_at, seen_at FROM operator_session
WHERE operator_id = :operator_id AND seen_at > :seen_after AND ends_at > :now
ORDER BY seen_at DESC, session_hash;


-- name: issue_invitation(secret_hash, operator_id, issued_at, expires_at)!
INSERT INTO operator_invitation (secret_hash, operator_id, issued_at, expires_at)
VALUES (:secret_hash, :operator_id, :issued_at, :expires_at);

-- name: revoke_invitations(operator_id)!
DELETE FROM operator_invitation WHERE operator_id = :operator_id AND used_at IS NULL;

-- name: invited_operator(secret_hash, now)^
SELECT o.operator_id, o.name, o.display_name, o.role, o.boroughs, o.language
FROM operator_invitation v JOIN operator o ON o.operator_id = v.operator_id
WHERE v.secret_hash = :secret_hash AND v.used_at IS NULL AND v.expires_at > :now AND o.disabled_at IS NULL;

-- name: use_invitation(secret_hash, now)!
UPDATE operator_invitation SET used_at = :now
WHERE secret_hash = :secret_hash AND used_at IS NULL AND expires_at > :now;

-- name: use_any_invitation(operator_id, now)!
UPDATE operator_invitation SET used_at = :now
WHERE operator_id = :operator_id AND used_at IS NULL AND expires_at > :now;


-- name: keep_challenge(browser_hash, purpose, challenge, expires_at)!
INSERT INTO operator_challenge (browser_hash, purpose, challenge, expires_at)
VALUES (:browser_hash, :purpose, :challenge, :expires_at)
ON CONFLICT (browser_hash, purpose) DO UPDATE SET
    challenge = excluded.challenge, expires_at = excluded.expires_at;

-- name: kept_challenge(browser_hash, purpose, now)$
SELECT challenge FROM operator_challenge
WHERE browser_hash = :browser_hash AND purpose = :purpose AND expires_at > :now;

-- name: take_challenge(browser_hash, purpose)^
-- One statement hands it out and forgets it: two at once cannot both have it.
DELETE FROM operator_challenge WHERE browser_hash = :browser_hash AND purpose = :purpose
RETURNING challenge, expires_at;

-- name: forget_challenges(now)!
DELETE FROM operator_challenge WHERE expires_at <= :now;


-- name: add_passkey(credential_id, operator_id, public_key, sign_count, label, added_at)!
INSERT INTO passkey (credential_id, operator_id, public_key, sign_count, label, added_at)
VALUES (:credential_id, :operator_id, :public_key, :sign_count, :label, :added_at)
ON CONFLICT (credential_id) DO NOTHING;

-- name: passkey(credential_id)^
SELECT k.public_key, o.operator_id, o.name, o.display_name, o.role, o.boroughs, o.language
FROM passkey k JOIN operator o ON o.operator_id = k.operator_id
WHERE k.credential_id = :credential_id AND o.disabled_at IS NULL;

-- name: passkeys_of(operator_id)
SELECT credential_id, label, added_at, last_used_at FROM passkey
WHERE operator_id = :operator_id ORDER BY added_at, credential_id;

-- name: use_passkey(credential_id, sign_count, used_at)!
-- A count that did not grow is a clone's, or a replay that came at the same moment; some keys always say 0.
UPDATE passkey SET sign_count = :sign_count, last_used_at = :used_at
WHERE credential_id = :credential_id AND (sign_count < :sign_count OR (sign_count = 0 AND :sign_count = 0));

-- name: label_passkey(operator_id, credential_id, label)!
UPDATE passkey SET label = :label WHERE operator_id = :operator_id AND credential_id = :credential_id;

-- name: remove_passkey(operator_id, credential_id)$
DELETE FROM passkey WHERE operator_id = :operator_id AND credential_id = :credential_id RETURNING label;


-- name: set_operator_password(operator_id, password_hash, totp_sealed, used_step, set_at)!
INSERT INTO operator_password (operator_id, password_hash, totp_sealed, used_step, set_at)
VALUES (:operator_id, :password_hash, :totp_sealed, :used_step, :set_at)
ON CONFLICT (operator_id) DO UPDATE SET
    password_hash = excluded.password_hash, totp_sealed = excluded.totp_sealed,
    used_step = excluded.used_step, set_at = excluded.set_at;

-- name: operator_password(name)^
SELECT p.password_hash, p.totp_sealed, o.operator_id, o.name, o.display_name, o.role, o.boroughs, o.language
FROM operator_password p JOIN operator o ON o.operator_id = p.operator_id
WHERE o.name = :name AND o.disabled_at IS NULL;

-- name: password_set_at(operator_id)$
SELECT set_at FROM operator_password WHERE operator_id = :operator_id;

-- name: use_step(operator_id, step)!
-- No code is taken twice, nor one older than the last.
UPDATE operator_password SET used_step = :step WHERE operator_id = :operator_id AND used_step < :step;

-- name: remove_operator_password(operator_id)!
DELETE FROM operator_password WHERE operator_id = :operator_id;

-- name: sealed_second_factors(after, batch)
SELECT operator_id AS row_id, NULL AS channel, '' AS address_hmac, totp_sealed AS sealed FROM operator_password
WHERE operator_id > :after ORDER BY operator_id LIMIT :batch;

-- name: reseal_second_factors(row_id, old_sealed, sealed)*!
UPDATE operator_password SET totp_sealed = :sealed WHERE operator_id = :row_id AND totp_sealed = :old_sealed;


-- name: link_identity(issuer, subject, operator_id, linked_at)!
INSERT INTO openid_identity (issuer, subject, operator_id, linked_at)
VALUES (:issuer, :subject, :operator_id, :linked_at)
ON CONFLICT (issuer, subject) DO NOTHING;

-- name: linked_operator(issuer, subject)^
SELECT o.operator_id, o.name, o.display_name, o.role, o.boroughs, o.language
FROM openid_identity i JOIN operator o ON o.operator_id = i.operator_id
WHERE i.issuer = :issuer AND i.subject = :subject AND o.disabled_at IS NULL;

-- name: last_failure(kind, subject_hmac, since)^
SELECT count(*), max(happened_at) FROM limited_event
WHERE kind = :kind AND subject_hmac = :subject_hmac AND happened_at > :since;

-- name: forget_failures(kind, subject_hmac, since)!
DELETE FROM limited_event WHERE kind = :kind AND subject_hmac = :subject_hmac AND happened_at >= :since;

-- name: times_let_in(one, other, since)$
-- How often one of two operators let the other in, or gave them other powers.
SELECT count(*) FROM audit_event
WHERE verb IN ('operator.added', 'operator.changed', 'operator.invited') AND happened_at > :since
AND ((actor = :one AND subject = :other) OR (actor = :other AND subject = :one));


-- name: unseen_ways_in(operator_id, since, at_most)
-- The ways in and invitations since an instant that an operator has not seen: their own, those of administrators, and to
-- administrators everybody's; what they did to others is known to them. The index of the audit trail has these alone.
SELECT e.number, e.happened_at, e.detail, actor.display_name,
    o.operator_id, o.name, o.display_name, o.role, o.boroughs, o.language
FROM audit_event e
JOIN operator o ON o.name = substr(e.subject, 10)
LEFT JOIN operator actor ON actor.name = substr(e.actor, 10) AND substr(e.actor, 1, 9) = 'operator:'
JOIN operator me ON me.operator_id = :operator_id
WHERE e.verb IN ('key.added', 'operator.invited') AND e.happened_at > :since
AND e.number + 0 > coalesce(me.ways_in_seen, 0)  -- as a sum, lest the whole trail be read by its numbers
AND (o.operator_id = me.operator_id
    OR ((me.role = 'administrator' OR o.role = 'administrator') AND e.actor <> 'operator:' || me.name))
ORDER BY e.number LIMIT :at_most;

-- name: see_ways_in(operator_id, number)!
-- A number that the trail has not reached would hide what is yet to come.
UPDATE operator SET ways_in_seen = :number
WHERE operator_id = :operator_id AND coalesce(ways_in_seen, 0) < :number
AND :number <= (SELECT number FROM audit_head WHERE name = 'trail');

-- name: begin_to_see_ways_in(operator_id)!
-- Whoever gets their first way in was not here before; this answers with one for them alone.
UPDATE operator SET ways_in_seen = 0 WHERE operator_id = :operator_id AND ways_in_seen IS NULL;
