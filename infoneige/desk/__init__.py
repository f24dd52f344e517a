"""The operators' desk: a plan is received, read, weighed, published, watched and, if need be, taken back."""
