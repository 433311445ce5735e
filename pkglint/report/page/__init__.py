"""The HTML report and the map by size: one file, drawn here, that loads nothing and needs no script."""
