-- Who said stop. It outlives the person's other data; the address is kept as a keyed hash only.
CREATE TABLE suppression (
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    since TEXT NOT NULL,
    source TEXT NOT NULL,
    provider_id TEXT,
    PRIMARY KEY (channel, address_hmac)
) {{clustered}};

-- Every consent given and taken back, never changed: replaying a person's rows gives the state that they are in.
-- text_version is what was shown to them, provider_id the message that they wrote.
CREATE TABLE consent (
    consent_id {{identity}},
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

-- What was asked for in somebody's name and waits for their word; it becomes a subscription, or is forgotten.
CREATE TABLE wish (
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    side_id TEXT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profile (profile_id),
    language TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (channel, address_hmac, side_id)
) {{clustered}};

-- What people wrote to us, by the provider's id, so that a message that comes again changes nothing: the row stays, its
-- texts are forgotten in time. text_sealed is kept only of what a person must read.
CREATE TABLE inbound_message (
    provider_id TEXT PRIMARY KEY,
    address_hmac TEXT NOT NULL,
    command TEXT NOT NULL,
    received_at TEXT NOT NULL,
    text_sealed TEXT,
    answer TEXT
) {{clustered}};
CREATE INDEX inbound_message_address ON inbound_message (address_hmac, received_at);

-- What a person told us of a ban: that the car was moved.
CREATE TABLE outcome (
    window_id BIGINT NOT NULL,
    recipient_id BIGINT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('moved')),
    told_at TEXT NOT NULL,
    PRIMARY KEY (window_id, recipient_id)
) {{clustered}};

CREATE TABLE error_report (
    report_id {{identity}},
    recipient_id BIGINT,
    text_sealed TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT
);

-- A code is kept as a keyed hash only, and a new one replaces the one before it.
CREATE TABLE one_time_code (
    address_hmac TEXT NOT NULL,
    session_hmac TEXT NOT NULL,
    code_hmac TEXT NOT NULL,
    tries_left INTEGER NOT NULL,
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (address_hmac, session_hmac)
) {{clustered}};

-- One row for each thing that is limited by how often it may be done; subject_hmac is the number, block or address.
CREATE TABLE limited_event (
    kind TEXT NOT NULL,
    subject_hmac TEXT NOT NULL,
    happened_at TEXT NOT NULL
);
CREATE INDEX limited_event_subject ON limited_event (kind, subject_hmac, happened_at);
CREATE INDEX limited_event_age ON limited_event (happened_at);
