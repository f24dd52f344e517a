-- A plan that an operator brought to the desk, and what became of it. content is the file as received, batch what was
-- read of it and preview what it would do (JSON): its staging, forgotten a day after the load last moved.
-- base_version is the last publish when it was previewed: a publish that came between is a conflict.
CREATE TABLE plan_load (
    load_id {{identity}},
    kind TEXT NOT NULL CHECK (kind IN ('file', 'edit', 'take_back')),
    loaded_by TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    file_name TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('complete', 'changes')),
    day_first INTEGER NOT NULL DEFAULT 0,
    takes_back BIGINT REFERENCES publish (publish_id),
    is_our_error INTEGER NOT NULL DEFAULT 0,
    content {{bytes}},
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
CREATE INDEX plan_load_state ON plan_load (state, publish_at);
CREATE INDEX plan_load_content ON plan_load (content_hash, publish_id);

-- The rows of a load's file that cannot be used, from 0 in the file's order: why, what to try, and the very value to
-- write where that is certain (fix).
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
) {{clustered}};

-- Who published a plan and why; takes_back is the publish that it undoes.
ALTER TABLE publish ADD COLUMN published_by TEXT;
ALTER TABLE publish ADD COLUMN approved_by TEXT;
ALTER TABLE publish ADD COLUMN reason TEXT;
ALTER TABLE publish ADD COLUMN takes_back BIGINT;

-- What the plan of each side said before an operator's publish changed it (status NULL: nothing), so that it can be
-- taken back.
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
) {{clustered}};

-- Why a source is not polled for now: an operator paused it.
ALTER TABLE source ADD COLUMN paused_at TEXT;
ALTER TABLE source ADD COLUMN paused_by TEXT;
