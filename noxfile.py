"""The checks that CI runs; CONTRIBUTING.md has the same commands without nox."""

from __future__ import annotations

import nox

nox.options.sessions = ["lint", "types", "tests", "docs"]
nox.options.reuse_existing_virtualenvs = True
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]


@nox.session
def lint(session: nox.Session) -> None:
    """Format, style and the import contracts."""
    session.install("-e", ".[dev]")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types, tests included."""
    session.install("-e", ".[dev]")
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """The test suite with branch coverage; arguments go to pytest."""
    session.install("-e", ".[dev]")
    session.run("pytest", "-n", "auto", "--cov", "--cov-report=term:skip-covered", *session.posargs)


@nox.session(name="pythons", python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """The test suite on every supported Python that is installed."""
    session.install("-e", ".[dev]")
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """What is generated is what the code says."""
    session.install("-e", ".[dev]")
    session.run("python", "docs/generate.py", "--check")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Damaged archives: only the typed outcomes."""
    session.install("-e", ".[dev]")
    session.run("python", "bench/fuzz.py", *(session.posargs or ["20000"]))


@nox.session
def bench(session: nox.Session) -> None:
    """Speed of the structural pass as a ratio to the standard library; bench/ has more."""
    session.install("-e", ".[dev]")
    session.run("python", "bench/structural.py", *session.posargs)
