"""Patterns that expect the files of an artifact: neither one for each file nor one for everything.

Files that share an extension are one pattern for the directory that they share, such as ``demo/**/*.py``; a file that
is alone of its kind is named. Modules of a library are never named: tomorrow it has one more, and that must pass. What
no file of today needs is taken back: maps, tests and the like.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from pkglint.detect.secrets.redact import redacted
from pkglint.model import Kind
from pkglint.model.fold import fold
from pkglint.model.kinds import is_npm
from pkglint.policy.judge.patterns import Patterns

MOST = 60
_SINGLE = 4
_WHOLE = (".dist-info", ".egg-info")
_SPECIAL = re.compile(r"[\[\]*?{}\\\x00-\x1f\x7f\ud800-\udfff]|\s$|^\s")
_LOOSE = re.compile(r"^(readme|licen[cs]e|copying|notice|changelog|changes|history|authors)\b", re.IGNORECASE)
_EXTENSION = re.compile(r"(?<=[^.])((?:\.d)?\.[A-Za-z0-9_+-]{1,12}|\.so(?:\.[0-9]+)+)$")

# What nobody expects unless it is there today. Order and wording are those of the file that a maintainer reads.
TAKEN_BACK = ("*.map", "test/", "tests/", "node_modules/", ".*")
TAKEN_BACK_PYTHON = ("test_*.py", "*_test.py", "conftest.py")
TAKEN_BACK_NPM = ("__tests__/", "*.test.*", "*.spec.*")
_TESTS = {"test/", "tests/", "__tests__/", *TAKEN_BACK_PYTHON}
_TOPS = 6
_CODE = (".py", ".js", ".mjs", ".cjs", ".ts")
# Where some of a kind are there today, the others still are not.
_NARROWER = {"*.map": ("*.js.map", "*.css.map"), ".*": (".env*", ".git/", ".npmrc", ".pypirc")}
_DECLARED = re.compile(r"\.d(\.[cm]?ts)$")
_COMPILED = {".js": ".d.ts", ".mjs": ".d.mts", ".cjs": ".d.cts"}
_SCRIPTS = ("js", "cjs", "mjs", "ts", "tsx", "jsx")


def expected(paths: Iterable[str], version: str = "", kind: Kind | None = None) -> tuple[str, ...]:
    """The patterns, at most about ``MOST``, that match all of ``paths``; ``version`` is left open in them."""
    files = _files(paths, version)
    patterns = named(files)
    for limit in (8, 4, 2, 1, 0):
        if len(patterns) <= MOST:
            break
        patterns = _crowded(files, limit)
    back = (*TAKEN_BACK, *(TAKEN_BACK_NPM if is_npm(kind) else TAKEN_BACK_PYTHON))
    return (*patterns, *(f"!{found}" for pattern in back for found in _absent(pattern, files)))


def exceptional(paths: Iterable[str], version: str = "") -> tuple[str, ...]:
    """Patterns that match all of ``paths``, files that nobody may expect for long: as few as can be distinguished."""
    files = _files(paths, version)
    patterns = tuple(_anchored(path) for path in files)
    return patterns if len(patterns) <= _SINGLE else min(named(files), _crowded(files, 0), key=len)


def _files(paths: Iterable[str], version: str) -> list[str]:
    """Paths with the version left open; one that holds a credential is never expected, and never written down."""
    return sorted({_open(path, version) for path in paths if redacted(path) == path})


def _absent(pattern: str, files: list[str]) -> list[str]:
    """The pattern, if nothing that is there matches it, else those of its narrower ones that nothing matches."""
    if not _any_matches(pattern, files):
        return [pattern]
    narrower: Iterable[str] = _NARROWER.get(pattern, ())
    if pattern in _TESTS:
        narrower = _by_top(pattern, files)
    if pattern in {"*.test.*", "*.spec.*"}:
        narrower = tuple(pattern[:-1] + script for script in _SCRIPTS)
    return [narrow for narrow in narrower if not _any_matches(narrow, files)]


def _by_top(pattern: str, files: list[str]) -> list[str]:
    """The pattern in each directory of code at the top, for those that have none: tests are where tests are."""
    tops = dict.fromkeys(path.partition("/")[0] for path in files if "/" in path and path.endswith(_CODE))
    mine = [top for top in tops if not top.endswith(_WHOLE) and f"{top}/" not in _TESTS]
    named = [_anchored(f"{top}/**/{pattern}") for top in mine]
    return named if len(named) <= _TOPS else []


def _any_matches(pattern: str, files: list[str]) -> bool:
    matcher = Patterns((pattern,))
    return any(matcher.matches(path) for path in files)


def _open(path: str, version: str) -> str:
    """The folded path, with ``?`` for what patterns read otherwise."""
    return fold(_SPECIAL.sub("?", path), version)


def literal(path: str) -> str:
    """The pattern that matches this path, and at most others that differ in what it must not or cannot spell."""
    return redacted(_anchored(_SPECIAL.sub("?", path)), "*")


def extension(name: str) -> str:
    """What shows a file's kind: ``.py``, ``.d.ts``, ``.so``; empty for ``LICENSE`` and ``.npmignore``."""
    found = _EXTENSION.search(name)
    if not found:
        return ""
    return ".so.*" if found[1].startswith(".so.") else found[1]


