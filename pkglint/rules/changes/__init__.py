"""Rules about what changed: they speak only where there is something to compare with."""
