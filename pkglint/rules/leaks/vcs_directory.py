"""The history of a version control system is in the artifact.

## Why it matters

`.git/` and its like hold every version of every file, the names and addresses of everybody who worked on it, and the
URLs of its remotes, sometimes with a password. Whoever installs the package can read what was deleted years ago. The
file `.git` of a worktree names a directory on the machine that built the package: a warning. That of a submodule is
only left over.

## How to fix

Keep the directory out of the artifact and, if the history holds a credential, revoke it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.lookup import Name, Names
from pkglint.model.trees import in_test_tree

NAMES = Names(__package__, "vcs_directory.tsv", cased=True)


def _of_directory(path: str) -> tuple[str, Name] | None:
    """The outermost directory above a file that belongs to a version control system, and its row."""
    parts = path.split("/")
    directory = ""
    for index, part in enumerate(parts[:-1]):
        directory = f"{directory}/{part}" if directory else part
        for name in NAMES.directory(directory):
            rest = "/".join(parts[index + 1 :])
            if not name.having or any(member.fullmatch(rest) for member in name.having):
                return directory, name
    return None


def _wants(entry: Entry) -> bool:
    return entry.is_file and (
        entry.name == ".git" or bool(NAMES.file(entry.path)) or _of_directory(entry.path) is not None
    )


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    found = _of_directory(entry.path)
    if found:
        directory, name = found
        message = f"belongs to the history that {name.title} keeps in {directory}/"
        yield _found(scope, entry, message, f"{directory}/", name.level)
    elif entry.name == ".git" and entry.content.data.startswith(b"gitdir:"):
        relative = entry.content.data[7:].lstrip().startswith(b".")
        message = "points to a Git directory" + ("" if relative else " on the machine that built the package")
        yield _found(scope, entry, message, entry.path, Level.INFO if relative else Level.WARNING)
    else:
        named = NAMES.visit(entry) or next((name for name in NAMES.file(entry.path) if not name.asks), None)
        above = entry.path.rpartition("/")[0]
        if named and "bare" in named.flags and above:
            message = f"belongs to the history that {named.title} keeps in {above}/"
            yield _found(scope, entry, message, f"{above}/", named.level)
        elif named:
            message = f"is a file in which {named.title} keeps history, or where it is"
            yield _found(scope, entry, message, entry.path, named.level)


def _found(scope: Scope, entry: Entry, message: str, pattern: str, grade: Level | None) -> Finding:
    fix = Fix(FixAction.EXCLUDE, (pattern,))
    return scope.found(entry, message, fix=fix, grade=grade, lowered=in_test_tree(pattern))


RULE = Rule(
    id="vcs-directory",
    summary="The history of a version control system is in the artifact",
    levels=level(Level.ERROR),
    grades="warning for files that only name a server or a worktree, info for the `.git` of a submodule; one level "
    "lower in test trees",
    wants=_wants,
    visit=_visit,
    examples=(
        Example(
            "a Git directory that was copied along", {"demo/.git/config": "[core]\n", "demo/.git/HEAD": "ref\n"}, 2
        ),
        Example("the pointer of a worktree", {"demo/.git": "gitdir: /srv/main/.git/worktrees/demo\n"}, 1),
        Example(
            "a bare repository, and a bundle of one",
            {"demo/a.git/HEAD": "ref: refs/heads/main\n", "demo/a.bundle": "# v2 git bundle\n"},
            2,
        ),
        Example("files that only configure Git", {"demo/.gitignore": "*.pyc\n", ".gitattributes": "* text\n"}),
    ),
)
