-- What people reported and nobody has settled: few of all, and looked at again and again.
CREATE INDEX error_report_open ON error_report (report_id) WHERE closed_at IS NULL AND text_sealed IS NOT NULL;
