"""``python -m pkglint``."""

from pkglint.cli import main

main()
