"""Secrets: tokens, keys, passwords and the files that hold them, proven offline as far as it goes."""
