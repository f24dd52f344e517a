-- What is left of messages that were forgotten: what the quality page says of an operation, and how many people were
-- told of a version. operation is its number, told is JSON as written by quality_kept.py and has no person in it;
-- through is the last version that it counts.
CREATE TABLE quality_kept (
    operation BIGINT PRIMARY KEY,
    through BIGINT NOT NULL,
    kept_at TEXT NOT NULL,
    told TEXT NOT NULL
) {{clustered}};
ALTER TABLE publish ADD COLUMN people_told BIGINT;

-- Receipts are forgotten by their age.
CREATE INDEX receipt_age ON receipt (received_at);
