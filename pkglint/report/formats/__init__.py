"""One module per format of a report; each has ``render(report, style, docs)``."""
