-- Which browser session an endpoint belongs to: whoever knows an endpoint may not take it over. Sessions and greetings
-- are kept as hashes. confirmed_at: the browser itself answered the greeting that we pushed to it.
CREATE TABLE push_browser (
    session_hash TEXT PRIMARY KEY,
    recipient_id BIGINT NOT NULL UNIQUE REFERENCES recipient (recipient_id),
    greeting_hash TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    confirmed_at TEXT
) {{clustered}};
CREATE INDEX push_browser_unconfirmed ON push_browser (claimed_at) WHERE confirmed_at IS NULL;
