"""The first half's parts: where plans come from, what they would change, and what of that waits for a person."""
