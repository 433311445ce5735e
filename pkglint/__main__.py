"""``python -m pkglint``."""

from pkglint.cli import main

# The processes of --jobs import this module again where they are spawned, and must not start over.
if __name__ == "__main__":
    main()