def named(files: list[str]) -> tuple[str, ...]:
    """One pattern for each top-level directory and extension, as near to its files as they are to each other."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in files:
        top, slash, _ = path.partition("/")
        if slash and top.endswith(_WHOLE):
            groups[top, ""].append(path)
            continue
        name = path.rpartition("/")[2]
        groups[(top if slash else "", extension(name) or f"/{name}")].append(path)
    there = set(files)
    return _tidy(_group(top, kind, members, there) for (top, kind), members in groups.items())


def _group(top: str, kind: str, members: list[str], there: set[str]) -> str:
    if not kind:
        return _anchored(f"{top}/**")
    if not top and (kind.startswith("/") or len(members) < 3):
        return "\n".join(_root_file(path) for path in members)
    tail = kind if kind.startswith("/") else f"/*{kind}"
    library = bool(top) and _is_library(kind, members, there)
    if len(members) == 1 and not library:
        return _anchored(_loosely(members[0]))
    directory = _shared(members) if top else ""
    deep = library or any("/" in path[len(directory) :].lstrip("/") for path in members)
    if kind.startswith("/"):
        return _anchored(f"{directory}/**{tail}")
    return _anchored(f"{directory}/**{tail}" if deep else f"{directory}{tail}")


def _is_library(kind: str, members: list[str], there: set[str]) -> bool:
    """Whether these are modules of a library, which may become more: Python's, or scripts with their declarations.

    A script alone is a bundle: what stands beside it one day is a decision.
    """
    if kind in {".py", ".pyi"}:
        return True
    if _DECLARED.search(kind):
        return any(_DECLARED.sub(script, path) in there for path in members for script in (".js", ".mjs", ".cjs"))
    declared = _COMPILED.get(kind)
    return declared is not None and any(path.removesuffix(kind) + declared in there for path in members)


def _root_file(path: str) -> str:
    return "/" + _loosely(path)


def _loosely(path: str) -> str:
    """``LICENSE.txt`` to ``LICENSE*``: its ending is nobody's decision."""
    directory, slash, name = path.rpartition("/")
    found = _LOOSE.match(name)
    return directory + slash + (f"{found[0]}*" if found else name)


def _shared(paths: list[str]) -> str:
    """The deepest directory that all paths are in."""
    parts = [path.split("/")[:-1] for path in paths]
    common = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common)


def _anchored(pattern: str) -> str:
    """With a slash in front where gitignore would read it for any depth, or as a comment or a negation."""
    if pattern.startswith("/"):
        return pattern
    return pattern if "/" in pattern and pattern[0] not in "#!" else f"/{pattern}"


def _crowded(files: list[str], limit: int) -> tuple[str, ...]:
    """Like :func:`named`, with top-level directories of more than ``limit`` patterns as a whole."""
    by_top: dict[str, list[str]] = defaultdict(list)
    for path in files:
        top, slash, _ = path.partition("/")
        by_top[top if slash else ""].append(path)
    patterns: list[str] = []
    for top, members in by_top.items():
        kinds = named(members)
        if top and len(kinds) > limit:
            patterns.append(_anchored(f"{top}/**"))
        elif not top and len(kinds) > MOST // 2:
            patterns += [f"/*{kind}" if (kind := extension(path)) else _root_file(path) for path in members]
        else:
            patterns += kinds
    return _tidy(patterns)


def _tidy(patterns: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sorted(line for pattern in patterns for line in pattern.split("\n"))))
