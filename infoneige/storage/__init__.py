"""The transactional state: plain SQL in named files, on SQLite or PostgreSQL."""
