"""How to make each back end of Python leave a file out: its own keys, in lines to paste.

Sources: the user guides of Hatch (build configuration), setuptools (data files, MANIFEST.in), Poetry (pyproject), Flit
(sdist section), PDM (build configuration), uv (build backend), Maturin (configuration), scikit-build-core
(configuration) and Meson-Python. A path in a wheel does not say whether the project keeps its code under ``src/``:
where the project is not at hand, patterns look for both. Tried with each packer in both layouts.
"""

from __future__ import annotations

import re

from pkglint.model import Kind
from pkglint.report.advice import setuptools, taken
from pkglint.report.advice.ask import Ask, Maker
from pkglint.report.advice.globs import OUT, PYPROJECT, anchored, blankless, source, table, tree
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape

# The pattern of a name with a special character spells it as a set of one: ``[[]slug].js``.
_BRACKETED = re.compile(r"\[([*?[])\]")
_LONE = re.compile(r"(\[\w+\])|\]")
_HATCH = ("tool", "hatch", "build")


def _hatchling(ask: Ask) -> list[Step]:
    """A file at the top of a wheel is there because it is forced in, and what is forced in is never excluded.

    A list of one target takes the place of the list for all targets: where only that one is there, it grows.
    """
    made, ask = taken.hatchling(ask)
    if not ask.patterns:
        return made
    where: tuple[str, ...] = (*_HATCH, "targets", "sdist" if ask.kind is Kind.SDIST else "wheel")
    if ask.value(PYPROJECT, *where, "exclude") is None and ask.value(PYPROJECT, *_HATCH, "exclude") is not None:
        where = _HATCH
    known = bool(ask.project.texts)
    forced = ask.kind is Kind.WHEEL and not known and any("/" not in pattern for pattern in ask.patterns)
    note = ", and remove it from force-include there" if forced else ""
    made.append(table(OUT, where, {"exclude": anchored(ask)}, note))
    return made


def _poetry(ask: Ask) -> list[Step]:
    """A directory at the top of a wheel is one of ``packages``, and none of those may be left with nothing in it."""
    made, ask = taken.poetry(ask)
    tops = [p for p in ask.patterns if ask.kind is Kind.WHEEL and p.endswith("/") and "/" not in p.rstrip("/")]
    if tops:
        made.append(taken.poetry_packages(ask, tops))
    rest = ask.only([p for p in ask.patterns if p not in tops])
    if rest.patterns:
        made.append(table(OUT, ("tool", "poetry"), {"exclude": source(rest)}))
    return made


def _flit(ask: Ask) -> list[Step]:
    by_sdist = "Keep {} out of the sdist and build the wheel from that (python -m build)"
    act = OUT if ask.kind is Kind.SDIST else by_sdist
    return [table(act, ("tool", "flit", "sdist"), {"exclude": source(ask)})]


def _pdm(ask: Ask) -> list[Step]:
    made, ask = taken.data_lists(ask, ("tool", "pdm", "build", "wheel-data"))
    return made + ([table(OUT, ("tool", "pdm", "build"), {"excludes": source(ask)})] if ask.patterns else [])


def _uv(ask: Ask) -> list[Step]:
    """Globs that match at every depth unless a slash stands first, and that know no sets of special characters.

    What a data scheme takes along no pattern leaves out.
    """
    made, ask = taken.uv_data(ask)
    if not ask.patterns:
        return made
    globs = [tree(p if "/" in p.rstrip("/") or "*" in p else f"/{p}") for p in ask.patterns]
    key = "source-exclude" if ask.kind is Kind.SDIST else "wheel-exclude"
    plain = [_LONE.sub(lambda found: found[1] or "?", _BRACKETED.sub("?", p)) for p in globs]
    return [*made, table(OUT, ("tool", "uv", "build-backend"), {key: plain})]


def _maturin(ask: Ask) -> list[Step]:
    made, ask = taken.maturin(ask)
    return made + ([table(OUT, ("tool", "maturin"), {"exclude": source(ask)})] if ask.patterns else [])


def _scikit(ask: Ask) -> list[Step]:
    """Gitignore patterns; a wheel's are looked for in the wheel."""
    if ask.kind is Kind.SDIST:
        return [table(OUT, ("tool", "scikit-build", "sdist"), {"exclude": anchored(ask)})]
    return [table(OUT, ("tool", "scikit-build", "wheel"), {"exclude": [tree(p) for p in ask.patterns]})]


def _meson(ask: Ask) -> list[Step]:
    if ask.kind is Kind.SDIST:
        lines = tuple(f"{blankless(tree(p))} export-ignore" for p in anchored(ask))
        return [Step("Keep {} out of what git archives", lines, ".gitattributes", ", and commit that")]
    globs = [p for p in ask.patterns if "*" in p.removeprefix("**/") or (p.startswith("**/") and not p.endswith("/"))]
    made: list[Step] = []
    for option, names in (
        ("exclude_files", [p for p in ask.patterns if p not in globs and not p.endswith("/")]),
        ("exclude_directories", [p.rstrip("/") for p in ask.patterns if p.endswith("/")]),
    ):
        inside = ", ".join(f"'{_literal(p.partition('/')[2] or p)}'" for p in names)
        if inside:
            at = " at the install_subdir() that takes it along"
            made.append(Step(OUT, (f"{option}: [{inside}],",), "meson.build", at))
    if globs:
        note = "; for what install_subdir() installs, use its exclude_files"
        lists = {"exclude": [f"**/{p.removeprefix('**/')}" for p in globs]}
        made.append(table(OUT, ("tool", "meson-python", "wheel"), lists, note))
    return made


def _literal(pattern: str) -> str:
    """The name that a pattern without wildcards stands for, in a string of Meson's."""
    return escape.terminal(_BRACKETED.sub(r"\1", pattern)).replace("'", "\\'")


EXCLUDE: dict[str, Maker] = {
    "hatchling": _hatchling,
    "setuptools": setuptools.excluding,
    "poetry-core": _poetry,
    "flit": _flit,
    "pdm-backend": _pdm,
    "uv-build": _uv,
    "maturin": _maturin,
    "meson-python": _meson,
    "scikit-build-core": _scikit,
}
