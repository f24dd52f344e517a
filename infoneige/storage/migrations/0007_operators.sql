-- Who works at the operators' desk. boroughs is a JSON array of the borough names that somebody may change plans of; an
-- empty one means all of them. name is what they log in with, in small letters.
CREATE TABLE operator (
    operator_id {{identity}},
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'planner', 'publisher', 'administrator')),
    boroughs TEXT NOT NULL,
    language TEXT NOT NULL,
    added_at TEXT NOT NULL,
    disabled_at TEXT
);

-- A passkey's public half; sign_count is the last one seen, so that a clone is noticed.
CREATE TABLE passkey (
    credential_id TEXT PRIMARY KEY,
    operator_id BIGINT NOT NULL REFERENCES operator (operator_id),
    public_key TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    label TEXT NOT NULL,
    added_at TEXT NOT NULL,
    last_used_at TEXT
) {{clustered}};
CREATE INDEX passkey_operator ON passkey (operator_id);

-- The fallback: a password (argon2id) that is of no use without the sealed TOTP secret beside it. used_step is the last
-- time step whose code was taken, so that no code is taken twice.
CREATE TABLE operator_password (
    operator_id BIGINT PRIMARY KEY REFERENCES operator (operator_id),
    password_hash TEXT NOT NULL,
    totp_sealed TEXT NOT NULL,
    used_step BIGINT NOT NULL DEFAULT 0,
    set_at TEXT NOT NULL
) {{clustered}};

-- Who an operator is at the city's own OpenID Connect provider.
CREATE TABLE openid_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    operator_id BIGINT NOT NULL REFERENCES operator (operator_id),
    linked_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
) {{clustered}};

-- A link, kept as a hash, by which a new operator sets up how to log in; it works once.
CREATE TABLE operator_invitation (
    secret_hash TEXT PRIMARY KEY,
    operator_id BIGINT NOT NULL REFERENCES operator (operator_id),
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) {{clustered}};

-- proved_at: when the operator last touched the key or typed the code in this session; what does most harm asks for it
-- anew. method says how they logged in.
CREATE TABLE operator_session (
    session_hash TEXT PRIMARY KEY,
    operator_id BIGINT NOT NULL REFERENCES operator (operator_id),
    method TEXT NOT NULL CHECK (method IN ('passkey', 'password', 'openid')),
    opened_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    proved_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) {{clustered}};
CREATE INDEX operator_session_operator ON operator_session (operator_id);

-- A login, a registration or a proof that has begun in one browser: its challenge works once, for one purpose.
CREATE TABLE operator_challenge (
    browser_hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    challenge TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (browser_hash, purpose)
) {{clustered}};
