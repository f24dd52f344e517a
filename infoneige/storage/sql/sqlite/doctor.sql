-- name: has_migration_table()$
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration';
