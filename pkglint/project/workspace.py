"""Workspaces: the packages that one repository holds, as npm, pnpm, yarn, bun and uv list them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pkglint.project.find import below, json_of, text_of, toml_of

_DEPTH, _MOST = 8, 20_000
_RUN = re.compile(r"(?:(?<!\*)\*{2,99}/)+")
# One pattern of minimatch: two stars cross directories, one does not; sets and alternatives as in a shell.
_GLOB = re.compile(
    r"""(?P<any>\*\*/?)
    | (?P<part>\*)
    | (?P<one>\?)
    | \[ (?P<set>[^\[\]/]+) \]
    | \{ (?P<either>[^{}]*) \}
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One package of a workspace. ``private`` says why it is not published, empty when it is."""

    root: Path
    name: str
    version: str
    private: str = ""
    is_npm: bool = True


def members(root: Path) -> tuple[Member, ...] | None:
    """The packages of the workspace whose root is ``root``, itself included, by path; ``None`` where it is none.

    Nothing is started, links are not followed, and ``node_modules`` and the like are not looked into.
    """
    npm, uv = _npm_patterns(root), _uv_patterns(root)
    if npm is None and uv is None:
        return None
    listed = [each for each in (root, *_matching(root, npm or ())) if (each / "package.json").is_file()]
    found = [one(each) for each in listed] if npm is not None else []
    if uv is not None:
        found += [_uv(each) for each in (root, *_matching(root, uv)) if (each / "pyproject.toml").is_file()]
    return tuple(found)


def _npm_patterns(root: Path) -> Sequence[str] | None:
    text = text_of(root / "pnpm-workspace.yaml")
    if text is not None:
        import yaml

        try:
            read = yaml.safe_load(text)
        except (yaml.YAMLError, RecursionError, ValueError):
            return ()
        # Since pnpm 10 the file may hold nothing but settings.
        listed = read.get("packages") if isinstance(read, dict) else None
        return None if listed is None else _texts(listed)
    listed = json_of(root / "package.json").get("workspaces")
    if isinstance(listed, dict):  # Yarn 1, with "nohoist"
        listed = listed.get("packages")
    return None if listed is None else _texts(listed)


def _uv_patterns(root: Path) -> Sequence[str] | None:
    """``members`` and, behind a ``!``, ``exclude``."""
    table = _at(toml_of(root / "pyproject.toml"), "tool", "uv", "workspace")
    if not isinstance(table, dict):
        return None
    return (*_texts(table.get("members")), *(f"!{each}" for each in _texts(table.get("exclude"))))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _matching(root: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """The directories below ``root`` that the patterns name, the last one that matches deciding, by path."""
    made = [(each.startswith("!"), _expression(each.lstrip("!"))) for each in patterns]
    if not made:
        return
    found = []
    for directory in below(root, _DEPTH, _MOST):
        path = directory.relative_to(root).as_posix()
        verdicts = [not negated for negated, expression in made if expression.fullmatch(path)]
        if path != "." and verdicts and verdicts[-1]:
            found.append(directory)
    yield from sorted(found)


def _expression(pattern: str) -> re.Pattern[str]:
    """A glob for paths with ``/`` as an expression for a full match."""
    made, at = [], 0
    # Several of them in a row say no more than one, and would be tried in every way.
    pattern = _RUN.sub("**/", pattern.removeprefix("./").rstrip("/"))
    for match in _GLOB.finditer(pattern):
        made.append(re.escape(pattern[at : match.start()]))
        at = match.end()
        if match["any"]:
            made.append("(?:.*/)?" if match["any"].endswith("/") else ".*")
        elif match["part"] or match["one"]:
            made.append("[^/]*" if match["part"] else "[^/]")
        elif match["set"]:
            negated = match["set"][0] in "!^"
            made.append(f"[{'^' * negated}{re.escape(match['set'][negated:]).replace(chr(92) + '-', '-')}]")
        else:
            made.append(f"(?:{'|'.join(_expression(each).pattern for each in match['either'].split(','))})")
    try:
        return re.compile("".join([*made, re.escape(pattern[at:])]))
    except re.error:  # as a range that ends before it begins
        return re.compile(re.escape(pattern))


def one(root: Path) -> Member:
    """The npm package in ``root``."""
    data = json_of(root / "package.json")
    name, version = (value if isinstance(value, str) else "" for value in (data.get("name"), data.get("version")))
    private = "private" if data.get("private") is True else "" if name and version else "it has no name and version"
    return Member(root, name, version, private)


def _uv(root: Path) -> Member:
    """A Python project: uv builds what has a build system; an index refuses what a classifier calls private."""
    data = toml_of(root / "pyproject.toml")
    name, version = (
        value if isinstance(value, str) else "" for value in (_at(data, "project", key) for key in ("name", "version"))
    )
    classifiers = _texts(_at(data, "project", "classifiers"))
    private = ""
    if any(each.startswith("Private ::") for each in classifiers):
        private = "private"
    elif not name or "build-system" not in data or _at(data, "tool", "uv", "package") is False:
        private = "it is no package to be built"
    return Member(root, name, version, private, is_npm=False)
