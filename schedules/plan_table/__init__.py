"""What an operator's table says, whatever file it came in: rows of cells in, plans and a report of bad rows out."""
