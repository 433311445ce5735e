"""The command line: the only code that touches argv, the environment, standard output and the file system."""

from __future__ import annotations


def main() -> None:
    """Run the command and leave with its exit code."""
    raise SystemExit(4)
