"""What an operator writes by hand: the bytes of a CSV in, plans and a report of every unusable row out."""
