"""A file that an operating system, an editor, a cache or a failed run left behind is in the artifact.

## Why it matters

Nobody meant to publish it, so nobody read it: logs and backup copies hold paths, addresses and old code, editor
settings name the machine, and a `.DS_Store` lists files that are not even in the package.

Test data and the forms of scaffolding tools may hold backup and log files on purpose and are left alone; what
operating systems leave behind is not.

## How to fix

Keep the pattern out of the artifact. Better still, let the packer take only what you name.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Level, Row, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.units import count
from pkglint.rules.leftovers._rows import file_found, files, meant, name_of, tree_found, trees

SYSTEM_FILES = {
    ".ds_store": "the Finder of macOS",
    "thumbs.db": "Windows",
    "ehthumbs.db": "Windows",
    "desktop.ini": "Windows",
    "icon\r": "the Finder of macOS",
    ".directory": "the file manager of KDE",
    ".localized": "macOS",
}
SYSTEM_DIRECTORIES = {
    "__MACOSX": "the packer of macOS",
    ".Spotlight-V100": "macOS",
    ".Trashes": "macOS",
    ".fseventsd": "macOS",
    "$RECYCLE.BIN": "Windows",
    ".Trash-1000": "a Linux desktop",
}
DIRECTORIES = {
    ".idea": "the editor settings of JetBrains",
    ".vscode": "the editor settings of VS Code",
    ".vs": "the editor settings of Visual Studio",
    ".fleet": "the editor settings of JetBrains Fleet",
    ".settings": "the editor settings of Eclipse",
    ".pytest_cache": "a cache of pytest",
    ".mypy_cache": "a cache of mypy",
    ".ruff_cache": "a cache of Ruff",
    ".pytype": "a cache of pytype",
    ".hypothesis": "the examples that Hypothesis keeps",
    ".ipynb_checkpoints": "the backups of Jupyter",
    ".tox": "the environments of tox",
    ".nox": "the environments of nox",
    ".venv": "a virtual environment",
    ".eggs": "downloads of setuptools",
    ".nyc_output": "the raw coverage of nyc",
    "htmlcov": "a coverage report",
    "lcov-report": "a coverage report",
    ".sass-cache": "a cache of Sass",
    ".npm": "a cache of npm",
    ".pnpm-store": "the store of pnpm",
    "_npx": "a cache of npx",
    ".history": "the local history of an editor",
}
FILES = {
    ".coverage": "the coverage data of coverage.py",
    "lcov.info": "a coverage report",
    "coverage-final.json": "a coverage report",
    ".eslintcache": "a cache of ESLint",
    ".stylelintcache": "a cache of Stylelint",
    ".prettiercache": "a cache of Prettier",
    ".dmypy.json": "the state of mypy's daemon",
    ".node_repl_history": "the history of a console",
    ".python_history": "the history of a console",
    ".bash_history": "the history of a shell",
    ".zsh_history": "the history of a shell",
    ".viminfo": "the history of Vim",
    ".lesshst": "the history of less",
    ".sqlite_history": "the history of a console",
    ".psql_history": "the history of a console",
    ".mysql_history": "the history of a console",
}
PATTERNS = (
    (r"\._.+", "a resource fork of macOS"),
    (r"\.nfs[0-9a-f]{12,}", "a file that was deleted while it was open"),
    (r"\..+\.sw[a-p]|.+\.sw[op]", "a swap file of Vim"),
    (r"\.#.+|#.+#", "an open file of Emacs"),
    (r".+~|.+\.(?:bak|orig)|.+\.py\.save|.+\.(?:backup|base|local|remote)\.\d{2,6}\.\w+", "a backup copy"),
    (r".+\.rej", "a part of a patch that did not apply"),
    (r".+\.log(?:\.\d{1,3})?|(?:npm|yarn|lerna|pnpm)-(?:debug|error)\.log.*", "a log file"),
    (r"\.coverage\.[\w.-]+\.\d+\.\w+", "the coverage data of coverage.py"),
    (r".+\.iml|.+\.sublime-workspace|.+\.code-workspace|.+\.suo", "the editor settings of a project"),
)
_PATTERN = lazy("|".join(f"({pattern})" for pattern, _ in PATTERNS))
# Two tools that mean it: JupyterLab keeps the manifest of an extension under this name and reads it at run time, and
# Cargo writes the manifest as its author had it into every crate.


def _is_meant(path: str) -> bool:
    """Whether an ``.orig`` is no leftover: Cargo writes one into each crate, and a tool ships schemas with one."""
    directory, _, name = path.rpartition("/")
    schemas = f"/{directory}".partition("/schemas/")[2]
    return name == "Cargo.toml.orig" or (name == "package.json.orig" and bool(schemas))


def _tree(name: str) -> str:
    return SYSTEM_DIRECTORIES.get(name) or DIRECTORIES.get(name, "")


def _file(row: Row) -> tuple[str, bool]:
    """What a file is called, empty when it is no junk, and whether an operating system left it behind."""
    name = name_of(row).lower()
    system = SYSTEM_FILES.get(name)
    if system:
        return f"was left behind by {system}", True
    if name in FILES:
        return f"is {FILES[name]}", False
    match = _PATTERN.fullmatch(name)
    found = PATTERNS[match.lastindex - 1][1] if match and match.lastindex else ""
    if not found or _is_meant(row.path):
        return "", False
    return f"is {found}", name.startswith(("._", ".nfs"))


def _finish(scope: Scope) -> Iterator[Finding]:
    covered: set[str] = set()
    for tree in trees(scope.rows, _tree):
        covered.update(row.raw for row in tree.rows)
        system = tree.directory.rpartition("/")[2] in SYSTEM_DIRECTORIES
        if system or not meant(f"{tree.directory}/"):
            what = f"was left behind by {tree.name}" if system else f"belongs to {tree.name}"
            inside = count(len(tree.files), "file")
            yield tree_found(scope, tree, f"{what} ({inside} in {tree.directory}/)")
    for row in files(scope):
        if row.raw not in covered:
            message, system = _file(row)
            if message and (system or not meant(row.path)):
                yield file_found(scope, row, message)


RULE = Rule(
    id="junk-file",
    summary="A file that an operating system, an editor, a cache or a failed run left behind is in the artifact",
    levels=level(Level.WARNING),
    finish=_finish,
    examples=(
        Example("what the Finder leaves in every directory", {".DS_Store": b"\0\0\0\1Bud1", "demo/.DS_Store": "x"}, 2),
        Example("a cache, told once", {"demo/.pytest_cache/README.md": "x", "demo/.pytest_cache/v/a": "{}"}, 1),
        Example("a directory that is empty", {".idea/": ""}, 1),
        Example("a log and a backup copy", {"firebase-debug.log": "[debug]\n", "demo/app.py.orig": "a = 1\n"}, 2),
        Example(
            "names that only look alike",
            {
                "demo/log/__init__.py": "",
                "demo/coverage/__init__.py": "",
                "demo/log.py": "a = 1\n",
                "demo/orig.py": "a = 1\n",
                "demo/tests/data/sample.log": "a line\n",
            },
        ),
    ),
)
