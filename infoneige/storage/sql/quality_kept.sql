-- What is said of operations and of versions once their messages are forgotten.

-- name: kept_told(operation)^
SELECT through, kept_at, told FROM quality_kept WHERE operation = :operation;

-- name: keep_told(operation, through, kept_at, told)!
-- Two processes may count the same; what counts more versions stands.
INSERT INTO quality_kept (operation, through, kept_at, told) VALUES (:operation, :through, :kept_at, :told)
ON CONFLICT (operation) DO UPDATE SET through = excluded.through, kept_at = excluded.kept_at, told = excluded.told
WHERE excluded.through > quality_kept.through;
