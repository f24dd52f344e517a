-- What an operator wants to know about the database itself.

-- name: last_migration()$
SELECT coalesce(max(number), 0) FROM migration;
