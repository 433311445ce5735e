"""``python -m pkglint``, and what the script ``pkglint`` starts."""

import gc
import os
import sys

from pkglint.workers import COLLECT, path


def main() -> None:
    """Run the command and leave with its exit code."""
    # Before anything else is imported: what is beside the artifacts is no module of this program.
    path.leave_working_directory()
    gc.set_threshold(*COLLECT)
    _plug()
    from pkglint.workers import interrupts

    try:
        interrupts.unwind()
        code = 0 if sys.argv[1:] == ["--version"] and _print_version() else _run()
        interrupts.check()
    except interrupts.Interrupted as interrupted:
        if sys.stderr:
            sys.stderr.write("interrupted\n")
        code = interrupted.code
    interrupts.die()
    sys.exit(code)


def _run() -> int:
    from pkglint.cli import run

    return run(sys.argv[1:])


def _print_version() -> bool:
    """Whether the version was written; what asks for it before each use need not wait for the rest."""
    from pkglint import __version__

    try:
        sys.stdout.write(f"pkglint {__version__}\n")
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):  # the command says what is wrong
        return False
    return True


def _plug() -> None:
    """Put the null device where the caller closed a standard stream: no file that is opened later takes its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # noqa: PERF203 - three times
            os.open(os.devnull, os.O_RDWR)


if __name__ == "__main__":
    main()
