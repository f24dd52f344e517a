-- Instants are UTC text of fixed width, 2026-11-23T19:00:00.000Z, so that they sort as they follow each other.
-- {{identity}} and {{clustered}} are the only words that differ between SQLite and PostgreSQL (see migrate.py).

CREATE TABLE source (
    name TEXT PRIMARY KEY,
    cursor TEXT,
    last_success_at TEXT,
    last_error TEXT
) {{clustered}};

CREATE TABLE silence (
    silence_id {{identity}},
    source TEXT NOT NULL REFERENCES source (name),
    since TEXT NOT NULL,
    ended_at TEXT
);
CREATE UNIQUE INDEX silence_open ON silence (source) WHERE ended_at IS NULL;

CREATE TABLE publish (
    publish_id {{identity}},
    source TEXT NOT NULL REFERENCES source (name),
    mode TEXT NOT NULL CHECK (mode IN ('complete', 'changes')),
    content_hash TEXT NOT NULL,
    published_at TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL
);

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
) {{clustered}};

CREATE INDEX plan_in_progress ON plan (side_id) WHERE status = 5;

-- A revision of one side's ban. It is live until closed; outcome says what closed it.
-- changed_at is the first change that nobody has been sent yet: coalescing counts from it.
CREATE TABLE ban_window (
    window_id {{identity}},
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
CREATE INDEX ban_window_side ON ban_window (side_id, window_id);
CREATE INDEX ban_window_publish ON ban_window (publish_id);

CREATE TABLE anomaly (
    publish_id BIGINT NOT NULL REFERENCES publish (publish_id),
    kind TEXT NOT NULL,
    side_id TEXT,
    detail TEXT NOT NULL
);
CREATE INDEX anomaly_publish ON anomaly (publish_id);

-- What a person must release or discard before it takes effect; plans is JSON as written by plans.py.
CREATE TABLE held_change (
    held_id {{identity}},
    source TEXT NOT NULL REFERENCES source (name),
    mode TEXT NOT NULL,
    held_at TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    plans TEXT NOT NULL,
    resolved_at TEXT,
    resolution TEXT CHECK (resolution IN ('released', 'discarded', 'overtaken'))
);

-- An address is found by its keyed hash and stands sealed beside it; see vault.py.
-- stopped_at: the person said stop; disabled_at: the provider says that nobody can be reached there.
CREATE TABLE recipient (
    recipient_id {{identity}},
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    address_sealed TEXT NOT NULL,
    language TEXT NOT NULL,
    stopped_at TEXT,
    disabled_at TEXT,
    UNIQUE (channel, address_hmac)
);

CREATE TABLE profile (
    profile_id {{identity}},
    leads_minutes TEXT NOT NULL,
    quiet_from TEXT NOT NULL,
    quiet_to TEXT NOT NULL,
    kinds TEXT NOT NULL,
    UNIQUE (leads_minutes, quiet_from, quiet_to, kinds)
);

-- first_lane is that of the person's channel, repeated here so that a fan-out need not look at people.
CREATE TABLE subscription (
    side_id TEXT NOT NULL,
    recipient_id BIGINT NOT NULL REFERENCES recipient (recipient_id),
    profile_id BIGINT NOT NULL REFERENCES profile (profile_id),
    first_lane INTEGER NOT NULL,
    subscribed_at TEXT NOT NULL,
    PRIMARY KEY (side_id, recipient_id)
) {{clustered}};
CREATE INDEX subscription_recipient ON subscription (recipient_id);

-- One row is one thing due to one person about one revision of one side. The key starts with the window, so that a
-- publish appends at the end of the index however long the history is. lane is first the channel's, in tens, then the
-- order in it: 0 corrections and urgent, 1 announcements and reminders, 2 information. lead_minutes and silence_id are 0 where they mean nothing.
-- Neither window nor recipient is a declared foreign key: rows are only ever selected from those tables, and checking
-- it again doubled the time of a fan-out.
CREATE TABLE outbox (
    entry_id {{identity}},
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
-- lease_until stands on rows that are calling or unknown, and only there: nobody touches them before it.
CREATE INDEX outbox_waiting ON outbox (lease_until, lease_owner) WHERE lease_until IS NOT NULL;
-- A claim finds its own batch among what is being called, however many answers an outage left unknown.
CREATE INDEX outbox_calling ON outbox (lease_until, lease_owner) WHERE state = 'calling';

-- One row per call of a provider, committed before the call and closed after it. message_of is the entry whose marker
-- and callback the message carried, where one message served several; looked_up counts how often we asked the provider
-- what became of a call that it never answered.
CREATE TABLE attempt (
    entry_id BIGINT NOT NULL REFERENCES outbox (entry_id),
    number INTEGER NOT NULL,
    owner TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    message_of BIGINT,
    looked_up INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (entry_id, number)
) {{clustered}};

CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    lease_until TEXT NOT NULL
) {{clustered}};

-- The source of what operators load by hand; its row is also the lock that makes publishes follow each other.
INSERT INTO source (name) VALUES ('operator');
