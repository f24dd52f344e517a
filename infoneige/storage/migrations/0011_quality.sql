-- What the quality page needs to know once it is over. loading_began_at: when loading was first said to have begun; it
-- stays when loading stops. operation: what the plan called the operation when the window was opened.
ALTER TABLE ban_window ADD COLUMN loading_began_at TEXT;
ALTER TABLE ban_window ADD COLUMN operation TEXT;
UPDATE ban_window SET loading_began_at = in_progress_at WHERE in_progress_at IS NOT NULL;
UPDATE ban_window SET operation = (SELECT p.operation FROM plan p WHERE p.side_id = ban_window.side_id)
WHERE closed_at IS NULL;

-- The guards that stopped a publish until a person said why, by name, with commas between; the preview is soon forgotten.
ALTER TABLE publish ADD COLUMN guards TEXT;

-- Who said stop in some span of time: few rows of many.
CREATE INDEX consent_stop ON consent (happened_at) WHERE event = 'stop';
