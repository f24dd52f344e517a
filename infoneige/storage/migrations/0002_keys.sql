-- What each look-up and encryption key made of the same question when it was first used: another answer is the wrong key
-- under the right name. A row stands here as long as other rows may be under its key.
CREATE TABLE key_check (
    key_id TEXT PRIMARY KEY,
    known_answer TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) {{clustered}};
