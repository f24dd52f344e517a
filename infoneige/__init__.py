"""The running service: clock, environment, database, ticks and commands."""
