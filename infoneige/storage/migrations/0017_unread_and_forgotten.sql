-- An inbox that could not be looked through when it was last tried: since which try, and what the provider said at the
-- last. The row goes with a look that comes to its end. Until when an inbox was read stands in inbox.
CREATE TABLE unread_inbox (
    inbox TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    tried_at TEXT NOT NULL,
    said TEXT NOT NULL
) {{clustered}};

-- The words of a report of an error are forgotten in time, that it was made is not. SQLite takes no NOT NULL away from a
-- column that stands.
ALTER TABLE error_report RENAME COLUMN text_sealed TO text_once_sealed;
ALTER TABLE error_report ADD COLUMN text_sealed TEXT;
UPDATE error_report SET text_sealed = text_once_sealed;
ALTER TABLE error_report DROP COLUMN text_once_sealed;
