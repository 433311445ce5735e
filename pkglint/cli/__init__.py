"""The command line: the only code that touches argv, the environment, standard output and the file system.

Exit codes, the same whatever the format: 0 every artifact was read and nothing is at or above ``--fail-on``;
1 findings; 2 usage or policy error; 3 something was not linted; 4 internal error; 130 interrupted.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from contextlib import AbstractContextManager, nullcontext

import click

from pkglint import __version__
from pkglint.cli import output
from pkglint.workers import interrupts

# What click meets when it prints its help.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
COMMANDS = {
    "check": "Lint built wheels, sdists and npm tarballs.",
    "diff": "Show what changed between two artifacts of one package.",
    "lock": "Compare the committed lock with artifacts, or make it anew.",
    "ls": "List every member of an artifact: size, mode, what hit it.",
    "fix": "Change the project's files so that what was found no longer goes in.",
    "explain": "Show a rule's page.",
    "init": "Write a commented policy made from the artifacts that are there.",
    "ignore": "Append an ignore entry to the policy.",
    "config": "Check the policy, show it merged, or print its JSON Schema.",
    "audit": "Lint many artifacts, keep the verdicts, resume where it ended.",
    "verify": "Compare files with the manifest of what was linted.",
    "fetch": "Fetch the last release with pip or npm, to compare with.",
    "completion": "Print a shell completion script.",
}
_READERS = [["ls"], ["diff"], ["fix"], ["ignore"], ["init"], ["lock"]]
EPILOG = "Exit codes: 0 clean, 1 findings, 2 usage or policy error, 3 not linted, 4 internal error, 130 interrupted."


class _Lazy(click.Group):
    """Imports a command's module when the command is used: the others cost nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"pkglint.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, 1)
            hint = f"Did you mean 'pkglint {close[0]}'?" if close else f"To lint it: pkglint check {args[0]}"
            raise click.UsageError(f"{error.message.rstrip('.')}. {hint}", ctx) from None


@click.group(
    cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EPILOG
)
@click.version_option(__version__, prog_name="pkglint", message="%(prog)s %(version)s")
def cli() -> None:
    """Lint a built wheel, sdist or npm tarball before it is published.

    Run `pkglint check` after the build and before the upload: it opens what would go out and says what must not.
    """


def run(args: list[str]) -> int:
    """Run with these arguments; every way to end has its own exit code and at most one message on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        with _watched(args[:1]):
            outcome = cli.main(args, prog_name="pkglint", standalone_mode=False)
    except click.exceptions.Abort:
        output.say("interrupted")
        return 130
    except click.ClickException as error:
        output.fail(error)
        return 3 if isinstance(error, output.NotRead) else 2
    except OSError as error:
        if error.errno not in _NO_ROOM:
            return _internal_error(error, args)
        output.say(f"Error: {output.silence_stdout(error)}")
        return 2
    except Exception as error:  # noqa: BLE001 - the last line of defence: a short message instead of a traceback
        interrupts.check()
        return _internal_error(error, args)
    return outcome if isinstance(outcome, int) else 0


def _watched(command: list[str]) -> AbstractContextManager[object]:
    """What shows how far a command is that reads artifacts; `check` and `audit` have options of their own for it."""
    if command not in _READERS:
        return nullcontext()
    from pkglint.cli import progress

    return progress.shown()


def _internal_error(error: Exception, args: list[str]) -> int:
    where = ""
    if error.__traceback__:
        import traceback

        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f" at {os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119
        if any(arg.startswith("-v") or arg == "--verbose" for arg in args):
            for line in "".join(traceback.format_exception(error)).splitlines():
                output.say(line)
    message = f"pkglint: internal error: {type(error).__name__}{where}. Nothing was judged; this is a bug in pkglint."
    output.say(message + " Run again with -v for the traceback.")
    return 4
