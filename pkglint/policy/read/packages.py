"""Sections for the packages of a workspace: names that the policy's author chose, each with a table of known keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pkglint.metadata.names import normalize
from pkglint.policy.read.node import Node, Source, pairs
from pkglint.policy.read.shapes import MAX_ITEMS, NOTHING, Parsed, Schema, Shape

# The name of a package as npm and PyPI have it: a scope, and no blanks or further slashes.
_NAME = r"^(@[^/\s]+/)?[^/\s@]+$"


@dataclass(frozen=True)
class Packages:
    """A mapping of names to sections. Reads to a dict of :class:`Parsed`, in the order of the text."""

    section: Shape

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind != "mapping":
            if node.kind != "broken":
                help_ = 'write names and sections, as in `"@demo/ui": {budgets: {files: 20}}`'
                source.problem(node, f"{where} must be a mapping, not {node.words}", help_)
            return NOTHING
        found: dict[str, Parsed] = {}
        known: dict[str, str] = {}
        for name, key, value in pairs(node, where, source):
            first = known.setdefault(normalize(name), name)
            if not re.search(_NAME, name):
                source.problem(key, f"`{name[:60]}` is not the name of a package", "write it as its manifest does")
            elif first != name:
                source.problem(key, f"`{name[:60]}` and `{first[:60]}` are the same package", "merge the two")
            elif len(found) >= MAX_ITEMS:
                source.problem(key, f"there are more than {MAX_ITEMS:,} packages", "extend other policies")
                return NOTHING
            else:
                section = self.section.read(value, f"the package {name[:60]}", source)
                if section is not NOTHING:
                    found[name] = Parsed(section, key)
        return found

    def schema(self) -> Schema:
        names = {"pattern": _NAME}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.section.schema()}
