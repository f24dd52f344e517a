-- What each key made when it was first used; a key that cannot open it again is the wrong one under the right name.
CREATE TABLE key_check (
    key_id TEXT PRIMARY KEY,
    sealed TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) {{clustered}};
