"""How to make setuptools leave a file out: packages, their data and MANIFEST.in are three different places."""

from __future__ import annotations

from pkglint.model import Kind
from pkglint.report.advice import taken
from pkglint.report.advice.ask import Ask
from pkglint.report.advice.globs import MANIFEST, OUT, PYPROJECT, blankless, lines, table
from pkglint.report.advice.step import Step

_TABLE = ("tool", "setuptools")
_BY_SDIST = "Keep {} out of the sdist and build the wheel from that (python -m build)"
_CACHE = "__pycache__/"


def excluding(ask: Ask) -> list[Step]:
    """What keeps files out of an sdist or a wheel."""
    if ask.kind is Kind.SDIST:
        return [lines(OUT, MANIFEST, tuple(map(_manifest_line, ask.patterns)))]
    made, ask = taken.data_lists(ask, (*_TABLE, "data-files"))
    trees = [p for p in ask.patterns if p.endswith("/")]
    data = [p for p in ask.patterns if not p.endswith("/") and "/" in p and not p.endswith(".py")]
    packages = [p for p in trees if not p.endswith(_CACHE)]
    if packages:
        made += _packages(ask, packages)
    inside = [f"{p}*" for p in trees if "/" in p.rstrip("/")]
    if data or inside:
        made.append(table(OUT, (*_TABLE, "exclude-package-data"), package_data(ask, [*data, *inside])))
    modules = [p for p in ask.patterns if p not in trees and p not in data]
    if modules:
        made.append(lines(_BY_SDIST, MANIFEST, [_module(ask, p) for p in modules]))
    return made


def _module(ask: Ask, pattern: str) -> str:
    known = ask.rooted(pattern)
    return f"exclude {blankless(known)}" if known else f"exclude {blankless(pattern)} src/{blankless(pattern)}"


def _packages(ask: Ask, trees: list[str]) -> list[Step]:
    """The packages are searched for, listed, or found by setuptools' own idea of a layout."""
    names = sorted({name for p in trees for name in _modules(p)})
    find = (*_TABLE, "packages", "find")
    listed = ask.listed(PYPROJECT, *_TABLE, "packages")
    if listed:
        stems = tuple(name.removesuffix("*") for name in names)
        gone = [item for item in listed if isinstance(item, str) and any(_below(item, stem) for stem in stems)]
        return [taken.off(find[:-1], gone)] if gone else []
    lists: dict[str, list[str]] = {"exclude": names}
    if ask.value(PYPROJECT, *find) is None:
        lists = _found_by_itself(ask, trees, lists)
    if not ask.project.texts:
        step = table(OUT, find, lists)
        where = 'where = ["src"]  # not without a src directory'
        return [Step(step.act, (step.code[0], where, *step.code[1:]), step.file)]
    return [table(OUT, find, lists)]


def _found_by_itself(ask: Ask, trees: list[str], lists: dict[str, list[str]]) -> dict[str, list[str]]:
    """A table takes the place of setuptools' own search: it has to say where that had looked (flat or src layout)."""
    known = [ask.rooted(p) for p in trees]
    if known and all(p and p.startswith("src/") for p in known):
        return {"where": ["src"], **lists}
    tops = sorted({p.partition("/")[0] for p in trees if "/" in p.rstrip("/")})
    return {"include": [f"{top}*" for top in tops], **lists} if ask.project.texts and tops else lists


def _below(package: str, stem: str) -> bool:
    return package == stem or package.startswith(f"{stem}.")


def _modules(tree: str) -> tuple[str, ...]:
    """A directory as packages: itself and all below, at every depth if that is what the pattern says."""
    name = f"{tree.rstrip('/').removeprefix('**/').replace('/', '.')}*"
    return (name, f"*.{name}") if tree.startswith("**/") else (name,)


def package_data(ask: Ask, patterns: list[str]) -> dict[str, list[str]]:
    """Patterns by package. A directory may be a package of its own or data of the one above: both are reported.

    Where all files of a name are to go, one pattern is for all packages: a star goes over slashes there.
    """
    by_package: dict[str, list[str]] = {}
    for pattern in patterns:
        _, deep, rest = pattern.partition("**/")
        name = pattern.rpartition("/")[2]
        if deep:
            # Compared with whole names: a star goes over slashes, and nothing else goes down.
            by_package.setdefault("*", []).extend([rest] if rest.startswith("*") else [rest, f"*/{rest}"])
        elif "*" not in name and _several(ask, name, patterns):
            by_package.setdefault("*", []).append(f"*{name}")
        else:
            parts = pattern.split("/")
            for cut in range(1, len(parts)):
                by_package.setdefault(".".join(parts[:cut]), []).append("/".join(parts[cut:]))
    return {package: list(dict.fromkeys(values)) for package, values in by_package.items()}


def _several(ask: Ask, name: str, patterns: list[str]) -> bool:
    """Whether more than one of the files are called like this, and no file stays whose name ends like it."""
    alike = [path for path in ask.files if path.endswith(name)]
    return sum(p.rpartition("/")[2] == name for p in patterns) > 1 and all(path in ask.going for path in alike)


def _manifest_line(pattern: str) -> str:
    """One line of MANIFEST.in: its commands are prune, global-exclude, recursive-exclude and exclude."""
    shown = blankless(pattern)
    if pattern.endswith("/"):
        return f"prune {shown.rstrip('/')}"
    directory, deep, rest = shown.partition("**/")
    if deep:
        return f"recursive-exclude {directory.rstrip('/')} {rest}" if directory else f"global-exclude {rest}"
    return f"exclude {shown}"
