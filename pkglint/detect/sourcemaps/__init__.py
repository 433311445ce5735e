"""Source maps: found by what they hold, read in one pass, and what their names mean."""
