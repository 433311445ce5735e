"""One nox session for each check of tools/checks.py, and the suite on every Python; nox is optional."""

from __future__ import annotations

import sys
from pathlib import Path

import nox

sys.path.insert(0, str(Path(__file__).parent))

from tools.checks import CHECKS, Check, words

nox.options.sessions = [check.name for check in CHECKS if not check.by_hand]
nox.options.reuse_existing_virtualenvs = True
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]


def session_of(check: Check) -> None:
    """Register the session that runs the commands of a check; arguments go to its last command."""

    def body(session: nox.Session) -> None:
        session.install("-e", ".[dev]")
        *first, last = check.commands
        for command in first:
            session.run(*words(command), env=dict(check.environment))
        session.run(*words(last), *session.posargs, env=dict(check.environment))

    body.__doc__ = check.about
    nox.session(body, name=check.name)


for each in CHECKS:
    session_of(each)


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """The suite on every supported Python that is installed."""
    session.install("-e", ".[dev]")
    session.run("pytest", "-n", "auto", *session.posargs)
