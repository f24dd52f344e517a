-- What happened, in order, never changed: each row's hash covers the row and the hash before it. number has no gap.
CREATE TABLE audit_event (
    number BIGINT PRIMARY KEY,
    happened_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) {{clustered}};
CREATE INDEX audit_event_subject ON audit_event (subject, number);
-- Refuses every UPDATE and DELETE: a slip of ours cannot change what was written. Who owns the database can take it off.
{{keep_audit_event}}

-- The last event of the trail: whoever appends waits for this row, and a trail cut short no longer fits it.
CREATE TABLE audit_head (
    name TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL
) {{clustered}};
INSERT INTO audit_head (name, number, hash) VALUES ('trail', 0, '');
