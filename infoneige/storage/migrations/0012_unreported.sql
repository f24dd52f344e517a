-- Messages that a provider took, and of which it has said nothing final for a while: it is asked at ask_at. A row comes
-- long after the message was handed over and stays for days at most, so that no index of the outbox is needed.
CREATE TABLE unreported (
    provider_id TEXT PRIMARY KEY,
    handed_over_at TEXT NOT NULL,
    ask_at TEXT NOT NULL
) {{clustered}};
CREATE INDEX unreported_ask ON unreported (ask_at, provider_id);
