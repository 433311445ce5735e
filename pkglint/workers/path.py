"""What Python may import from: never the working directory, which is the caller's checkout and is being judged.

Imports nothing that the interpreter has not loaded by itself: it runs before anything else may be looked for.
"""

import os
import sys


def clean(entries: list[str], home: str) -> list[str]:
    """``entries`` of ``sys.path`` without the working directory and all that is relative to it.

    ``home`` is the directory or zip archive that holds pkglint itself. Where that is the working directory, as in a
    checkout of pkglint, it comes last: what is installed and the standard library are found first.
    """
    here = _real(os.curdir)
    kept = [entry for entry in entries if os.path.isabs(entry) and _real(entry) != here]  # noqa: PTH117
    return [*kept, home] if _real(home) == here else kept


def home() -> str:
    """The directory or zip archive that pkglint was imported from."""
    import pkglint

    return os.path.dirname(os.path.abspath(pkglint.__path__[0]))  # noqa: PTH100, PTH120


def leave_working_directory() -> None:
    """Take the working directory off this process's own path, where ``python -m`` and PYTHONPATH put it."""
    sys.path[:] = clean(sys.path, home())


def _real(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))
