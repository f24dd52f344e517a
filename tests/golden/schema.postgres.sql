CREATE TABLE access (
    secret_hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    recipient_id BIGINT NOT NULL,
    granted_at TEXT NOT NULL,
    proved_at TEXT,
    expires_at TEXT NOT NULL,
    CHECK ((purpose = ANY (ARRAY['session'::text, 'manage'::text, 'stop'::text]))),
    FOREIGN KEY (recipient_id) REFERENCES recipient(recipient_id),
    PRIMARY KEY (secret_hash, purpose)
);
CREATE INDEX access_expiry ON access USING btree (expires_at);
CREATE UNIQUE INDEX access_pkey ON access USING btree (secret_hash, purpose);
CREATE INDEX access_recipient ON access USING btree (recipient_id);
CREATE TABLE anomaly (
    publish_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    side_id TEXT,
    detail TEXT NOT NULL,
    FOREIGN KEY (publish_id) REFERENCES publish(publish_id)
);
CREATE INDEX anomaly_publish ON anomaly USING btree (publish_id);
CREATE TABLE attempt (
    entry_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    owner TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    message_of BIGINT,
    looked_up INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (entry_id) REFERENCES outbox(entry_id),
    PRIMARY KEY (entry_id, number)
);
CREATE INDEX attempt_message ON attempt USING btree (message_of) WHERE (message_of IS NOT NULL);
CREATE UNIQUE INDEX attempt_pkey ON attempt USING btree (entry_id, number);
CREATE TABLE audit_event (
    number BIGINT NOT NULL,
    happened_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (number)
);
CREATE UNIQUE INDEX audit_event_pkey ON audit_event USING btree (number);
CREATE INDEX audit_event_subject ON audit_event USING btree (subject, number);
CREATE INDEX audit_event_way_in ON audit_event USING btree (happened_at) WHERE (verb = ANY (ARRAY['key.added'::text, 'operator.invited'::text]));
CREATE TABLE audit_head (
    name TEXT NOT NULL,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (name)
);
CREATE UNIQUE INDEX audit_head_pkey ON audit_head USING btree (name);
CREATE TABLE ban_window (
    window_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    side_id TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT,
    publish_id BIGINT NOT NULL,
    changed_at TEXT NOT NULL,
    in_progress_at TEXT,
    closed_at TEXT,
    outcome TEXT,
    loading_began_at TEXT,
    operation TEXT,
    CHECK ((outcome = ANY (ARRAY['moved'::text, 'withdrawn'::text, 'done'::text]))),
    FOREIGN KEY (publish_id) REFERENCES publish(publish_id),
    PRIMARY KEY (window_id)
);
CREATE INDEX ban_window_closed ON ban_window USING btree (closed_at) WHERE (closed_at IS NOT NULL);
CREATE UNIQUE INDEX ban_window_live ON ban_window USING btree (side_id) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX ban_window_pkey ON ban_window USING btree (window_id);
CREATE INDEX ban_window_publish ON ban_window USING btree (publish_id);
CREATE INDEX ban_window_side ON ban_window USING btree (side_id, window_id);
CREATE TABLE consent (
    consent_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    event TEXT NOT NULL,
    language TEXT NOT NULL,
    text_version TEXT,
    ip_hmac TEXT,
    provider_id TEXT,
    happened_at TEXT NOT NULL,
    CHECK ((event = ANY (ARRAY['subscribe'::text, 'confirm'::text, 'stop'::text, 'start'::text, 'erase'::text]))),
    PRIMARY KEY (consent_id)
);
CREATE INDEX consent_address ON consent USING btree (channel, address_hmac, consent_id);
CREATE UNIQUE INDEX consent_pkey ON consent USING btree (consent_id);
CREATE INDEX consent_stop ON consent USING btree (happened_at) WHERE (event = 'stop'::text);
CREATE TABLE error_report (
    report_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    recipient_id BIGINT,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    text_sealed TEXT,
    PRIMARY KEY (report_id)
);
CREATE INDEX error_report_open ON error_report USING btree (report_id) WHERE ((closed_at IS NULL) AND (text_sealed IS NOT NULL));
CREATE UNIQUE INDEX error_report_pkey ON error_report USING btree (report_id);
CREATE TABLE held_change (
    held_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    source TEXT NOT NULL,
    mode TEXT NOT NULL,
    held_at TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    plans TEXT NOT NULL,
    resolved_at TEXT,
    resolution TEXT,
    asked_by TEXT,
    asked_at TEXT,
    reason TEXT,
    CHECK ((resolution = ANY (ARRAY['released'::text, 'discarded'::text, 'overtaken'::text]))),
    FOREIGN KEY (source) REFERENCES source(name),
    PRIMARY KEY (held_id)
);
CREATE UNIQUE INDEX held_change_pkey ON held_change USING btree (held_id);
CREATE TABLE inbound_message (
    provider_id TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    command TEXT NOT NULL,
    received_at TEXT NOT NULL,
    text_sealed TEXT,
    answer TEXT,
    PRIMARY KEY (provider_id)
);
CREATE INDEX inbound_message_address ON inbound_message USING btree (address_hmac, received_at);
CREATE UNIQUE INDEX inbound_message_pkey ON inbound_message USING btree (provider_id);
CREATE TABLE inbox (
    inbox TEXT NOT NULL,
    seen_until TEXT NOT NULL,
    PRIMARY KEY (inbox)
);
CREATE UNIQUE INDEX inbox_pkey ON inbox USING btree (inbox);
CREATE TABLE key_check (
    key_id TEXT NOT NULL,
    known_answer TEXT NOT NULL,
    first_used_at TEXT NOT NULL,
    PRIMARY KEY (key_id)
);
CREATE UNIQUE INDEX key_check_pkey ON key_check USING btree (key_id);
CREATE TABLE lease (
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    lease_until TEXT NOT NULL,
    PRIMARY KEY (name)
);
CREATE UNIQUE INDEX lease_pkey ON lease USING btree (name);
CREATE TABLE limited_event (
    kind TEXT NOT NULL,
    subject_hmac TEXT NOT NULL,
    happened_at TEXT NOT NULL
);
CREATE INDEX limited_event_age ON limited_event USING btree (happened_at);
CREATE INDEX limited_event_subject ON limited_event USING btree (kind, subject_hmac, happened_at);
CREATE TABLE migration (
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (number)
);
CREATE UNIQUE INDEX migration_pkey ON migration USING btree (number);
CREATE TABLE one_time_code (
    address_hmac TEXT NOT NULL,
    session_hmac TEXT NOT NULL,
    code_hmac TEXT NOT NULL,
    tries_left INTEGER NOT NULL,
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (address_hmac, session_hmac)
);
CREATE UNIQUE INDEX one_time_code_pkey ON one_time_code USING btree (address_hmac, session_hmac);
CREATE TABLE openid_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    operator_id BIGINT NOT NULL,
    linked_at TEXT NOT NULL,
    FOREIGN KEY (operator_id) REFERENCES operator(operator_id),
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX openid_identity_pkey ON openid_identity USING btree (issuer, subject);
CREATE TABLE operator (
    operator_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    boroughs TEXT NOT NULL,
    language TEXT NOT NULL,
    added_at TEXT NOT NULL,
    disabled_at TEXT,
    ways_in_seen BIGINT,
    CHECK ((role = ANY (ARRAY['viewer'::text, 'planner'::text, 'publisher'::text, 'administrator'::text]))),
    PRIMARY KEY (operator_id),
    UNIQUE (name)
);
CREATE UNIQUE INDEX operator_name_key ON operator USING btree (name);
CREATE UNIQUE INDEX operator_pkey ON operator USING btree (operator_id);
CREATE TABLE operator_challenge (
    browser_hash TEXT NOT NULL,
    purpose TEXT NOT NULL,
    challenge TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (browser_hash, purpose)
);
CREATE UNIQUE INDEX operator_challenge_pkey ON operator_challenge USING btree (browser_hash, purpose);
CREATE TABLE operator_invitation (
    secret_hash TEXT NOT NULL,
    operator_id BIGINT NOT NULL,
    issued_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    FOREIGN KEY (operator_id) REFERENCES operator(operator_id),
    PRIMARY KEY (secret_hash)
);
CREATE UNIQUE INDEX operator_invitation_pkey ON operator_invitation USING btree (secret_hash);
CREATE TABLE operator_password (
    operator_id BIGINT NOT NULL,
    password_hash TEXT NOT NULL,
    totp_sealed TEXT NOT NULL,
    used_step BIGINT NOT NULL DEFAULT 0,
    set_at TEXT NOT NULL,
    FOREIGN KEY (operator_id) REFERENCES operator(operator_id),
    PRIMARY KEY (operator_id)
);
CREATE UNIQUE INDEX operator_password_pkey ON operator_password USING btree (operator_id);
CREATE TABLE operator_session (
    session_hash TEXT NOT NULL,
    operator_id BIGINT NOT NULL,
    method TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    proved_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    CHECK ((method = ANY (ARRAY['passkey'::text, 'password'::text, 'openid'::text]))),
    FOREIGN KEY (operator_id) REFERENCES operator(operator_id),
    PRIMARY KEY (session_hash)
);
CREATE INDEX operator_session_operator ON operator_session USING btree (operator_id);
CREATE UNIQUE INDEX operator_session_pkey ON operator_session USING btree (session_hash);
CREATE TABLE outbox (
    entry_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    window_id BIGINT NOT NULL,
    recipient_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    lead_minutes INTEGER NOT NULL DEFAULT 0,
    silence_id BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'due'::text,
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
    PRIMARY KEY (entry_id),
    UNIQUE (window_id, recipient_id, kind, lead_minutes, silence_id)
);
CREATE INDEX outbox_calling ON outbox USING btree (lease_until, lease_owner) WHERE (state = 'calling'::text);
CREATE INDEX outbox_due ON outbox USING btree (lane, send_at) WHERE (state = 'due'::text);
CREATE INDEX outbox_handed_over ON outbox USING btree (handed_over_at) WHERE (handed_over_at IS NOT NULL);
CREATE INDEX outbox_lost ON outbox USING btree (send_at) WHERE ((state <> 'due'::text) AND (state <> 'calling'::text) AND (state <> 'sent'::text) AND (state = ANY (ARRAY['undelivered'::text, 'failed'::text, 'expired'::text, 'suppressed'::text, 'gave_up'::text])));
CREATE UNIQUE INDEX outbox_pkey ON outbox USING btree (entry_id);
CREATE INDEX outbox_provider ON outbox USING btree (provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX outbox_silence ON outbox USING btree (silence_id, recipient_id) WHERE (silence_id <> 0);
CREATE INDEX outbox_waiting ON outbox USING btree (lease_until, lease_owner) WHERE (lease_until IS NOT NULL);
CREATE UNIQUE INDEX outbox_window_id_recipient_id_kind_lead_minutes_silence_id_key ON outbox USING btree (window_id, recipient_id, kind, lead_minutes, silence_id);
CREATE TABLE outcome (
    window_id BIGINT NOT NULL,
    recipient_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    told_at TEXT NOT NULL,
    CHECK ((what = 'moved'::text)),
    PRIMARY KEY (window_id, recipient_id)
);
CREATE UNIQUE INDEX outcome_pkey ON outcome USING btree (window_id, recipient_id);
CREATE TABLE passkey (
    credential_id TEXT NOT NULL,
    operator_id BIGINT NOT NULL,
    public_key TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    label TEXT NOT NULL,
    added_at TEXT NOT NULL,
    last_used_at TEXT,
    FOREIGN KEY (operator_id) REFERENCES operator(operator_id),
    PRIMARY KEY (credential_id)
);
CREATE INDEX passkey_operator ON passkey USING btree (operator_id);
CREATE UNIQUE INDEX passkey_pkey ON passkey USING btree (credential_id);
CREATE TABLE paused_subscription (
    recipient_id BIGINT NOT NULL,
    side_id TEXT NOT NULL,
    profile_id BIGINT NOT NULL,
    label TEXT,
    ends_at TEXT,
    subscribed_at TEXT NOT NULL,
    paused_at TEXT NOT NULL,
    FOREIGN KEY (profile_id) REFERENCES profile(profile_id),
    FOREIGN KEY (recipient_id) REFERENCES recipient(recipient_id),
    PRIMARY KEY (recipient_id, side_id)
);
CREATE INDEX paused_subscription_ends ON paused_subscription USING btree (ends_at) WHERE (ends_at IS NOT NULL);
CREATE UNIQUE INDEX paused_subscription_pkey ON paused_subscription USING btree (recipient_id, side_id);
CREATE TABLE plan (
    side_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    planned_starts_at TEXT,
    planned_ends_at TEXT,
    replanned_starts_at TEXT,
    replanned_ends_at TEXT,
    updated_at TEXT,
    operation TEXT,
    reason TEXT,
    publish_id BIGINT NOT NULL,
    FOREIGN KEY (publish_id) REFERENCES publish(publish_id),
    PRIMARY KEY (side_id)
);
CREATE INDEX plan_in_progress ON plan USING btree (side_id) WHERE (status = 5);
CREATE UNIQUE INDEX plan_pkey ON plan USING btree (side_id);
CREATE TABLE plan_before (
    publish_id BIGINT NOT NULL,
    side_id TEXT NOT NULL,
    status INTEGER,
    planned_starts_at TEXT,
    planned_ends_at TEXT,
    replanned_starts_at TEXT,
    replanned_ends_at TEXT,
    updated_at TEXT,
    operation TEXT,
    reason TEXT,
    FOREIGN KEY (publish_id) REFERENCES publish(publish_id),
    PRIMARY KEY (publish_id, side_id)
);
CREATE UNIQUE INDEX plan_before_pkey ON plan_before USING btree (publish_id, side_id);
CREATE TABLE plan_load (
    load_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    loaded_by TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    file_name TEXT NOT NULL,
    mode TEXT NOT NULL,
    day_first INTEGER NOT NULL DEFAULT 0,
    takes_back BIGINT,
    is_our_error INTEGER NOT NULL DEFAULT 0,
    content BYTEA,
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
    publish_id BIGINT,
    CHECK ((kind = ANY (ARRAY['file'::text, 'edit'::text, 'take_back'::text]))),
    CHECK ((mode = ANY (ARRAY['complete'::text, 'changes'::text]))),
    FOREIGN KEY (publish_id) REFERENCES publish(publish_id),
    FOREIGN KEY (takes_back) REFERENCES publish(publish_id),
    PRIMARY KEY (load_id)
);
CREATE INDEX plan_load_content ON plan_load USING btree (content_hash, publish_id);
CREATE UNIQUE INDEX plan_load_pkey ON plan_load USING btree (load_id);
CREATE INDEX plan_load_state ON plan_load USING btree (state, publish_at);
CREATE TABLE profile (
    profile_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    leads_minutes TEXT NOT NULL,
    quiet_from TEXT NOT NULL,
    quiet_to TEXT NOT NULL,
    kinds TEXT NOT NULL,
    PRIMARY KEY (profile_id),
    UNIQUE (leads_minutes, quiet_from, quiet_to, kinds)
);
CREATE UNIQUE INDEX profile_leads_minutes_quiet_from_quiet_to_kinds_key ON profile USING btree (leads_minutes, quiet_from, quiet_to, kinds);
CREATE UNIQUE INDEX profile_pkey ON profile USING btree (profile_id);
CREATE TABLE publish (
    publish_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    source TEXT NOT NULL,
    mode TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    published_at TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    published_by TEXT,
    approved_by TEXT,
    reason TEXT,
    takes_back BIGINT,
    guards TEXT,
    people_told BIGINT,
    CHECK ((mode = ANY (ARRAY['complete'::text, 'changes'::text]))),
    FOREIGN KEY (source) REFERENCES source(name),
    PRIMARY KEY (publish_id)
);
CREATE UNIQUE INDEX publish_pkey ON publish USING btree (publish_id);
CREATE INDEX publish_source ON publish USING btree (source, publish_id);
CREATE TABLE push_browser (
    session_hash TEXT NOT NULL,
    recipient_id BIGINT NOT NULL,
    greeting_hash TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    confirmed_at TEXT,
    FOREIGN KEY (recipient_id) REFERENCES recipient(recipient_id),
    PRIMARY KEY (session_hash),
    UNIQUE (recipient_id)
);
CREATE UNIQUE INDEX push_browser_pkey ON push_browser USING btree (session_hash);
CREATE UNIQUE INDEX push_browser_recipient_id_key ON push_browser USING btree (recipient_id);
CREATE INDEX push_browser_unconfirmed ON push_browser USING btree (claimed_at) WHERE (confirmed_at IS NULL);
CREATE TABLE quality_kept (
    operation BIGINT NOT NULL,
    through BIGINT NOT NULL,
    kept_at TEXT NOT NULL,
    told TEXT NOT NULL,
    PRIMARY KEY (operation)
);
CREATE UNIQUE INDEX quality_kept_pkey ON quality_kept USING btree (operation);
CREATE TABLE receipt (
    provider_id TEXT NOT NULL,
    word TEXT NOT NULL,
    error_code INTEGER,
    received_at TEXT NOT NULL,
    PRIMARY KEY (provider_id, word)
);
CREATE INDEX receipt_age ON receipt USING btree (received_at);
CREATE UNIQUE INDEX receipt_pkey ON receipt USING btree (provider_id, word);
CREATE TABLE recipient (
    recipient_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    address_sealed TEXT NOT NULL,
    language TEXT NOT NULL,
    stopped_at TEXT,
    disabled_at TEXT,
    PRIMARY KEY (recipient_id),
    UNIQUE (channel, address_hmac)
);
CREATE UNIQUE INDEX recipient_channel_address_hmac_key ON recipient USING btree (channel, address_hmac);
CREATE UNIQUE INDEX recipient_pkey ON recipient USING btree (recipient_id);
CREATE TABLE rejected_row (
    load_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    line BIGINT,
    header TEXT,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    suggestion TEXT,
    fix TEXT,
    FOREIGN KEY (load_id) REFERENCES plan_load(load_id),
    PRIMARY KEY (load_id, number)
);
CREATE UNIQUE INDEX rejected_row_pkey ON rejected_row USING btree (load_id, number);
CREATE TABLE sender_beat (
    sender TEXT NOT NULL,
    owner TEXT NOT NULL,
    beaten_at TEXT NOT NULL,
    trouble TEXT,
    since TEXT,
    CHECK ((trouble = ANY (ARRAY['paused'::text, 'failing'::text]))),
    PRIMARY KEY (sender, owner)
);
CREATE UNIQUE INDEX sender_beat_pkey ON sender_beat USING btree (sender, owner);
CREATE TABLE sender_pace (
    sender TEXT NOT NULL,
    whole_at TEXT NOT NULL,
    PRIMARY KEY (sender)
);
CREATE UNIQUE INDEX sender_pace_pkey ON sender_pace USING btree (sender);
CREATE TABLE sending_pause (
    what TEXT NOT NULL,
    since TEXT NOT NULL,
    paused_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    CHECK ((what = 'alerts'::text)),
    PRIMARY KEY (what)
);
CREATE UNIQUE INDEX sending_pause_pkey ON sending_pause USING btree (what);
CREATE TABLE silence (
    silence_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    source TEXT NOT NULL,
    since TEXT NOT NULL,
    ended_at TEXT,
    FOREIGN KEY (source) REFERENCES source(name),
    PRIMARY KEY (silence_id)
);
CREATE UNIQUE INDEX silence_open ON silence USING btree (source) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX silence_pkey ON silence USING btree (silence_id);
CREATE TABLE source (
    name TEXT NOT NULL,
    cursor TEXT,
    last_success_at TEXT,
    last_error TEXT,
    paused_at TEXT,
    paused_by TEXT,
    PRIMARY KEY (name)
);
CREATE UNIQUE INDEX source_pkey ON source USING btree (name);
CREATE TABLE subscription (
    side_id TEXT NOT NULL,
    recipient_id BIGINT NOT NULL,
    profile_id BIGINT NOT NULL,
    first_lane INTEGER NOT NULL,
    subscribed_at TEXT NOT NULL,
    label TEXT,
    ends_at TEXT,
    FOREIGN KEY (profile_id) REFERENCES profile(profile_id),
    FOREIGN KEY (recipient_id) REFERENCES recipient(recipient_id),
    PRIMARY KEY (side_id, recipient_id)
);
CREATE INDEX subscription_ends ON subscription USING btree (ends_at) WHERE (ends_at IS NOT NULL);
CREATE UNIQUE INDEX subscription_pkey ON subscription USING btree (side_id, recipient_id);
CREATE INDEX subscription_recipient ON subscription USING btree (recipient_id);
CREATE TABLE suppression (
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    since TEXT NOT NULL,
    source TEXT NOT NULL,
    provider_id TEXT,
    PRIMARY KEY (channel, address_hmac)
);
CREATE UNIQUE INDEX suppression_pkey ON suppression USING btree (channel, address_hmac);
CREATE TABLE unread_inbox (
    inbox TEXT NOT NULL,
    since TEXT NOT NULL,
    tried_at TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (inbox)
);
CREATE UNIQUE INDEX unread_inbox_pkey ON unread_inbox USING btree (inbox);
CREATE TABLE unreported (
    provider_id TEXT NOT NULL,
    handed_over_at TEXT NOT NULL,
    ask_at TEXT NOT NULL,
    PRIMARY KEY (provider_id)
);
CREATE INDEX unreported_ask ON unreported USING btree (ask_at, provider_id);
CREATE UNIQUE INDEX unreported_pkey ON unreported USING btree (provider_id);
CREATE TABLE wish (
    channel TEXT NOT NULL,
    address_hmac TEXT NOT NULL,
    side_id TEXT NOT NULL,
    profile_id BIGINT NOT NULL,
    language TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    FOREIGN KEY (profile_id) REFERENCES profile(profile_id),
    PRIMARY KEY (channel, address_hmac, side_id)
);
CREATE UNIQUE INDEX wish_pkey ON wish USING btree (channel, address_hmac, side_id);
