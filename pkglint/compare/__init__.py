"""One artifact against another: what is noted of both in the same way, and how they differ. Judges nothing."""
