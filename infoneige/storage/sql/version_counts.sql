-- How many people were told of a version, kept when the messages are forgotten; see also versions.sql.

-- name: versions_to_count(through, most)
SELECT publish_id, published_at FROM publish
WHERE people_told IS NULL AND publish_id <= :through ORDER BY publish_id LIMIT :most;

-- name: keep_people_told(publish_id, people_told)*!
UPDATE publish SET people_told = :people_told WHERE publish_id = :publish_id AND people_told IS NULL;
