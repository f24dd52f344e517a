-- How often things happened, so that what is limited holds across processes. Hashes stand for whoever is counted.

-- name: events_since(kind, subject_hmac, since)$
SELECT count(*) FROM limited_event WHERE kind = :kind AND subject_hmac = :subject_hmac AND happened_at > :since;

-- name: note_events(kind, subject_hmac, happened_at)*!
INSERT INTO limited_event (kind, subject_hmac, happened_at) VALUES (:kind, :subject_hmac, :happened_at);

-- name: forget_events(before)!
DELETE FROM limited_event WHERE happened_at < :before;
