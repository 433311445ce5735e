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
from pkglint.model.trees import in_test_tree

DIRECTORIES = {
    ".git": "Git",
    ".hg": "Mercurial",
    ".svn": "Subversion",
    "CVS": "CVS",
    ".bzr": "Bazaar",
    ".jj": "Jujutsu",
}


def _system(path: str) -> tuple[str, str] | None:
    """The directory that belongs to a version control system, and its name."""
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if part in DIRECTORIES:
            return "/".join(parts[: index + 1]), DIRECTORIES[part]
    return None


def _wants(entry: Entry) -> bool:
    return entry.is_file and (entry.name == ".git" or _system(entry.path) is not None)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    found = _system(entry.path)
    if found:
        directory, system = found
        yield scope.found(
            entry,
            f"belongs to the history that {system} keeps in {directory}/",
            fix=Fix(FixAction.EXCLUDE, (f"{directory}/",)),
            demoted=in_test_tree(directory),
        )
    elif entry.content.data.startswith(b"gitdir:"):
        relative = entry.content.data[7:].lstrip().startswith(b".")
        yield scope.found(
            entry,
            "points to a Git directory" + ("" if relative else " on the machine that built the package"),
            fix=Fix(FixAction.EXCLUDE, (entry.path,)),
            grade=Level.INFO if relative else Level.WARNING,
            demoted=in_test_tree(entry.path),
        )


RULE = Rule(
    id="vcs-directory",
    summary="The history of a version control system is in the artifact",
    levels=level(Level.ERROR),
    grades="warning for the `.git` file of a worktree, info for that of a submodule; one level lower in test trees",
    wants=_wants,
    visit=_visit,
    examples=(
        Example(
            "a Git directory that was copied along", {"demo/.git/config": "[core]\n", "demo/.git/HEAD": "ref\n"}, 2
        ),
        Example("the pointer of a worktree", {"demo/.git": "gitdir: /srv/main/.git/worktrees/demo\n"}, 1),
        Example("files that only tell Git what to do", {"demo/.gitignore": "*.pyc\n", ".gitattributes": "* text\n"}),
    ),
)
