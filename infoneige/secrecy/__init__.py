"""What must stay secret: our keys, others' in files, and the addresses that are sealed with ours."""
