-- name: keep_join_order()#
-- CROSS JOIN already does.
SELECT 1;
