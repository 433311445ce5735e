"""Write what is made from the code: rule pages, their index, the policy's schema, the module map.

``python tools/generate.py`` writes, ``python tools/generate.py --check`` says what has drifted and exits with 1.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import sys
from pathlib import Path
from typing import Any

from pkglint.model import ALL_KINDS, Example, Levels, Rule, units
from pkglint.policy.read.presets import made as made_presets
from pkglint.policy.read.schema import schema_text
from pkglint.rules import FAMILIES, catalogue, family, index, page
from tools.checks import table
from tools.cli_page import cli_page, manual
from tools.codes_page import codes_page
from tools.example_page import ignoring, shown
from tools.picture import pictures
from tools.policy_page import policy_page

ROOT = Path(__file__).resolve().parents[1]
NOTE = "<!-- Made by tools/generate.py from the rule's module: change it there. -->"
INDEX = "pkglint/rules/index.json"
LISTED = """<!-- Made by tools/generate.py. -->

Where two levels stand, the first is for a package that is not open source, the second for one that is.
`pkglint explain <rule>` shows a rule's page in the terminal."""


def pages() -> dict[str, str]:
    """Every generated text by its path from the repository's root."""
    made = {f"docs/rules/{rule.id}.md": rule_page(rule) for rule in catalogue().values()}
    made["docs/rules/README.md"] = index_page()
    made["pkglint/policy/policy.schema.json"] = schema_text(catalogue())
    made[INDEX] = index()
    made["pkglint/policy/presets/made.json"] = made_presets(catalogue())
    made["docs/policy.md"] = policy_page()
    made["docs/codes.md"] = codes_page()
    made["docs/cli.md"] = cli_page()
    made["docs/pkglint.1"] = manual()
    made.update(pictures())
    for name, marker, text in (
        ("docs/architecture.md", "modules", module_map()),
        ("CONTRIBUTING.md", "checks", table()),
    ):
        path = ROOT / name
        if path.exists():
            made[name] = between(path.read_text(encoding="utf-8"), marker, text)
    return made


def between(text: str, marker: str, new: str) -> str:
    """``text`` with what stands between the two comments of ``marker`` replaced; untouched where there are none."""
    begin, end = f"<!-- {marker}: begin -->\n", f"<!-- {marker}: end -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    return f"{before}{begin}\n{new}\n{end}{after}" if found and closed else text


def rule_page(rule: Rule) -> str:
    """The page of one rule: its docstring, then what its code says."""
    parts = [f"# {rule.id}", NOTE, page(rule.id).strip(), "## Level", _levels(rule)]
    if rule.options is not None:
        parts += ["## Options", *_options(rule.options)]
    fires = [example for example in rule.examples if example.fires]
    silent = [example for example in rule.examples if not example.fires]
    parts += shown(rule)
    if fires:
        parts += ["## Fires on", _titles(fires)]
    if silent:
        parts += ["## Leaves alone", _titles(silent)]
    parts += ignoring(rule)
    return "\n\n".join(parts) + "\n"


def _levels(rule: Rule) -> str:
    said = _said(rule.levels)
    parts = [f"{said[0].upper()}{said[1:]}. Looks at {_kinds(rule)}."]
    if rule.grades:
        parts.append(f"{rule.grades[0].upper()}{rule.grades[1:].rstrip('.')}.")
    if rule.pin.required:
        parts.append("It cannot be ignored by a pattern.")
    return "\n\n".join(parts)


def _said(levels: Levels) -> str:
    text = f"{levels.closed}"
    if levels.open is not levels.closed:
        text = f"{levels.closed} for a package that is not open source, {levels.open} for one that is"
    for kind, own in levels.by_kind.items():
        text += f"; {own} in {'an npm tarball' if kind.value == 'npm' else f'a {kind}'}"
    return text


def _short(levels: Levels) -> str:
    text = f"{levels.closed}" if levels.open is levels.closed else f"{levels.closed} / {levels.open}"
    return "; ".join([text, *(f"{kind} {own}" for kind, own in levels.by_kind.items())])


