-- name: has_migration_table()$
SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'migration';
