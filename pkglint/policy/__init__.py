"""Policies: YAML, TOML or JSON to a frozen Policy; findings judged by it."""
