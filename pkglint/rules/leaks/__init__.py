"""Rules of the family: see ``pkglint.rules.FAMILIES``."""
