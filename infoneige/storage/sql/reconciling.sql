-- Messages that a provider took and says nothing final of. ask_at is when it is asked next; a claim puts it off, so that
-- whoever dies after one has only asked later. From :too_old on nothing is asked any more.

-- name: silent_messages(since, until, first, last)
-- One row for each entry that a message served. What was printed in place of a message has no provider.
SELECT provider_id, handed_over_at FROM outbox
WHERE handed_over_at > :since AND handed_over_at <= :until AND lane BETWEEN :first AND :last
AND state IN ('accepted', 'sent') AND provider_id IS NOT NULL;

-- name: add_unreported(provider_id, handed_over_at, ask_at)*!
INSERT INTO unreported (provider_id, handed_over_at, ask_at) VALUES (:provider_id, :handed_over_at, :ask_at)
ON CONFLICT DO NOTHING;

-- name: drop_reported(now, too_old, most)!
-- Entries are counted, here and below, so that no planner that knows little of them reads them all to join them.
DELETE FROM unreported WHERE provider_id IN (
    SELECT u.provider_id FROM (
        SELECT provider_id, handed_over_at FROM unreported
        WHERE ask_at <= :now ORDER BY ask_at, provider_id LIMIT :most
    ) u
    WHERE u.handed_over_at <= :too_old OR (
        SELECT count(*) FROM outbox o WHERE o.provider_id = u.provider_id AND o.state IN ('accepted', 'sent')
    ) = 0
);

-- name: claim_unreported(now, too_old, put_off, batch)
-- The first condition is for a rival that was faster.
UPDATE unreported SET ask_at = :put_off
WHERE ask_at <= :now AND provider_id IN (
    SELECT u.provider_id FROM unreported u
    WHERE u.ask_at <= :now AND u.handed_over_at > :too_old AND (
        SELECT count(*) FROM outbox o WHERE o.provider_id = u.provider_id AND o.state IN ('accepted', 'sent')
    ) > 0
    ORDER BY u.ask_at, u.provider_id
    LIMIT :batch
)
RETURNING provider_id, handed_over_at;

-- name: ask_again_at(provider_id, put_off, ask_at)!
UPDATE unreported SET ask_at = :ask_at WHERE provider_id = :provider_id AND ask_at = :put_off;

-- name: next_question_at()$
SELECT min(ask_at) FROM unreported;

-- name: erase_unreported(recipient_id, side_id)!
DELETE FROM unreported WHERE provider_id IN (
    SELECT o.provider_id FROM ban_window w JOIN outbox o ON o.window_id = w.window_id
    WHERE w.side_id = :side_id AND o.recipient_id = :recipient_id AND o.provider_id IS NOT NULL
);
