"""The ways a message travels, one per file."""
