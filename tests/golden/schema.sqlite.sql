CREATE TABLE access (
    secret_hash TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('session', 'manage', 'stop')),
    recipient_id BIGINT NOT NULL REFERENCES recipient (recipient_id),
    granted_at TEXT NOT NULL,
    proved_at TEXT,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (secret_hash, purpose)
) WITHOUT ROWID;
CREATE INDEX access_expiry ON access (expires_at);
CREATE INDEX access_recipient ON access (recipient_id);
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
    message_of BIGINT,
    looked_up INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (entry_id, number)
) WITHOUT ROWID;
CREATE INDEX attempt_message ON attempt (message_of) WHERE message_of IS NOT NULL;
CREATE TRIGGER audit_event_not_deleted BEFORE DELETE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'audit_event is only ever added to');
END;
CREATE TRIGGER audit_event_not_updated BEFORE UPDATE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'audit_event is only ever added to');
END;
CREATE TABLE audit_event (
    number BIGINT PRIMARY KEY,
    happened_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX audit_event_subject ON audit_event (subject, number);
CREATE INDEX audit_event_way_in ON audit_event (happened_at) WHERE verb IN ('key.added', 'operator.invited');
CREATE TABLE audit_head (
    name TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL
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
, loading_began_at TEXT, operation TEXT);
CREATE INDEX ban_window_closed ON ban_window (closed_at) WHERE closed_at IS NOT NULL;
CREATE UNIQUE INDEX ban_window_live ON ban_window (side_id) WHERE closed_at IS NULL;
CREATE INDEX ban_window_publish ON ban_window (publish_id);
CREATE INDEX ban_window_side ON ban_window (side_id, window_id);
CREATE TABLE consent (
    consent_id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('subscribe', 'confirm', 'stop', 'start', 'erase')),
    language TEXT NOT NULL,
    text_version TEXT,
    ip_hmac TEXT,
    provider_id TEXT,
    happened_at TEXT NOT NULL
);
CREATE INDEX consent_address ON consent (channel, address_hmac, consent_id);
CREATE INDEX consent_stop ON consent (happened_at) WHERE event = 'stop';
CREATE TABLE error_report (
    report_id INTEGER PRIMARY KEY,
    recipient_id BIGINT,
    opened_at TEXT NOT NULL,
    closed_at TEXT
, text_sealed TEXT);
CREATE INDEX error_report_open ON error_report (report_id) WHERE closed_at IS NULL AND text_sealed IS NOT NULL;
CREATE TABLE held_change (
    held_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source (name),
    mode TEXT NOT NULL,
    held_at TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    plans TEXT NOT NULL,
    resolved_at TEXT,
    resolution TEXT CHECK (resolution IN ('released', 'discarded', 'overtaken'))
, asked_by TEXT, asked_at TEXT, reason TEXT);
CREATE TABLE inbound_message (
    provider_id TEXT PRIMARY KEY,
    address_hmac TEXT NOT NULL,
    command TEXT NOT NULL,
    received_at TEXT NOT NULL,
    text_sealed TEXT,
    answer TEXT
) WITHOUT ROWID;
CREATE INDEX inbound_message_address ON inbound_message (address_hmac, received_at);
CREATE TABLE inbox (
    inbox TEXT PRIMARY KEY,
    seen_until TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE key_check (
    key_id TEXT PRIMARY KEY,
    known_answer TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    lease_until TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE limited_event (
    kind TEXT NOT NULL,
    subject_hmac TEXT NOT NULL,
    happened_at TEXT NOT NULL
);
CREATE INDEX limited_event_age ON limited_event (happened_at);
CREATE INDEX limited_event_subject ON limited_event (kind, subject_hmac, happened_at);
CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE one_time_code (
    address_hmac TEXT NOT NULL,
    session_hmac TEXT NOT NULL,
    code_hmac TEXT NOT NULL,
    tries_left INTEGER NOT NULL,
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (address_hmac, session_hmac)
) WITHOUT ROWID;
CREATE TABLE openid_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    operator_id BIGINT NOT NULL REFERENCES operator (operator_id),
    linked_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE TABLE operator (
    operator_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'planner', 'publisher', 'administrator')),
    boroughs TEXT NOT NULL,
    language TEXT NOT NULL,
    added_at TEXT NOT NULL,
    disabled_at TEXT
, ways_in_seen BIGINT);
CREATE TABLE operator_challenge (
    browser_hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    challenge TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (browser_hash, purpose)
) WITHOUT ROWID;
CREATE TABLE operator_invitation (
    secret_hash TEXT PRIMARY KEY,
    operator_id BIGINT NOT NULL REFERENCES operator (operator_id),
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) WITHOUT ROWID;
CREATE TABLE operator_password (
    operator_id BIGINT PRIMARY KEY REFERENCES operator (operator_id),
    password_hash TEXT NOT NULL,
    totp_sealed TEXT NOT NULL,
    used_step BIGINT NOT NULL DEFAULT 0,
    set_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE operator_session (
    session_hash TEXT PRIMARY KEY,
    operator_id BIGINT NOT NULL REFERENCES operator (operator_id),
    method TEXT NOT NULL CHECK (method IN ('passkey', 'password', 'openid')),
    opened_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    proved_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX operator_session_operator ON operator_session (operator_id);
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
CREATE INDEX outbox_calling ON outbox (lease_until, lease_owner) WHERE state = 'calling';
CREATE INDEX outbox_due ON outbox (lane, send_at) WHERE state = 'due';
CREATE INDEX outbox_handed_over ON outbox (handed_over_at) WHERE handed_over_at IS NOT NULL;
CREATE INDEX outbox_lost ON outbox (send_at)
WHERE state <> 'due' AND state <> 'calling' AND state <> 'sent'
AND state IN ('undelivered', 'failed', 'expired', 'suppressed', 'gave_up');
CREATE INDEX outbox_provider ON outbox (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX outbox_silence ON outbox (silence_id, recipient_id) WHERE silence_id <> 0;
CREATE INDEX outbox_waiting ON outbox (lease_until, lease_owner) WHERE lease_until IS NOT NULL;
CREATE TABLE outcome (
    window_id BIGINT NOT NULL,
    recipient_id BIGINT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('moved')),
    told_at TEXT NOT NULL,
    PRIMARY KEY (window_id, recipient_id)
) WITHOUT ROWID;
CREATE TABLE passkey (
    credential_id TEXT PRIMARY KEY,
    operator_id BIGINT NOT NULL REFERENCES operator (operator_id),
    public_key TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    label TEXT NOT NULL,
    added_at TEXT NOT NULL,
    last_used_at TEXT
) WITHOUT ROWID;
CREATE INDEX passkey_operator ON passkey (operator_id);
CREATE TABLE paused_subscription (
    recipient_id BIGINT NOT NULL REFERENCES recipient (recipient_id),
    side_id TEXT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profile (profile_id),
    label TEXT,
    ends_at TEXT,
    subscribed_at TEXT NOT NULL,
    paused_at TEXT NOT NULL,
    PRIMARY KEY (recipient_id, side_id)
) WITHOUT ROWID;
CREATE INDEX paused_subscription_ends ON paused_subscription (ends_at) WHERE ends_at IS NOT NULL;
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
CREATE TABLE plan_before (
    publish_id BIGINT NOT NULL REFERENCES publish (publish_id),
    side_id TEXT NOT NULL,
    status INTEGER,
    planned_starts_at TEXT,
    planned_ends_at TEXT,
    replanned_starts_at TEXT,
    replanned_ends_at TEXT,
    updated_at TEXT,
    operation TEXT,
    reason TEXT,
    PRIMARY KEY (publish_id, side_id)
) WITHOUT ROWID;
CREATE TABLE plan_load (
    load_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('file', 'edit', 'take_back')),
    loaded_by TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    file_name TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('complete', 'changes')),
    day_first INTEGER NOT NULL DEFAULT 0,
    takes_back BIGINT REFERENCES publish (publish_id),
    is_our_error INTEGER NOT NULL DEFAULT 0,
    content BLOB,
    content_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    progress INTEGER NOT NULL DEFAULT 0,
    moved_at TEXT NOT NULL,
    refusal TEXT,
    batch TEXT,
    preview TEXT,
    base_version BIGINT,
    reason TEXT,
    requested_by TEXT,
    approved_by TEXT,
    publish_at TEXT,
    publish_id BIGINT REFERENCES publish (publish_id)
);
CREATE INDEX plan_load_content ON plan_load (content_hash, publish_id);
CREATE INDEX plan_load_state ON plan_load (state, publish_at);
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
, published_by TEXT, approved_by TEXT, reason TEXT, takes_back BIGINT, guards TEXT, people_told BIGINT);
CREATE INDEX publish_source ON publish (source, publish_id);
CREATE TABLE push_browser (
    session_hash TEXT PRIMARY KEY,
    recipient_id BIGINT NOT NULL UNIQUE REFERENCES recipient (recipient_id),
    greeting_hash TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    confirmed_at TEXT
) WITHOUT ROWID;
CREATE INDEX push_browser_unconfirmed ON push_browser (claimed_at) WHERE confirmed_at IS NULL;
CREATE TABLE quality_kept (
    operation BIGINT PRIMARY KEY,
    through BIGINT NOT NULL,
    kept_at TEXT NOT NULL,
    told TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE receipt (
    provider_id TEXT NOT NULL,
    word TEXT NOT NULL,
    error_code INTEGER,
    received_at TEXT NOT NULL,
    PRIMARY KEY (provider_id, word)
) WITHOUT ROWID;
CREATE INDEX receipt_age ON receipt (received_at);
CREATE TABLE recipient (
    recipient_id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    address_sealed TEXT NOT NULL,
    language TEXT NOT NULL,
    stopped_at TEXT,
    disabled_at TEXT,
    UNIQUE (channel, address_hmac)
);
CREATE TABLE rejected_row (
    load_id BIGINT NOT NULL REFERENCES plan_load (load_id),
    number BIGINT NOT NULL,
    line BIGINT,
    header TEXT,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    suggestion TEXT,
    fix TEXT,
    PRIMARY KEY (load_id, number)
) WITHOUT ROWID;
CREATE TABLE sender_beat (
    sender TEXT NOT NULL,
    owner TEXT NOT NULL,
    beaten_at TEXT NOT NULL,
    trouble TEXT CHECK (trouble IN ('paused', 'failing')),
    since TEXT,
    PRIMARY KEY (sender, owner)
) WITHOUT ROWID;
CREATE TABLE sender_pace (
    sender TEXT PRIMARY KEY,
    whole_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE sending_pause (
    what TEXT PRIMARY KEY CHECK (what = 'alerts'),
    since TEXT NOT NULL,
    paused_by TEXT NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID;
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
, paused_at TEXT, paused_by TEXT) WITHOUT ROWID;
CREATE TABLE subscription (
    side_id TEXT NOT NULL,
    recipient_id BIGINT NOT NULL REFERENCES recipient (recipient_id),
    profile_id BIGINT NOT NULL REFERENCES profile (profile_id),
    first_lane INTEGER NOT NULL,
    subscribed_at TEXT NOT NULL, label TEXT, ends_at TEXT,
    PRIMARY KEY (side_id, recipient_id)
) WITHOUT ROWID;
CREATE INDEX subscription_ends ON subscription (ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX subscription_recipient ON subscription (recipient_id);
CREATE TABLE suppression (
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    since TEXT NOT NULL,
    source TEXT NOT NULL,
    provider_id TEXT,
    PRIMARY KEY (channel, address_hmac)
) WITHOUT ROWID;
CREATE TABLE unread_inbox (
    inbox TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    tried_at TEXT NOT NULL,
    said TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE unreported (
    provider_id TEXT PRIMARY KEY,
    handed_over_at TEXT NOT NULL,
    ask_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX unreported_ask ON unreported (ask_at, provider_id);
CREATE TABLE wish (
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    side_id TEXT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profile (profile_id),
    language TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (channel, address_hmac, side_id)
) WITHOUT ROWID;
