-- Whether alerts are held back, and by whom.

-- name: sending_pause()^
SELECT since, paused_by, reason FROM sending_pause WHERE what = 'alerts';

-- name: pause_sending(since, paused_by, reason)!
INSERT INTO sending_pause (what, since, paused_by, reason) VALUES ('alerts', :since, :paused_by, :reason)
ON CONFLICT DO NOTHING;

-- name: resume_sending()!
DELETE FROM sending_pause WHERE what = 'alerts';
