-- How far a feed has been read, and what went wrong when it was last asked.

-- name: feed_cursor(name)$
SELECT cursor FROM source WHERE name = :name;

-- name: feed_state(name)^
SELECT last_success_at, last_error FROM source WHERE name = :name;

-- name: move_feed_cursor(name, cursor)!
UPDATE source SET cursor = :cursor WHERE name = :name;

-- name: record_feed_error(name, error)!
UPDATE source SET last_error = :error WHERE name = :name;

-- name: feed_pause(name)^
SELECT paused_at, paused_by FROM source WHERE name = :name AND paused_at IS NOT NULL;
