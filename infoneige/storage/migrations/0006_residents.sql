-- What a person adds to a side that they follow: what they call it, and when it ends by itself (a visit).
ALTER TABLE subscription ADD COLUMN label TEXT;
ALTER TABLE subscription ADD COLUMN ends_at TEXT;
CREATE INDEX subscription_ends ON subscription (ends_at) WHERE ends_at IS NOT NULL;

-- A side that its person silenced until they say otherwise. It stands here instead of among the subscriptions, so that
-- no fan-out looks at it; to go on is to subscribe anew.
CREATE TABLE paused_subscription (
    recipient_id BIGINT NOT NULL REFERENCES recipient (recipient_id),
    side_id TEXT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profile (profile_id),
    label TEXT,
    ends_at TEXT,
    subscribed_at TEXT NOT NULL,
    paused_at TEXT NOT NULL,
    PRIMARY KEY (recipient_id, side_id)
) {{clustered}};
CREATE INDEX paused_subscription_ends ON paused_subscription (ends_at) WHERE ends_at IS NOT NULL;

-- What lets somebody act for a person: a browser session that typed a code, or a link. The secret is kept as a hash, for
-- one purpose only, until it expires. proved_at: when a code was last typed in that session.
CREATE TABLE access (
    secret_hash TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('session', 'manage', 'stop')),
    recipient_id BIGINT NOT NULL REFERENCES recipient (recipient_id),
    granted_at TEXT NOT NULL,
    proved_at TEXT,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (secret_hash, purpose)
) {{clustered}};
CREATE INDEX access_recipient ON access (recipient_id);
CREATE INDEX access_expiry ON access (expires_at);
