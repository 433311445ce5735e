"""Write the policy reference from the JSON Schema that the loader's own tables generate."""

from __future__ import annotations

import json
from typing import Any

from pkglint.policy.read.schema import schema_text
from pkglint.rules import catalogue

Schema = dict[str, Any]
INTRO = """\
# The policy

<!-- Made by tools/policy_page.py from the policy's schema: change the tables in pkglint/policy. -->

A policy is one mapping: in `.pkglint.yaml` (or `.pkglint.yml`), in `[tool.pkglint]` of `pyproject.toml`, or under
`"pkglint"` in `package.json`. It is read strictly: an unknown key, a wrong type, a pattern that cannot match, a date
that does not exist are all reported at once, each with its line and column, and nothing is linted (exit code 2).
`pkglint config --show` prints what holds and where each value comes from.

Sizes are bytes, or a number with a unit: `5 MB` is 5,000,000 bytes, `5 MiB` is 5,242,880. Patterns are those of
`.gitignore`, rooted at the package; the last one that matches decides and `!` negates a pattern.
"""
LEVELS = """\
## Levels

`error`, `warning`, `info`, or `none` to switch a rule off. A level that the policy sets is the maximum: a finding that
its rule itself grades lower, such as an `.env` with harmless values, stays as much lower; one that the rule grades
higher does not go above it. In test, example and documentation trees findings of the leak rules are one level lower.
"""


def policy_page() -> str:
    """The whole page as Markdown."""
    schema: Schema = json.loads(schema_text(catalogue()))
    definitions: Schema = schema["definitions"]
    properties: Schema = schema["properties"]
    parts = [INTRO, "## Keys", _table(properties, definitions), LEVELS]
    for name in ("budgets", "limits", "artifacts", "packages", "ignore"):
        inner = _inner(properties[name], definitions)
        parts += [f"## `{name}`", properties[name]["description"], _table(inner, definitions)]
    parts += ["## Options of rules", *_options(definitions)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _options(definitions: Schema) -> list[str]:
    parts = ["Beside its `level`, a rule may take options: `rules: {oversized-file: {level: error, max-size: 5 MB}}`."]
    for rule, schema in definitions["rules"]["properties"].items():
        full: Schema = next((form for form in schema["oneOf"] if "properties" in form), {})
        options = {key: value for key, value in full.get("properties", {}).items() if key != "level"}
        if options:
            parts += [f"### [{rule}](rules/{rule}.md)", _table(options, definitions)]
    return parts


def _inner(schema: Schema, definitions: Schema) -> Schema:
    """The properties one level down: of the object itself, of what it refers to, or of a list's items."""
    schema = schema.get("items") or schema.get("additionalProperties") or schema
    for reference in schema.get("allOf", []):
        schema = definitions[reference["$ref"].rpartition("/")[2]]
    properties: Schema = schema["properties"]
    return properties


def _table(properties: Schema, definitions: Schema) -> str:
    rows = ["| key | value | what it says |", "| --- | --- | --- |"]
    for key, schema in properties.items():
        rows.append(f"| `{key}` | {_value(schema, definitions)} | {schema.get('description', '')} |")
    return "\n".join(rows)


def _value(schema: Schema, definitions: Schema) -> str:
    """What may stand there, in words."""
    for reference in schema.get("allOf", []):
        name = reference["$ref"].rpartition("/")[2]
        return {"patterns": "list of patterns", "size": "size", "level": "level"}.get(name, "mapping")
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        values = schema["enum"]
        return ", ".join(f"`{value}`" for value in values) if len(values) <= 6 else "id of a rule"
    if "oneOf" in schema:
        forms = schema["oneOf"]
        if any("MiB" in form.get("pattern", "") for form in forms):
            return "size"
        return " or a ".join(_value(form, definitions) for form in forms)
    if schema.get("type") == "array":
        return f"list of {_value(schema['items'], definitions)}"
    kind: str = schema["type"]
    return {"object": "mapping", "string": "text", "boolean": "true or false"}.get(kind, kind)
