"""A policy's text to settings: YAML, TOML and JSON with positions, tables of shapes, presets, every problem at once."""
