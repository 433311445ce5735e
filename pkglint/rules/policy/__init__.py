"""Rules about the policy itself, and about what the run could not look at."""
