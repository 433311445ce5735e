"""A file is in the package of a kind or in a place that the last release did not have.

## Why it matters

plotly.js 3.1.1 was 5.4 times as big as 3.1.0: scratch directories and the settings of an agent had come along. nanoid
3.3.12 shipped such settings too. Releases gain modules all the time, but rarely a new name at the top of the package, a
new kind of file, or a new dot file: each of these is a warning, once. What often stands beside a known kind, as `.mjs`
beside `.js`, is no new kind; `index.d.ts` beside `index.js`, one more module beside three at the top, and a dot file
beside others are no new place; in a major release files of ordinary kinds may be in any. All other files that are new
are counted in one line of information.

Versions, hashes and build numbers in names do not count, and a file that went where one with almost the same name came
is the same file.

## How to fix

Keep it out. If it is meant, add an exception with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pkglint.compare.listing import ORDINARY, compare, extension, extensions, with_relatives
from pkglint.compare.locked import counted
from pkglint.compare.step import is_major
from pkglint.model import Before, Example, Finding, Fix, FixAction, Kind, Level, Rule, Scope, level, units
from pkglint.model.fold import fold
from pkglint.model.reference import Held, Snapshot
from pkglint.rules._quote import quoted

_SHOWN = 50
_FLAT = 3  # A package with that many files of a kind at the top has its modules there.
# What a project writes for people at the top: that there is one more is nothing to look at.
_FOR_PEOPLE = re.compile(
    r"(?:readme|licen[cs]es?|copying|notice|patents|change(?:s|log)|history|news|releases?|authors|contributors|"
    r"maintainers|security|contributing|code[-_]of[-_]conduct|upgrad(?:e|ing)|migrat(?:e|ing|ion)|third[-_]?party[a-z]{0,20}|sbom)"
    r"(?:[-_.][\w.-]*)?",
    re.IGNORECASE,
)


def _finish(scope: Scope) -> Iterator[Finding]:
    old, new = scope.reference.release, scope.snapshot
    yield from _unlocked(scope)
    if old is None or new is None:
        return
    came = compare(old, new).came
    reported: set[str] = set()
    for where, members, what in _outliers(old, new, came):
        reported.update(held.path for held in members)
        yield scope.found(
            where,
            f"{what}, of which {quoted(old.label)} had none",
            fix=Fix(FixAction.EXCLUDE, tuple(held.path for held in members)),
            details={"files": [held.path for held in members[:_SHOWN]], "bytes": sum(held.size for held in members)},
        )
    rest = [held for held in came if held.path not in reported]
    if rest:
        size = units.size(sum(held.size for held in rest))
        yield scope.found(
            None,
            f"holds {units.count(len(rest), 'file')} ({size}) that {quoted(old.label)} did not have",
            details={"files": [held.path for held in rest[:_SHOWN]], "count": len(rest)},
            grade=Level.INFO,
        )


def _unlocked(scope: Scope) -> Iterator[Finding]:
    lock, new = scope.reference.lock, scope.snapshot
    for held in counted(new) if lock and new else ():
        if lock and not any(room.matcher.matches(held.path) for room in lock.files.values()):
            yield scope.found(
                held.path,
                f"matches no pattern of {quoted(lock.label)}",
                fix=Fix(FixAction.EXCLUDE, (held.path,), "If it is meant: pkglint lock --update"),
                grade=Level.ERROR,
            )


def _outliers(old: Snapshot, new: Snapshot, came: tuple[Held, ...]) -> Iterator[tuple[str, list[Held], str]]:
    """What is unlike all that was there: a path, the files, and what they are. A file is reported once."""
    files = [held for held in came if not _metadata(held.path)]
    major = is_major(old.version, new.version, new.kind)
    known = with_relatives(extensions(old.files)) | (ORDINARY if major else frozenset())
    seen: set[str] = set()
    for where, members, what in _new_tops(old, new, [held for held in files if not _beside(held.path, old, known)]):
        if major and all(_usual(held.path, known) for held in members):
            continue
        seen.update(held.path for held in members)
        yield where, members, what
    files = [
        each for each in files if each.path not in seen and not _FOR_PEOPLE.fullmatch(each.path.rpartition("/")[2])
    ]
    for held in [held for held in files if _hidden(held.path) and not _hidden_before(held.path, old)]:
        seen.add(held.path)
        yield held.path, [held], "is a hidden file or in a hidden directory"
    kinds: dict[str, list[Held]] = {}
    for held in files:
        end = extension(held.path)
        if end and end not in known and held.path not in seen:
            kinds.setdefault(end, []).append(held)
    for end, members in sorted(kinds.items()):
        one = f"one of {len(members):,} {quoted(end)} files" if len(members) > 1 else f"the only {quoted(end)} file"
        yield members[0].path, members, f"is {one}"


def _new_tops(old: Snapshot, new: Snapshot, files: list[Held]) -> Iterator[tuple[str, list[Held], str]]:
    """Directories at the top one by one, files there all at once: a flat package has all its modules there."""
    known = {path.partition("/")[0].lower() for path in old.folded}
    below: dict[str, list[Held]] = {}
    for held in files:
        top = fold(held.path, new.version).partition("/")[0].lower()
        if top not in known and not _FOR_PEOPLE.fullmatch(top):
            below.setdefault(held.path.partition("/")[0] if "/" in held.path else "", []).append(held)
    for top, members in below.items():
        count = units.count(len(members), "file")
        at = "at the top of the package"
        if top:
            yield top, members, f"is a new directory {at} ({count})"
        else:
            yield members[0].path, members, f"is {f'one of {count} {at}' if len(members) > 1 else f'a file {at}'}"


def _beside(path: str, old: Snapshot, known: set[str]) -> bool:
    """Whether the top has the like of a file: ``index.js`` for ``index.d.ts``, many modules, other dot files."""
    if "/" in path:
        return False
    if _hidden(path):
        return _hidden_before(path, old)
    there = [each for each in old.files if "/" not in each and not _FOR_PEOPLE.fullmatch(each)]
    alike = sum(extension(each) == extension(path) for each in there)
    forms = path.partition(".")[0] in {each.partition(".")[0] for each in there}
    return extension(path) in known and (forms or alike >= _FLAT)


def _hidden_before(path: str, old: Snapshot) -> bool:
    """Whether its hidden directory was there; of a dot file, whether others were beside it."""
    directory = path.rpartition("/")[0]
    parts = directory.split("/") if directory else []
    hidden = next((index for index, part in enumerate(parts) if part.startswith(".")), None)
    if hidden is not None:
        start = "/".join([*parts[: hidden + 1], ""])
        return any(each.startswith(start) for each in old.files)
    beside = [each.rpartition("/") for each in old.files]
    return any(where == directory and other.startswith(".") for where, _, other in beside)


def _usual(path: str, known: set[str]) -> bool:
    return extension(path) in known and not _hidden(path)


def _metadata(path: str) -> bool:
    """Whether the packer wrote it, or auditwheel and its like put it there, or it is the mark of types (PEP 561)."""
    top, _, rest = path.partition("/")
    if rest.rpartition("/")[2] == "py.typed":
        return True
    return "/" in path and top.endswith((".dist-info", ".egg-info", ".libs"))


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


_JS = {"dist/a.js": "1\n", "README.md": "# demo\n"}

RULE = Rule(
    id="added-file",
    summary="A file is in the package of a kind or in a place that the last release did not have",
    levels=level(Level.WARNING),
    grades="error against a lock, information for what is like the files that were there",
    needs=("release", "lock"),
    finish=_finish,
    examples=(
        Example(
            "a new directory at the top",
            {**_JS, "scratch/a.js": "1\n", "scratch/b.js": "2\n"},
            1,
            Kind.NPM,
            before=Before(_JS),
        ),
        Example("files at the top", {**_JS, "b.js": "1\n", "c.js": "2\n"}, 1, Kind.NPM, before=Before(_JS)),
        Example(
            "types of a file that was there, and a new place in a major release",
            {**_JS, "index.js": "1\n", "index.d.ts": "export {}\n", "lib/a.js": "1\n", "lib/b.js": "1\n"},
            1,
            Kind.NPM,
            before=Before({**_JS, "index.js": "1\n"}, ("1.1", "2.0")),
        ),
        Example("a hidden file", {**_JS, "dist/.cache": "1\n"}, 1, Kind.NPM, before=Before(_JS)),
        Example(
            "a new kind of file",
            {**_JS, "dist/a.bin": "1\n", "dist/b.bin": "2\n"},
            1,
            Kind.NPM,
            before=Before(_JS),
        ),
        Example(
            "a relative of a known kind, in one line", {**_JS, "dist/a.mjs": "1\n"}, 1, Kind.NPM, before=Before(_JS)
        ),
        Example("a module like others, in one line", {**_JS, "dist/b.js": "1\n"}, 1, Kind.NPM, before=Before(_JS)),
        Example(
            "another hash in a bundle's name",
            {"dist/a-Dk8aa_x1.js": "1\n"},
            kind=Kind.NPM,
            before=Before({"dist/a-Zk3bb_y7.js": "2\n"}),
        ),
        Example(
            "the metadata of a new version", {"demo.py": "1\n"}, kind=Kind.WHEEL, before=Before({"demo.py": "2\n"})
        ),
    ),
)
