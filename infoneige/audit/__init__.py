"""What happened and who did it: a trail that is only ever added to, each event chained to the one before."""
