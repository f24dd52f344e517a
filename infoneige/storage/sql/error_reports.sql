-- What people reported as wrong, until somebody at the desk has settled it.

-- name: add_error_report(recipient_id, text_sealed, opened_at)!
INSERT INTO error_report (recipient_id, text_sealed, opened_at) VALUES (:recipient_id, :text_sealed, :opened_at);

-- name: open_error_reports(most)
SELECT report_id, recipient_id, text_sealed, opened_at FROM error_report
WHERE closed_at IS NULL AND text_sealed IS NOT NULL ORDER BY report_id LIMIT :most;

-- name: error_reports_waiting()^
SELECT count(*), min(opened_at) FROM error_report WHERE closed_at IS NULL AND text_sealed IS NOT NULL;

-- name: settle_error_report(report_id, closed_at)!
UPDATE error_report SET closed_at = :closed_at
WHERE report_id = :report_id AND closed_at IS NULL AND text_sealed IS NOT NULL;
