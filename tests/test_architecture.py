"""What docs/architecture.md promises and the import contract cannot see."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
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
WORLD = {"environ", "getenv", "stdout", "stderr"}
MOST_LINES, MOST_IN_FUNCTION, MEDIAN_LINES = 400, 40, 105


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def everywhere(judge: Callable[[Path], Iterator[str]], *but: str) -> list[str]:
    """What a judge of one module objects to in all of them, each with its module, but for those named."""
    modules = {path.relative_to(PACKAGE).as_posix(): path for path in MODULES}
    assert set(but) < modules.keys()
    assert len(modules) > 200
    return [f"{name}: {each}" for name, path in modules.items() if name not in but for each in judge(path)]


def imported(tree: ast.AST) -> Iterator[str]:
    """The top names of everything that is imported, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_each_dependency_has_one_owner() -> None:
    def judge(path: Path) -> Iterator[str]:
        home = path.relative_to(PACKAGE).parts[0]
        for name in imported(parsed(path)):
            if home not in OWNERS.get(name, {home}):
                yield f"{name} belongs to {OWNERS[name]}"

    assert everywhere(judge) == []


def test_nothing_below_the_command_prints_exits_or_reads_the_environment() -> None:
    def judge(path: Path) -> Iterator[str]:
        if path.relative_to(PACKAGE).parts[0] in MAY_TALK:
            return
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in {"print", "input", "exit", "quit", "breakpoint"}:
                    yield f"line {node.lineno} calls {node.func.id}"
            elif isinstance(node, ast.Attribute) and node.attr in WORLD and not _is_a_field(node):
                yield f"line {node.lineno} asks for {node.attr}"

    assert everywhere(judge) == []


def _is_a_field(node: ast.Attribute) -> bool:
    """``done.stdout`` of a finished process is a value; ``sys.stdout`` and ``os.environ`` are the world."""
    return not (isinstance(node.value, ast.Name) and node.value.id in {"sys", "os"})


def test_sizes() -> None:
    def judge(path: Path) -> Iterator[str]:
        if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES:
            yield f"more than {MOST_LINES} lines"
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                body = (node.end_lineno or node.lineno) - node.lineno + 1
                docstring = ast.get_docstring(node, clean=False)
                if body - len((docstring or "").splitlines()) > MOST_IN_FUNCTION:
                    yield f"{node.name} has more than {MOST_IN_FUNCTION} lines"

    assert everywhere(judge) == []


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
    tree = parsed(path)
    rule = path.relative_to(PACKAGE).parts[0] == "rules"
    for top in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)) if rule else (tree,):
        yield from (node for node in ast.walk(top) if isinstance(node, ast.Constant))


def test_first_bytes_of_formats_stand_in_one_module() -> None:
    known = {form.magic for form in magic.BINARY if len(form.magic) > 3} | {magic.GZIP, magic.SQLITE, magic.COMPRESS}

    def judge(path: Path) -> Iterator[str]:
        for node in constants(path):
            if isinstance(node.value, bytes) and any(node.value.startswith(each) for each in known):
                yield f"line {node.lineno}: see model/magic.py"

    assert everywhere(judge, "model/magic.py") == []


def test_families_of_directories_stand_in_one_module() -> None:
    """Two names of a family in one place are a list of it."""
    families = (trees.DEPENDENCIES, trees.SITE_DIRECTORIES, trees.SCAFFOLDS)

    def judge(path: Path) -> Iterator[str]:
        for node in ast.walk(parsed(path)):
            if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
                texts = {each.value for each in node.elts if isinstance(each, ast.Constant)}
                if any(len(texts & family) > 1 for family in families):
                    yield f"line {node.lineno}: see model/trees.py"

    assert everywhere(judge, "model/trees.py") == []


def test_no_private_name_crosses_a_package() -> None:
    """What starts with an underscore belongs to its package: another one may neither import nor reach for it."""

    def judge(path: Path) -> Iterator[str]:
        home = ("pkglint", *path.relative_to(PACKAGE).parent.parts)
        for node in ast.walk(parsed(path)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                modules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (f"imports {module}" for module in modules if not _may_import(home, module))

    assert everywhere(judge) == []


def _may_import(home: tuple[str, ...], module: str) -> bool:
    parts = tuple(module.split("."))
    private = [index for index, part in enumerate(parts) if part.startswith("_") and not part.startswith("__")]
    owner = parts[: private[0]] if private else ()
    return parts[0] != "pkglint" or owner == home[: len(owner)]


def test_modules_are_small() -> None:
    """Half of the modules have fewer lines than this; the largest are bounded one by one."""
    lines = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lines[len(lines) // 2] < MEDIAN_LINES


def test_no_module_keeps_state_of_a_thread() -> None:
    """What is computed once for a member belongs to its content, or to the kept files: verdicts are values."""

    def judge(path: Path) -> Iterator[str]:
        if path.relative_to(PACKAGE).parts[0] not in {"cli", "workers"} and "threading" in imported(parsed(path)):
            yield "imports threading"

    assert everywhere(judge) == []
