"""The sources of plans, one room each: bytes in, plans out. A room knows nothing of the others."""
