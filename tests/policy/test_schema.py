"""The JSON Schema and the loader are made from one table: they accept and refuse the same policies."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pkglint.policy.read.schema import policy_schema, schema_text
from pkglint.rules import catalogue
from tests.policy.broken_policies import broken, name_of, valid

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytest.importorskip("check_jsonschema")


@pytest.fixture(scope="module")
def schema_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "policy.schema.json"
    path.write_text(schema_text(catalogue()), "utf-8")
    return path


def accepts(schema_file: Path, file: str, text: bytes, where: Path) -> bool:
    """Whether check-jsonschema accepts a policy; a part of another file is taken out of it first."""
    from check_jsonschema import main  # type: ignore[import-untyped]

    name = name_of(file)
    try:
        if name == "pyproject.toml":
            text = json.dumps(tomllib.loads(text.decode())["tool"]["pkglint"], default=str).encode()
        elif name == "package.json":
            text = json.dumps(json.loads(text, object_pairs_hook=_without_duplicates)["pkglint"]).encode()
    except ValueError:
        return False
    target = where / f"policy{'.yaml' if name == '.pkglint.yaml' else '.json'}"
    target.write_bytes(text)
    result = CliRunner().invoke(main, ["--schemafile", str(schema_file), str(target)])
    return result.exit_code == 0


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("duplicate key")
    return dict(pairs)


@pytest.mark.parametrize("file", valid())
def test_the_schema_accepts(file: str, schema_file: Path, tmp_path: Path) -> None:
    assert accepts(schema_file, file, valid()[file], tmp_path)


# What a schema cannot see: the size of the file, its encoding, and YAML's merge keys, which are gone when it looks.
UNSEEN = ("five-megabytes.yaml", "utf-16.yaml", "merge-key.yaml")


@pytest.mark.parametrize("file", [f for f in broken() if f not in UNSEEN])
def test_the_schema_refuses(file: str, schema_file: Path, tmp_path: Path) -> None:
    assert not accepts(schema_file, file, broken()[file], tmp_path)


def test_the_schema_is_a_schema() -> None:
    import jsonschema

    jsonschema.Draft7Validator.check_schema(policy_schema(catalogue()))


def test_the_schema_in_the_package_is_up_to_date(file_regression: Any) -> None:
    package = Path(__file__).parents[2] / "pkglint" / "policy" / "policy.schema.json"
    file_regression.check(schema_text(catalogue()), encoding="utf-8", fullpath=package)
