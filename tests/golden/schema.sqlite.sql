CREATE TABLE anomaly (
    publish_id BIGINT NOT NULL REFERENCES publish (publish_id),
    kind TEXT NOT NULL,
    side_id TEXT,
    detail TEXT NOT NULL
);
CREATE INDEX anomaly_publish ON anomaly (publish_id);
CREATE TABLE attempt (
    entry_id BIGINT NOT NULL REFERENCES outbox (entry_id),
    number INTEGER NOT NULL,
    owner TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    PRIMARY KEY (entry_id, number)
) WITHOUT ROWID;
CREATE TABLE ban_window (
    window_id INTEGER PRIMARY KEY,
    side_id TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT,
    publish_id BIGINT NOT NULL REFERENCES publish (publish_id),
    changed_at TEXT NOT NULL,
    in_progress_at TEXT,
    closed_at TEXT,
    outcome TEXT CHECK (outcome IN ('moved', 'withdrawn', 'done'))
);
CREATE UNIQUE INDEX ban_window_live ON ban_window (side_id) WHERE closed_at IS NULL;
CREATE INDEX ban_window_publish ON ban_window (publish_id);
CREATE INDEX ban_window_side ON ban_window (side_id, window_id);
CREATE TABLE held_change (
    held_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source (name),
    mode TEXT NOT NULL,
    held_at TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    plans TEXT NOT NULL,
    resolved_at TEXT,
    resolution TEXT CHECK (resolution IN ('released', 'discarded', 'overtaken'))
);
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    lease_until TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE outbox (
    entry_id INTEGER PRIMARY KEY,
    window_id BIGINT NOT NULL,
    recipient_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    lead_minutes INTEGER NOT NULL DEFAULT 0,
    silence_id BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'due',
    lane INTEGER NOT NULL,
    send_at TEXT NOT NULL,
    not_after TEXT NOT NULL,
    previous_window_id BIGINT,
    replaces_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until TEXT,
    handed_over_at TEXT,
    provider_id TEXT,
    reason TEXT,
    UNIQUE (window_id, recipient_id, kind, lead_minutes, silence_id)
);
CREATE INDEX outbox_due ON outbox (lane, send_at) WHERE state = 'due';
CREATE INDEX outbox_silence ON outbox (silence_id, recipient_id) WHERE silence_id <> 0;
CREATE INDEX outbox_waiting ON outbox (lease_until, lease_owner) WHERE lease_until IS NOT NULL;
CREATE TABLE plan (
    side_id TEXT PRIMARY KEY,
    status INTEGER NOT NULL,
    planned_starts_at TEXT,
    planned_ends_at TEXT,
    replanned_starts_at TEXT,
    replanned_ends_at TEXT,
    updated_at TEXT,
    operation TEXT,
    reason TEXT,
    publish_id BIGINT NOT NULL REFERENCES publish (publish_id)
) WITHOUT ROWID;
CREATE INDEX plan_in_progress ON plan (side_id) WHERE status = 5;
CREATE TABLE profile (
    profile_id INTEGER PRIMARY KEY,
    leads_minutes TEXT NOT NULL,
    quiet_from TEXT NOT NULL,
    quiet_to TEXT NOT NULL,
    kinds TEXT NOT NULL,
    UNIQUE (leads_minutes, quiet_from, quiet_to, kinds)
);
CREATE TABLE publish (
    publish_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source (name),
    mode TEXT NOT NULL CHECK (mode IN ('complete', 'changes')),
    content_hash TEXT NOT NULL,
    published_at TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL
);
CREATE TABLE recipient (
    recipient_id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    stopped_at TEXT,
    UNIQUE (channel, address)
);
CREATE TABLE silence (
    silence_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source (name),
    since TEXT NOT NULL,
    ended_at TEXT
);
CREATE UNIQUE INDEX silence_open ON silence (source) WHERE ended_at IS NULL;
CREATE TABLE source (
    name TEXT PRIMARY KEY,
    cursor TEXT,
    last_success_at TEXT,
    last_error TEXT
) WITHOUT ROWID;
CREATE TABLE subscription (
    side_id TEXT NOT NULL,
    recipient_id BIGINT NOT NULL REFERENCES recipient (recipient_id),
    profile_id BIGINT NOT NULL REFERENCES profile (profile_id),
    subscribed_at TEXT NOT NULL,
    PRIMARY KEY (side_id, recipient_id)
) WITHOUT ROWID;
CREATE INDEX subscription_recipient ON subscription (recipient_id);
