"""The JSON Schema of a policy, from the tables that validate it; editors read it, and so does the reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pkglint.model import Rule
from pkglint.policy.read.layers import PRESETS
from pkglint.policy.read.tables import policy_table

SCHEMA_ID = "https://pkglint.github.io/pkglint/schema/policy-1.json"


def policy_schema(catalogue: Mapping[str, Rule]) -> dict[str, Any]:
    """JSON Schema, draft 7. What stands in it more than once is a definition."""
    schema = policy_table(catalogue, PRESETS).schema()
    definitions: dict[str, Any] = {}
    properties = schema["properties"]
    section = properties["artifacts"]["properties"]["wheel"]["properties"]
    for name in ("rules", "budgets"):
        definitions[name] = {k: v for k, v in section[name].items() if k != "description"}
    definitions["patterns"] = {k: v for k, v in section["expected-files"].items() if k != "description"}
    definitions["level"] = definitions["rules"]["properties"][next(iter(catalogue))]["oneOf"][0] if catalogue else {}
    definitions["section"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _refer(value, definitions) for key, value in section.items()},
    }
    package = properties["packages"]["additionalProperties"]["properties"]
    for kind in (*properties["artifacts"]["properties"].values(), *package["artifacts"]["properties"].values()):
        description = kind["description"]
        kind.clear()
        kind.update({"allOf": [{"$ref": "#/definitions/section"}], "description": description})
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": SCHEMA_ID,
        "title": "pkglint policy",
        **{key: _refer(value, definitions, top=True) for key, value in schema.items()},
        "definitions": {
            key: _refer(value, {k: v for k, v in definitions.items() if k != key}, top=True)
            for key, value in definitions.items()
        },
    }


def _refer(value: Any, definitions: Mapping[str, Any], *, top: bool = False) -> Any:
    """``value`` with every part that equals a definition replaced by a reference to it."""
    if isinstance(value, list):
        return [_refer(item, definitions) for item in value]
    if not isinstance(value, dict):
        return value
    bare = {k: v for k, v in value.items() if k != "description"}
    for name, definition in definitions.items():
        if not top and bare == definition:
            # Beside a $ref draft 7 ignores everything, so the description goes around it.
            around = {"description": value["description"]} if "description" in value else None
            return {"allOf": [_ref(name)], **around} if around else _ref(name)
    return {key: _refer(item, definitions) for key, item in value.items()}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{name}"}


def schema_text(catalogue: Mapping[str, Rule]) -> str:
    """The schema as the file that is shipped and printed."""
    import json

    return json.dumps(policy_schema(catalogue), indent=1, ensure_ascii=True) + "\n"
