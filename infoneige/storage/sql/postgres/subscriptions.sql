-- name: wait_for_publish()$
-- Subscribers do not wait for each other, only for a publish, and a publish for them.
SELECT 1 FROM source WHERE name = 'operator' FOR SHARE;
