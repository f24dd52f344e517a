-- A row stands here while alerts are held back: an operator said so, and every claim looks at it. One-time codes never
-- wait in the outbox, so they go on.
CREATE TABLE sending_pause (
    what TEXT PRIMARY KEY CHECK (what = 'alerts'),
    since TEXT NOT NULL,
    paused_by TEXT NOT NULL,
    reason TEXT NOT NULL
) {{clustered}};

-- The sign of life of each sender in each process that delivers. trouble says why it sends nothing now, if it does not:
-- 'paused' by its provider until a time, or 'failing', so that it is only probed.
CREATE TABLE sender_beat (
    sender TEXT NOT NULL,
    owner TEXT NOT NULL,
    beaten_at TEXT NOT NULL,
    trouble TEXT CHECK (trouble IN ('paused', 'failing')),
    since TEXT,
    PRIMARY KEY (sender, owner)
) {{clustered}};

-- What the pages that watch the queue and the sources ask for: what was handed over lately, what came to nothing lately,
-- which bans a publish closed, and the last publishes of a source.
CREATE INDEX outbox_handed_over ON outbox (handed_over_at) WHERE handed_over_at IS NOT NULL;
CREATE INDEX outbox_lost ON outbox (send_at) WHERE state IN ('undelivered', 'failed', 'expired', 'suppressed', 'gave_up');
CREATE INDEX ban_window_closed ON ban_window (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX publish_source ON publish (source, publish_id);
