"""Files that a project names one by one: no pattern leaves them out, the entry has to go.

Hatchling's force-include, shared-data and shared-scripts, the ``include`` of Poetry and Maturin, and the data schemes
of uv, PDM and setuptools. Each function gives the steps and what is left for patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pkglint.edit import Change
from pkglint.edit.change import Value
from pkglint.edit.toml import header, shown
from pkglint.model import Kind
from pkglint.report.advice.ask import Ask
from pkglint.report.advice.globs import PYPROJECT
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape

_DATA = ".data/"
_FORCED = ("force-include", "shared-data", "shared-scripts")


def off(path: tuple[str, ...], gone: Sequence[Value]) -> Step:
    """The step that takes items off the list at ``path``."""
    said = " and ".join(escape.terminal(shown(item)) for item in gone)
    where = f" from `{path[-1]}` of {header(path[:-1])}"
    return Step(f"Remove {said}{where}", (), PYPROJECT, "", (Change(PYPROJECT, path, remove=tuple(gone)),))


def hatchling(ask: Ask) -> tuple[list[Step], Ask]:
    """Files that are forced in, and patterns for artifacts, which count more than what is excluded."""
    made: list[Step] = []
    gone: set[str] = set()
    for target in ("sdist", "wheel") if ask.kind is Kind.WHEEL else ("sdist",):
        above = ("tool", "hatch", "build", "targets", target)
        for table in (*((*above, name) for name in _FORCED), ("tool", "hatch", "build", "force-include")):
            entries = ask.value(PYPROJECT, *table)
            for key, into in entries.items() if isinstance(entries, dict) else ():
                here = {p for p in ask.going if isinstance(into, str) and _is(ask, p, key, into)}
                if here:
                    gone |= here
                    made.append(_dropped(table, key))
    for where in (("tool", "hatch", "build", "targets", str(ask.kind)), ("tool", "hatch", "build")):
        named = [i for i in ask.listed(PYPROJECT, *where, "artifacts") if isinstance(i, str)]
        drop = [i for i in named if any(_plain(i) in {p, ask.source(p)} for p in ask.going)]
        if drop:
            made.append(off((*where, "artifacts"), drop))
    return list(dict.fromkeys(made)), _left(ask, gone)


def _is(ask: Ask, path: str, key: str, into: str) -> bool:
    """Whether a mapping of a file of the project to a place in the artifact is about this member."""
    place = path.partition(_DATA)[2].partition("/")[2] if _DATA in path else path
    return _plain(into) in {path, place} and ask.source(path).rpartition("/")[2] == _plain(key).rpartition("/")[2]


def _dropped(table: tuple[str, ...], key: str) -> Step:
    said = f"Remove {escape.quoted(key)} from {header(table)}"
    return Step(said, (), PYPROJECT, "", (Change(PYPROJECT, (*table, key), drop=True),))


def poetry(ask: Ask) -> tuple[list[Step], Ask]:
    """What ``include`` names is taken, excluded or not."""
    return _included(ask, ("tool", "poetry", "include"))


def maturin(ask: Ask) -> tuple[list[Step], Ask]:
    """What ``include`` names is taken, excluded or not."""
    return _included(ask, ("tool", "maturin", "include"))


def _included(ask: Ask, path: tuple[str, ...]) -> tuple[list[Step], Ask]:
    """Entries of a list, texts or tables with ``path``, that take along nothing but what goes."""
    gone: set[str] = set()
    drop: list[Any] = []
    for item in ask.listed(PYPROJECT, *path):
        name = item.get("path") if isinstance(item, dict) else item
        taken = _below(ask, name) if isinstance(name, str) else set()
        if taken and taken <= ask.going:
            gone |= taken
            drop.append(item)
    return ([off(path, drop)] if drop else []), _left(ask, gone)


def _below(ask: Ask, name: str) -> set[str]:
    """The members that an entry takes along: a file, a directory, or what fits a pattern with stars."""
    from fnmatch import fnmatchcase

    plain = _plain(name)
    return {
        path
        for path in ask.files
        for at in (ask.source(path),)
        if at == plain or at.startswith(f"{plain}/") or ("*" in plain and fnmatchcase(at, plain))
    }


def poetry_packages(ask: Ask, tops: Sequence[str]) -> Step:
    """Directories at the top are entries of ``packages``: they go to the sdist at most."""
    entries: list[Value] = [{"include": p.rstrip("/"), "format": "sdist"} for p in tops]
    act = "Ship {} in the sdist only, in `packages` of [tool.poetry]"
    code = tuple(f"{escape.terminal(shown(item))}," for item in entries)
    there = ask.listed(PYPROJECT, "tool", "poetry", "packages")
    old: list[Value] = [{"include": p.rstrip("/")} for p in tops]
    if not all(item in there for item in old):
        return Step(act, code, PYPROJECT)
    change = Change(PYPROJECT, ("tool", "poetry", "packages"), add=tuple(entries), remove=tuple(old))
    return Step(act, code, PYPROJECT, "", (change,))


def uv_data(ask: Ask) -> tuple[list[Step], Ask]:
    """A data scheme takes a directory as it is: the scheme goes where all of it is to go, else the file."""
    where = ("tool", "uv", "build-backend", "data")

    def one(scheme: str, paths: set[str], whole: bool) -> Step:
        path = (*where, scheme)
        names = " and ".join(sorted(escape.name(ask.source(p)) for p in paths))
        alone = len(ask.value(PYPROJECT, *where) or ()) < 2
        text = f"`data` from {header(where[:-1])}" if alone else f"`{scheme}` from `data` of {header(where[:-1])}"
        if whole and ask.value(PYPROJECT, *path) is not None:
            return Step(f"Remove {text}", (), PYPROJECT, "", (Change(PYPROJECT, path, drop=True),))
        return Step(f"Delete {names}, or remove {text}: a data scheme ships all files of its directory", ())

    return _schemes(ask, one)


def data_lists(ask: Ask, table: tuple[str, ...]) -> tuple[list[Step], Ask]:
    """Data files that a table lists by where they go, as PDM and setuptools have it."""
    entries = ask.value(PYPROJECT, *table)

    def one(scheme: str, paths: set[str], whole: bool) -> Step:  # noqa: ARG001 - one shape for all
        names = {ask.source(p) for p in paths}
        for key, listed in entries.items() if isinstance(entries, dict) else ():
            drop = [i for i in listed if isinstance(i, str) and _plain(i) in names] if isinstance(listed, list) else []
            if drop:
                return off((*table, key), drop)
        said = " and ".join(sorted(escape.name(name) for name in names))
        return Step(f"Remove {said} from {header(table)}", (), PYPROJECT)

    return _schemes(ask, one)


def _schemes(ask: Ask, one: Callable[[str, set[str], bool], Step]) -> tuple[list[Step], Ask]:
    """A step for each directory ``name-version.data/<scheme>/`` that something is to go from."""
    if ask.kind is not Kind.WHEEL:
        return [], ask
    schemes: dict[str, set[str]] = {}
    for path in sorted(ask.going):
        top, _, rest = path.partition("/")
        if top.endswith(".data") and "/" in rest:
            schemes.setdefault(rest.partition("/")[0], set()).add(path)
    made = []
    for scheme, paths in schemes.items():
        every = {p for p in ask.files if p.partition("/")[0].endswith(".data") and p.split("/")[1] == scheme}
        made.append(one(scheme, paths, every <= paths))
    return made, _left(ask, set().union(*schemes.values())) if schemes else ask


def _left(ask: Ask, gone: Iterable[str]) -> Ask:
    """What is still to be asked for once these members are gone."""
    known = set(gone)
    if not known:
        return ask
    literal = {escape.pattern(path) for path in known}
    rest = [p for p in ask.patterns if p not in literal and not _covered(p, known, ask)]
    return ask.only(rest)


def _covered(pattern: str, gone: set[str], ask: Ask) -> bool:
    """Whether a directory holds nothing that is to go but what has gone."""
    inside = {path for path in ask.going if path.startswith(pattern)} if pattern.endswith("/") else set()
    return bool(inside) and inside <= gone


def _plain(name: str) -> str:
    return name.removeprefix("./").strip("/").removesuffix("/**").removesuffix("/*")
