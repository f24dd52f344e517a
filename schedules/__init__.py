"""WHEN: what the city says it will do to each side of street."""
