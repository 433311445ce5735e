"""The tree that an artifact was built from, as git has it: ids of files, manifests, what back ends generate."""

from __future__ import annotations

import re
from pathlib import Path

from pkglint.metadata.backends import generated
from pkglint.model.reference import Tree
from pkglint.project.git import GitError, blobs, changed, git, texts

_MANIFEST, _SETTINGS = "package.json", ("pyproject.toml", "setup.cfg", "setup.py")
_CATALOGS = ("pnpm-workspace.yaml", _MANIFEST)
_MOST_BYTES, _MOST_FILES, _MOST_MODULES = 1 << 20, 5000, 200
# A pointer of Git LFS, version 1: three lines, of which the second names the sha256 of what stands behind it.
_POINTER = re.compile(rb"version https://git-lfs\S+\noid sha256:([0-9a-f]{64})\nsize [0-9]+\n?")


def split_reference(given: str) -> tuple[str, str]:
    """``DIR`` or ``DIR@REF`` to both; HEAD where nothing is said."""
    directory, at, ref = given.rpartition("@")
    return (directory or ".", ref) if at and ref and not Path(given).is_dir() else (given, "HEAD")


def tree(directory: str, ref: str = "HEAD") -> tuple[Tree, list[str]]:
    """The tree of a commit, and what to say about it: changes that are not committed, submodules that are missing.

    Raises :class:`GitError` where there is no git, no repository, or no such commit.
    """
    if ref.startswith("-"):
        raise GitError(f"'{ref}' is no commit")
    if not Path(directory).is_dir():
        raise GitError(f"'{directory}' is not a directory")
    commit = _commit(directory, ref)
    base = git(directory, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")
    files, modules = blobs(directory, commit)
    absent = _add_modules(directory, base, files, modules)
    own = texts(directory, _interesting(files, base), _MOST_BYTES)
    made = Tree(
        label=f"{ref} ({commit[:10]})" if not commit.startswith(ref) else commit[:10],
        algorithm="sha1" if len(commit) == 40 else "sha256",
        blobs=files,
        base=base,
        manifests={path: data for path, data in own.items() if path.rpartition("/")[2] == _MANIFEST},
        catalogs=b"\n".join(own[name] for name in _CATALOGS if name in own).decode("utf-8", "replace"),
        stored=_stored(directory, files, own),
        generated=tuple(dict.fromkeys(path for name, data in own.items() for path in generated(name, data))),
        commit=commit,
        directory=directory,
    )
    notes = [f"submodule {path} is not checked out: what comes from it is not tracked here" for path in absent]
    return made, [*_dirty(directory, ref, files, modules), *notes]


def _commit(directory: str, ref: str) -> str:
    """The id of a commit. Raises :class:`GitError`, also where nothing was committed yet."""
    git(directory, "rev-parse", "--git-dir")
    try:
        return git(directory, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").decode("ascii").strip()
    except GitError:
        raise GitError(f"the repository has no commit '{ref}'") from None


def _dirty(directory: str, ref: str, files: dict[str, str], modules: dict[str, str]) -> list[str]:
    if ref != "HEAD" or git(directory, "rev-parse", "--is-bare-repository").strip() == b"true":
        return []
    inside = tuple(f"{path}/" for path in modules)
    committed = {path: oid for path, oid in files.items() if not path.startswith(inside)} if inside else files
    count = changed(directory, committed)
    differ = "1 file in the working tree differs" if count == 1 else f"{count:,} files in the working tree differ"
    return [f"{differ} from HEAD: what is committed counts"] * bool(count)


def _add_modules(directory: str, base: str, files: dict[str, str], modules: dict[str, str]) -> list[str]:
    """Put the files of submodules that are checked out into ``files``; the paths of the others."""
    absent = []
    todo = list(modules.items())
    for path, commit in todo[:_MOST_MODULES]:
        place = Path(directory, *[".."] * base.count("/"), *path.split("/"))
        if not (place / ".git").exists():
            absent.append(path)
            continue
        try:
            inner, deeper = blobs(str(place), commit)
        except GitError:
            absent.append(path)
            continue
        files.update((f"{path}/{name}", oid) for name, oid in inner.items())
        todo.extend((f"{path}/{name}", oid) for name, oid in deeper.items())
    return absent


def _interesting(files: dict[str, str], base: str) -> dict[str, str]:
    """The files that say something of how artifacts are built: manifests, settings of back ends, attributes."""
    names = {_MANIFEST, *_SETTINGS, *_CATALOGS, ".gitattributes"}
    found = {path: oid for path, oid in files.items() if path.rpartition("/")[2] in names}
    near = sorted(found, key=lambda path: (not path.startswith(base), path.count("/"), path))
    return {path: found[path] for path in near[:_MOST_FILES]}


def _stored(directory: str, files: dict[str, str], own: dict[str, bytes]) -> dict[str, str]:
    """The sha256 of what stands behind pointers of Git LFS, by path; none where no attributes name it."""
    if not any(b"filter=lfs" in data for path, data in own.items() if path.endswith(".gitattributes")):
        return {}
    found = texts(directory, files, 200)
    pointers = {path: _POINTER.fullmatch(data) for path, data in found.items()}
    return {path: match[1].decode("ascii") for path, match in pointers.items() if match}


__all__ = ["GitError", "split_reference", "tree"]
