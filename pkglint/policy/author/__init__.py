"""Policies as text: drafts, exceptions appended, the merged policy shown."""
