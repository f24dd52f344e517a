"""WHO is told WHAT: from a change to words to a receipt."""