def _options(options: type[Any]) -> list[str]:
    rows = ["| option | default |", "| --- | --- |"]
    defaults = options()
    for field in dataclasses.fields(options):
        value = getattr(defaults, field.name)
        shown = units.exact(value) if field.metadata.get("unit") == "size" else json.dumps(value, default=list)
        rows.append(f"| `{field.name.replace('_', '-')}` | `{shown}` |")
    lines = (line.strip() for line in (options.__doc__ or "").replace("``", "`").splitlines())
    return ["\n".join(rows), "\n".join(lines).strip()]


def _titles(examples: list[Example]) -> str:
    return "\n".join(f"- {example.title}{f' ({example.kind})' if example.kind else ''}" for example in examples)


def index_page() -> str:
    """The list of all rules."""
    return f"# Rules\n\n{LISTED}\n\n{rule_table('')}"


def rule_table(folder: str) -> str:
    """All rules by family. Where two levels stand, the first is for packages that are not open source."""
    parts = []
    for key, about in FAMILIES.items():
        rows = [
            f"| [{rule.id}]({folder}{rule.id}.md) | {_short(rule.levels)} | {_kinds(rule)} | {_cell(rule.summary)} |"
            for rule in catalogue().values()
            if family(rule.id) == key
        ]
        if rows:
            parts.append(
                "\n".join(
                    [f"**{about.title}**\n", "| rule | level | in | fires when |", "| --- | --- | --- | --- |", *rows]
                )
            )
    return "\n\n".join(parts) + "\n"


def _kinds(rule: Rule) -> str:
    return "all kinds" if set(rule.kinds) == set(ALL_KINDS) else ", ".join(f"{kind}" for kind in rule.kinds)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def module_map() -> str:
    """Every package with its first sentence and its modules; the rules are in their own index."""
    top = ROOT / "pkglint"
    rows = ["| package | what it is | modules |", "| --- | --- | --- |"]
    for path in sorted(top.iterdir()):
        if path.suffix == ".py" and path.stem != "__init__":
            rows.append(f"| `{path.name}` | {_first_sentence(path)} | |")
        elif (path / "__init__.py").is_file():
            rows += _package_rows(path, path.name)
    return "\n".join(rows) + "\n"


def _package_rows(path: Path, name: str) -> list[str]:
    """The row of a package, and after it those of the packages in it; families of rules have their own index."""
    inside = sorted(p for p in path.iterdir() if _is_module(p))
    names = " ".join(p.name.removesuffix(".py") for p in inside if p.suffix == ".py")
    rows = [f"| `{name}/` | {_first_sentence(path / '__init__.py')} | {names} |"]
    for folder in inside:
        if folder.is_dir() and name != "rules":
            rows += _package_rows(folder, f"{name}/{folder.name}")
    return rows


def _is_module(path: Path) -> bool:
    return path.stem != "__init__" and (path.suffix == ".py" or (path / "__init__.py").is_file())


def _first_sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = re.sub(r":[a-z]+:`", "`", " ".join(text.partition("\n\n")[0].split()).replace("``", "`"))
    return _cell(first.partition(". ")[0].rstrip("."))


def stale() -> list[Path]:
    """Rule pages on disk whose rule is gone."""
    known = {f"{rule_id}.md" for rule_id in catalogue()} | {"README.md"}
    return [path for path in sorted((ROOT / "docs" / "rules").glob("*.md")) if path.name not in known]


def drift() -> list[str]:
    """The paths whose text on disk is not what the code says now."""
    paths = [name for name, text in pages().items() if not _same(ROOT / name, text)]
    return paths + [path.relative_to(ROOT).as_posix() for path in stale()]


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def main(args: list[str]) -> int:
    """Write, or with ``--check`` only compare."""
    if args == ["--check"]:
        found = drift()
        for name in found:
            print(f"{name} is not what the code says: run python tools/generate.py")
        return int(bool(found))
    for name, text in pages().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _same(path, text):
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {name}")
    for path in stale():
        path.unlink()
        print(f"removed {path.relative_to(ROOT).as_posix()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
