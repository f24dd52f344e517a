"""What residents' pages ask: the state of a side, what was announced, where to park. Knows nothing of HTTP."""
