"""What docs/architecture.md promises and the import contract cannot see."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from pkglint.model import magic, trees
from pkglint.report import FORMATS, Style, render
from tests.report import sample

PACKAGE = Path(__file__).parents[1] / "pkglint"
MODULES = sorted(PACKAGE.rglob("*.py"))
OWNERS = {
    "click": {"cli"},
    "dask": {"audit"},
    "distributed": {"audit"},
    "fsspec": {"audit"},
    "gzip": {"archive"},
    "pathspec": {"policy"},
    "pyarrow": {"audit"},
    "sqlite3": {"audit"},
    "subprocess": {"project", "workers"},
    "tabulate": {"report"},
    "tarfile": {"archive"},
    "yaml": {"policy", "project"},
    "zipfile": {"archive"},
    "zlib": {"archive", "detect"},
}
# What a build prints goes to standard error, straight from the process that builds.
MAY_TALK = {"cli", "__main__.py", "project"}
MOST_LINES, MOST_IN_FUNCTION, MEDIAN_LINES = 400, 40, 105
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def imported(tree: ast.AST) -> Iterator[str]:
    """The top names of everything that is imported, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@each_module
def test_each_dependency_has_one_owner(path: Path) -> None:
    home = path.relative_to(PACKAGE).parts[0]
    for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
        assert home in OWNERS.get(name, {home}), f"{name} belongs to {OWNERS[name]}"


@each_module
def test_nothing_below_the_command_prints_exits_or_reads_the_environment(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] in MAY_TALK:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"print", "input", "exit", "quit", "breakpoint"}
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"environ", "getenv", "stdout", "stderr"} or _is_a_field(node), (
                f"line {node.lineno}"
            )


def _is_a_field(node: ast.Attribute) -> bool:
    """``done.stdout`` of a finished process is a value; ``sys.stdout`` and ``os.environ`` are the world."""
    return not (isinstance(node.value, ast.Name) and node.value.id in {"sys", "os"})


@each_module
def test_sizes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = (node.end_lineno or node.lineno) - node.lineno + 1
            docstring = ast.get_docstring(node, clean=False)
            assert body - len((docstring or "").splitlines()) <= MOST_IN_FUNCTION, node.name


def test_every_format_is_in_the_table() -> None:
    """A format is its module and a line: the command line, the Action and the other tests read the table."""
    modules = {path.stem for path in (PACKAGE / "report" / "formats").glob("*.py")} - {"__init__"}
    assert modules == set(FORMATS)
    for name in modules:
        assert callable(import_module(f"pkglint.report.formats.{name}").render)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_whether_it_needs_the_catalogue(name: str) -> None:
    """Its text for two catalogues differs exactly where the table says that it reads the catalogue."""
    report = sample.one_leak()
    texts = {render(name, report, Style(token="t0ken"), docs) for docs in (sample.DOCS, ())}
    assert (len(texts) > 1) is FORMATS[name].docs


def constants(path: Path) -> Iterator[ast.Constant]:
    """What stands as a value in a module; of a rule only in its functions, as its examples are data."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    rule = path.relative_to(PACKAGE).parts[0] == "rules"
    for top in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)) if rule else (tree,):
        yield from (node for node in ast.walk(top) if isinstance(node, ast.Constant))


@each_module
def test_first_bytes_of_formats_stand_in_one_module(path: Path) -> None:
    if path == PACKAGE / "model" / "magic.py":
        return
    known = {form.magic for form in magic.BINARY if len(form.magic) > 3} | {magic.GZIP, magic.SQLITE, magic.COMPRESS}
    for node in constants(path):
        if isinstance(node.value, bytes):
            assert not any(node.value.startswith(each) for each in known), f"line {node.lineno}: see model/magic.py"


@each_module
def test_families_of_directories_stand_in_one_module(path: Path) -> None:
    """Two names of a family in one place are a list of it."""
    if path == PACKAGE / "model" / "trees.py":
        return
    families = (trees.DEPENDENCIES, trees.SITE_DIRECTORIES, trees.SCAFFOLDS)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            texts = {each.value for each in node.elts if isinstance(each, ast.Constant)}
            assert not any(len(texts & family) > 1 for family in families), f"line {node.lineno}: see model/trees.py"


@each_module
def test_no_private_name_crosses_a_package(path: Path) -> None:
    """What starts with an underscore belongs to its package: another one may neither import nor reach for it."""
    home = ("pkglint", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        for module in modules:
            parts = tuple(module.split("."))
            private = [index for index, part in enumerate(parts) if part.startswith("_") and not part.startswith("__")]
            if parts[0] == "pkglint" and private:
                owner = parts[: private[0]]
                assert owner == home[: len(owner)], f"imports {module}"


def test_modules_are_small() -> None:
    """Half of the modules have fewer lines than this; the largest are bounded one by one."""
    lines = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lines[len(lines) // 2] < MEDIAN_LINES


@each_module
def test_no_module_keeps_state_of_a_thread(path: Path) -> None:
    """What is computed once for a member belongs to its content, or to the kept files: verdicts are values."""
    if path.relative_to(PACKAGE).parts[0] not in {"cli", "workers"}:
        assert "threading" not in set(imported(ast.parse(path.read_text(encoding="utf-8"))))
