"""How to make each back end of Python take a file in."""

from __future__ import annotations

from collections.abc import Sequence

from pkglint.edit import Change
from pkglint.edit.change import Value
from pkglint.edit.toml import header
from pkglint.model import Kind
from pkglint.report.advice.ask import Ask, Maker
from pkglint.report.advice.globs import IN, MANIFEST, PYPROJECT, anchored, blankless, lines, table
from pkglint.report.advice.setuptools import package_data
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape


def _hatchling(ask: Ask) -> list[Step]:
    if ask.kind is Kind.SDIST:
        return [table(IN, ("tool", "hatch", "build", "targets", "sdist"), {"artifacts": ask.patterns})]
    return [table(IN, ("tool", "hatch", "build", "targets", "wheel"), {"artifacts": anchored(ask)})]


def _setuptools(ask: Ask) -> list[Step]:
    if ask.kind is Kind.SDIST:
        return [lines(IN, MANIFEST, tuple(f"include {blankless(p)}" for p in ask.patterns))]
    return [table(IN, ("tool", "setuptools", "package-data"), package_data(ask, list(ask.patterns)))]


def _formats(above: tuple[str, ...], patterns: Sequence[str], form: str | list[str]) -> list[Step]:
    """Tables of a path and the formats that it is for, in ``include``."""
    shown = f'"{form}"' if isinstance(form, str) else '["sdist", "wheel"]'
    tables = ", ".join(f"{{ path = {escape.quoted(p)}, format = {shown} }}" for p in patterns)
    new: tuple[Value, ...] = tuple({"path": p, "format": form} for p in patterns)
    change = Change(PYPROJECT, (*above, "include"), add=new)
    return [Step(IN, (header(above), f"include = [{tables}]"), PYPROJECT, "", (change,))]


def _poetry(ask: Ask) -> list[Step]:
    return _formats(("tool", "poetry"), ask.patterns, ["sdist", "wheel"])


def _flit(ask: Ask) -> list[Step]:
    return [table(IN, ("tool", "flit", "sdist"), {"include": ask.patterns})]


def _pdm(ask: Ask) -> list[Step]:
    key = "source-includes" if ask.kind is Kind.SDIST else "includes"
    return [table(IN, ("tool", "pdm", "build"), {key: ask.patterns})]


def _uv(ask: Ask) -> list[Step]:
    return [table(IN, ("tool", "uv", "build-backend"), {"source-include": ask.patterns})]


def _maturin(ask: Ask) -> list[Step]:
    return _formats(("tool", "maturin"), ask.patterns, "sdist" if ask.kind is Kind.SDIST else "wheel")


def _scikit(ask: Ask) -> list[Step]:
    return [table(IN, ("tool", "scikit-build", "sdist"), {"include": ask.patterns})]


def _meson(ask: Ask) -> list[Step]:
    names = ", ".join(f"'{escape.terminal(p)}'" for p in ask.patterns)
    return [Step(IN, (f"py.install_sources([{names}], preserve_path: true)",), "meson.build")]


INCLUDE: dict[str, Maker] = {
    "hatchling": _hatchling,
    "setuptools": _setuptools,
    "poetry-core": _poetry,
    "flit": _flit,
    "pdm-backend": _pdm,
    "uv-build": _uv,
    "maturin": _maturin,
    "meson-python": _meson,
    "scikit-build-core": _scikit,
}
