-- name: keep_join_order()#
-- For this transaction the planner keeps the order in which the joins are written, which is four times as fast here; to
-- gather statistics of the temporary tables instead made it choose worse.
SET LOCAL join_collapse_limit = 1;
