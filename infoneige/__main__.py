"""`python -m infoneige` is the command `infoneige`."""

from infoneige.cli import main

main(prog_name="infoneige")
