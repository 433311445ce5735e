"""``python -m pkglint``, and what the script ``pkglint`` starts."""

import os
import sys

from pkglint.workers import path


def main() -> None:
    """Run the command and leave with its exit code."""
    # Before anything else is imported: what lies beside the artifacts is no module of this program.
    path.leave_working_directory()
    _plug()
    from pkglint.workers import interrupts

    try:
        interrupts.unwind()
        from pkglint.cli import run

        code = run(sys.argv[1:])
        interrupts.check()
    except interrupts.Interrupted as interrupted:
        if sys.stderr:
            sys.stderr.write("interrupted\n")
        code = interrupted.code
    interrupts.die()
    sys.exit(code)


def _plug() -> None:
    """Put the null device where the caller closed a standard stream: no file that is opened later takes its number."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # noqa: PERF203 - three times
            os.open(os.devnull, os.O_RDWR)


if __name__ == "__main__":
    main()
