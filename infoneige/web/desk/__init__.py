"""The operators' pages: who may see what, and what they show."""
