-- What people want, and the sides that they want to be told about.

-- name: profiles()
SELECT profile_id, leads_minutes, quiet_from, quiet_to, kinds FROM profile;

-- name: add_profile(leads_minutes, quiet_from, quiet_to, kinds)!
INSERT INTO profile (leads_minutes, quiet_from, quiet_to, kinds)
VALUES (:leads_minutes, :quiet_from, :quiet_to, :kinds)
ON CONFLICT DO NOTHING;

-- name: profile_number(leads_minutes, quiet_from, quiet_to, kinds)$
SELECT profile_id FROM profile
WHERE leads_minutes = :leads_minutes AND quiet_from = :quiet_from AND quiet_to = :quiet_to AND kinds = :kinds;

-- name: add_subscriptions(side_id, recipient_id, profile_id, first_lane, subscribed_at)*!
INSERT INTO subscription (side_id, recipient_id, profile_id, first_lane, subscribed_at)
VALUES (:side_id, :recipient_id, :profile_id, :first_lane, :subscribed_at)
ON CONFLICT (side_id, recipient_id) DO UPDATE SET profile_id = excluded.profile_id;

-- name: live_window_of_side(side_id, now)^
SELECT window_id, starts_at, ends_at, in_progress_at FROM ban_window
WHERE side_id = :side_id AND closed_at IS NULL AND (ends_at IS NULL OR ends_at > :now);

-- name: add_entries(window_id, recipient_id, kind, lead_minutes, lane, send_at, not_after, previous_window_id, replaces_at)*!
INSERT INTO outbox (window_id, recipient_id, kind, lead_minutes, lane, send_at, not_after,
                    previous_window_id, replaces_at)
VALUES (:window_id, :recipient_id, :kind, :lead_minutes, :lane, :send_at, :not_after,
        :previous_window_id, :replaces_at)
ON CONFLICT (window_id, recipient_id, kind, lead_minutes, silence_id) DO UPDATE SET
    state = 'due', reason = NULL, lane = excluded.lane, send_at = excluded.send_at, not_after = excluded.not_after,
    previous_window_id = excluded.previous_window_id, replaces_at = excluded.replaces_at
WHERE outbox.state = 'superseded';
