"""One name everywhere, a page, examples for and against, and a new rule touches one file."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pkglint
from pkglint.model import Level, Pin, Rule, Visibility
from pkglint.rules import FAMILIES, catalogue, family, module_names, page

ROOT = Path(__file__).parents[1]
RULES = list(catalogue().values())
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def _module(rule: Rule) -> str:
    return next(name for name in module_names() if name.rpartition(".")[2] == rule.id.replace("-", "_"))


@each_rule
def test_one_name(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert importlib.import_module(_module(rule)).RULE is rule
    assert family(rule.id) in FAMILIES
    assert (ROOT / "docs" / "rules" / f"{rule.id}.md").is_file()


def test_no_name_twice() -> None:
    names = [name.rpartition(".")[2] for name in module_names()]
    assert len(set(names)) == len(names) == len(RULES)


@each_rule
def test_page(rule: Rule) -> None:
    lines = page(rule.id).splitlines()
    assert lines[0].endswith(".")
    assert not lines[1]
    assert not rule.summary.endswith(".")
    headings = [line for line in lines if line.startswith("#")]
    assert headings[:2] == ["## Why it matters", "## How to fix"]
    for above, below in zip(headings, [*headings[1:], None], strict=True):
        start = lines.index(above) + 1
        end = lines.index(below) if below else len(lines)
        assert "".join(lines[start:end]).strip(), f"{above} says nothing"


@each_rule
def test_examples_for_and_against(rule: Rule) -> None:
    titles = [example.title for example in rule.examples]
    assert len(set(titles)) == len(titles)
    if rule.visit or rule.finish:
        assert any(example.fires for example in rule.examples)
        assert any(not example.fires for example in rule.examples)
    for example in rule.examples:
        assert example.kind is None or example.kind in rule.kinds


@each_rule
def test_options(rule: Rule) -> None:
    if rule.options is None:
        return
    assert dataclasses.is_dataclass(rule.options)
    name = dataclasses.fields(rule.options)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(rule.options(), name, None)
    documented = page(rule.id) + (rule.options.__doc__ or "")
    for field in dataclasses.fields(rule.options):
        assert field.name.replace("_", "-") in documented, f"{field.name} is nowhere explained"


@each_rule
def test_levels(rule: Rule) -> None:
    for kind in rule.kinds:
        for visibility in Visibility:
            assert isinstance(rule.levels.pick(kind, visibility), Level)
    assert set(rule.levels.by_kind) <= set(rule.kinds)


NEW_RULE = '''"""A file is called teapot.

## Why it matters

It is short and stout.

## How to fix

Pour it out.
"""

from pkglint.model import Example, Level, Rule, level


def _visit(entry, scope):
    if entry.name == "teapot":
        yield scope.found(entry, "is a teapot")


RULE = Rule(
    id="tea-pot",
    summary="A file is called teapot",
    levels=level(Level.ERROR),
    visit=_visit,
    examples=(Example("a pot", {"teapot": "x"}, 1), Example("a cup", {"cup": "x"})),
)
'''

LOOK = """
from tools import generate
from fixtures.build import build
from fixtures.lint import lint
from pkglint.rules import catalogue

assert "tea-pot" in catalogue()
filename, data = build("npm", {"teapot": "x"})
report = lint(filename, data)
assert [j.finding.rule for j in report.results[0].judged] == ["tea-pot"]
assert report.exit_code == 1
pages = generate.pages()
assert "short and stout" in pages["docs/rules/tea-pot.md"]
assert "tea-pot" in pages["docs/rules/README.md"]
assert "tea-pot" in pages["pkglint/policy/policy.schema.json"]
"""


def test_a_new_rule_is_one_new_file(tmp_path: Path) -> None:
    """It is linted with, documented, and a key of the policy, without another line changed."""
    for name in ("pkglint", "fixtures", "docs", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "README.md", tmp_path)
    (tmp_path / "pkglint" / "rules" / "leftovers" / "tea_pot.py").write_text(NEW_RULE)
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "tea-pot" not in catalogue()
    assert Path(pkglint.__file__).parent == ROOT / "pkglint"


# The codes of readers name the rule that judges them: neither knows the other, both know this table.
MAY_LIST_RULES = {"model/anomalies.py"}


def test_nobody_else_keeps_a_list_of_rules() -> None:
    """What the rest must know of a rule is a field of the rule, or a new one is forgotten."""
    ids = {rule.id for rule in RULES}
    top = ROOT / "pkglint"
    for path in sorted(top.rglob("*.py")):
        inside = path.relative_to(top)
        if inside.parts[0] == "rules" or inside.as_posix() in MAY_LIST_RULES:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Tuple, ast.List, ast.Set, ast.Dict)):
                texts = {each.value for each in ast.iter_child_nodes(node) if isinstance(each, ast.Constant)}
                assert len(texts & ids) < 2, f"{inside}:{node.lineno} lists {texts & ids}"


@each_rule
def test_what_an_exception_must_name(rule: Rule) -> None:
    if rule.pin is Pin.NEVER:
        assert not rule.visit
        assert not rule.finish
    if rule.pin is Pin.ARTIFACT:
        assert family(rule.id) == "integrity"
    if rule.pin is Pin.DRAFT:
        assert family(rule.id) == "runs"


def test_what_holds_a_key_is_pinned_by_its_content_or_by_itself() -> None:
    assert {rule.id for rule in RULES if rule.pin is Pin.MEMBER} == {"credential-file", "private-key"}
    assert {rule.id for rule in RULES if rule.pin is Pin.VALUE} == {"secret"}
