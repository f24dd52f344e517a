-- What a provider told of a message after it took it, in its own word. The key makes a receipt that comes again change
-- nothing.
CREATE TABLE receipt (
    provider_id TEXT NOT NULL,
    word TEXT NOT NULL,
    error_code INTEGER,
    received_at TEXT NOT NULL,
    PRIMARY KEY (provider_id, word)
) {{clustered}};
CREATE INDEX outbox_provider ON outbox (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX attempt_message ON attempt (message_of) WHERE message_of IS NOT NULL;

-- How far each sender's allowance is used up: the instant at which it would be whole again.
CREATE TABLE sender_pace (
    sender TEXT PRIMARY KEY,
    whole_at TEXT NOT NULL
) {{clustered}};
