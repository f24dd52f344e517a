"""The sources of plans, one per file: bytes in, raw rows out."""
