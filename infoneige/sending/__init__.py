"""The second half's parts: who carries what, how fast, in which words, and what became of it."""
