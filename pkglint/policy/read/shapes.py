"""What a value may be. One table of shapes both validates nodes and generates the JSON Schema.

Every shape has ``read(node, where, source)``, which gives the value or notes a problem and gives :data:`NOTHING`, and
``schema()``, the same in the words of JSON Schema draft 7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, Protocol

from pkglint.model import units
from pkglint.policy.read.errors import nearest, suggest
from pkglint.policy.read.node import Node, Source

NOTHING: Final = object()
Schema = dict[str, Any]
MAX_ITEMS = 5000
MAX_TEXT = 2000


class Parsed(NamedTuple):
    """A value and the node that it was read from."""

    value: Any
    node: Node


class Shape(Protocol):
    """See the module."""

    def read(self, node: Node, where: str, source: Source) -> Any: ...

    def schema(self) -> Schema: ...


@dataclass(frozen=True)
class Choice:
    """One of a few words. ``synonyms`` are what people write instead."""

    values: Mapping[str, Any]
    what: str
    synonyms: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind == "text" and node.value in self.values:
            return self.values[node.value]
        word = node.written if node.kind in ("text", "truth", "integer") else ""
        meant = self.synonyms.get(word.lower()) or (nearest(word, self.values) if word else None)
        shown = f"`{word}` is not {self.what}" if word else f"{where} must be {self.what}, not {node.words}"
        if node.kind == "null":
            shown = f"{where} is missing"
        help_ = f"did you mean `{meant}`?" if meant else suggest("", self.values, f"{self.what.partition(' ')[2]}s")
        if node.kind == "truth":
            help_ = f"it reads as {str(node.value).lower()}; {help_}"
        return _wrong(node, source, shown, help_)

    def schema(self) -> Schema:
        return {"enum": list(self.values)}


@dataclass(frozen=True)
class Text:
    """Text of a minimal length, or that a pattern describes in full."""

    what: str = "text"
    pattern: str = r"\S"
    help: str = "write a text"

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind != "text":
            help_ = f'quote it: "{node.written}"' if node.written else self.help
            return _wrong(node, source, f"{where} must be {self.what}, not {node.words}", help_)
        if len(node.value) > MAX_TEXT:
            return _wrong(node, source, f"{where} has {len(node.value):,} characters", f"the most is {MAX_TEXT:,}")
        if not re.search(self.pattern, node.value):
            return _wrong(node, source, f"{where} must be {self.what}", self.help)
        return node.value

    def schema(self) -> Schema:
        return {"type": "string", "pattern": self.pattern, "maxLength": MAX_TEXT}


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    minimum: int = 0

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind != "integer":
            return _wrong(
                node, source, f"{where} must be a whole number, not {node.words}", "write digits only, unquoted"
            )
        if not self.minimum <= node.value < 10**18:
            help_ = f"the least is {self.minimum}"
            return _wrong(node, source, f"{where} cannot be {node.value}", help_)
        return node.value

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.minimum, "exclusiveMaximum": 10**18}


@dataclass(frozen=True)
class Number:
    """A number that need not be whole."""

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind not in ("integer", "number"):
            return _wrong(node, source, f"{where} must be a number, not {node.words}", "write a number, unquoted")
        return float(node.value)

    def schema(self) -> Schema:
        return {"type": "number"}


@dataclass(frozen=True)
class Truth:
    """``true`` or ``false``, and none of the other words that YAML 1.1 knows for it."""

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind != "truth" or node.written.lower() not in ("true", "false"):
            help_ = f"write {str(node.value).lower()}" if node.kind == "truth" else "write true or false, unquoted"
            return _wrong(node, source, f"{where} must be true or false, not {node.words}", help_)
        return node.value

    def schema(self) -> Schema:
        return {"type": "boolean"}


_ANY_CASE = re.IGNORECASE


@dataclass(frozen=True)
class Size:
    """Bytes: a whole number, or ``5 MB`` (decimal) or ``5 MiB`` (binary)."""

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind == "integer" and 0 <= node.value < 10**18:
            return node.value
        if node.kind == "text" and re.search(units.PATTERN, node.value):
            return units.parse(node.value)
        help_ = "write a size such as `500 kB`, `5 MB`, `20 MiB`, or a whole number of bytes"
        found = re.fullmatch(r"\s*([0-9][0-9_,']*(?:\.[0-9]+)?)\s*([kmgt]?)(i?)b?(?:ytes)?\s*", node.written, _ANY_CASE)
        if found and node.kind == "text":
            digits, unit, binary = found.groups()
            prefix = (unit.upper() if binary or unit.lower() != "k" else "k") if unit else ""
            help_ = f"did you mean `{re.sub('[_,]', '', digits)} {prefix}{binary.lower()}B`?"
        if node.kind == "text":
            return _wrong(node, source, f"`{node.value[:60]}` is not a size", help_)
        return _wrong(node, source, f"{where} must be a size, not {node.words}", help_)

    def schema(self) -> Schema:
        return {
            "oneOf": [
                {"type": "integer", "minimum": 0, "exclusiveMaximum": 10**18},
                {"type": "string", "pattern": units.PATTERN},
            ]
        }


@dataclass(frozen=True)
class Day:
    """A date, as a text or as TOML's own."""

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind == "date":
            return node.value
        help_ = "write a day as YYYY-MM-DD"
        if node.kind == "text" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.value):
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                return _wrong(node, source, f"there is no day {node.value}", help_)
        if node.kind == "text":
            return _wrong(node, source, f"`{node.value[:60]}` is not a day", help_)
        return _wrong(node, source, f"{where} must be a day, not {node.words}", help_)

    def schema(self) -> Schema:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


# What no member's path can match, why, and what to write: the paths of members are relative, normal and use slashes.
BAD_PATTERNS = (
    (r"^\s*$", "is empty", "remove it"),
    (r"^#", "is a comment to gitignore", "write `\\#` for a name that begins with #"),
    (r"^!?/*$", "names nothing", "write what it stands before"),
    (r"^!?\.{1,2}/", "begins with a dot directory", "paths begin at the package's root: leave `./` and `../` out"),
    (r"/\.{1,2}(/|$)", "holds a dot directory", "write the path that is meant"),
    (r"[^:]//", "holds an empty directory name", "write one slash"),
    (r"^[A-Za-z]:[/\\]", "is a path on a Windows drive", "paths begin at the package's root"),
    (r"[\u0000-\u001f\u007f]", "holds a control character", "write `?` in its place"),
    (r"\\[A-Za-z0-9_]", "holds a backslash that escapes nothing", "separate directories by `/`"),
    (r"\\$", "ends in a backslash", "separate directories by `/`"),
    (r"\{[^{}]*,[^{}]*\}", "holds braces, which gitignore patterns do not expand", "write one pattern for each"),
    (r"[^\\]\s$|^\s", "begins or ends with a space", "write it without"),
)


@dataclass(frozen=True)
class Pattern:
    """One gitignore pattern that can match something."""

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind != "text":
            return _wrong(node, source, f"{where} holds patterns, not {node.words}", _quote(node, source))
        if len(node.value) > MAX_TEXT:
            return _wrong(node, source, f"the pattern has {len(node.value):,} characters", f"the most is {MAX_TEXT:,}")
        for expression, why, help_ in BAD_PATTERNS:
            if re.search(expression, node.value):
                return _wrong(node, source, f"`{node.value[:60]}` cannot match: it {why}", help_)
        if not _compiles(node.value):
            return _wrong(node, source, f"`{node.value[:60]}` is not a gitignore pattern", "see `git help gitignore`")
        return node.value

    def schema(self) -> Schema:
        bad = [{"pattern": expression} for expression, _, _ in BAD_PATTERNS]
        return {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "not": {"anyOf": bad}}


@dataclass(frozen=True)
class List:
    """A list of one shape, at least one and at most ``MAX_ITEMS`` long. ``one`` allows a bare value for a list."""

    item: Shape
    what: str
    unique: bool = False
    one: bool = False
    empty: bool = False

    def read(self, node: Node, where: str, source: Source) -> Any:
        if self.one and node.kind != "list":
            value = self.item.read(node, where, source)
            return NOTHING if value is NOTHING else (value,)
        if node.kind != "list":
            help_ = f'write a list: ["{node.value}"]' if node.kind == "text" else f"write a list: [{self.what}, ...]"
            return _wrong(node, source, f"{where} must be a list, not {node.words}", help_)
        if not node.value and not self.empty:
            return _wrong(node, source, f"{where} is empty", f"list {self.what}, or remove the key")
        if len(node.value) > MAX_ITEMS:
            help_ = f"the most is {MAX_ITEMS:,}; write patterns where there is a list of files"
            return _wrong(node, source, f"{where} has {len(node.value):,} entries", help_)
        found = [(self.item.read(child, where, source), child) for child in node.value]
        if self.unique:
            self._repeated(found, where, source)
        values = tuple(value for value, _ in found)
        return NOTHING if any(value is NOTHING for value in values) else values

    def _repeated(self, found: list[tuple[Any, Node]], where: str, source: Source) -> None:
        seen: list[Any] = []
        for value, child in found:
            if value is not NOTHING and value in seen:
                _wrong(child, source, f"{where} names `{child.written}` twice", "remove one")
            seen.append(value)

    def schema(self) -> Schema:
        items: Schema = {"type": "array", "items": self.item.schema(), "maxItems": MAX_ITEMS}
        if not self.empty:
            items["minItems"] = 1
        if self.unique:
            items["uniqueItems"] = True
        return {"oneOf": [self.item.schema(), items]} if self.one else items


@dataclass(frozen=True)
class Patterns:
    """A list of patterns whose first one takes nothing back."""

    list: List = field(default=List(Pattern(), "patterns"))

    def read(self, node: Node, where: str, source: Source) -> Any:
        found = self.list.read(node, where, source)
        first = node.value[0] if node.kind == "list" and node.value else node
        if first.kind == "text" and len(first.value) > 1 and first.value.startswith("!"):
            help_ = "`!` excludes what an earlier pattern matched: put that one first"
            return _wrong(first, source, f"`{first.value[:60]}` cannot match: nothing comes before it", help_)
        return found

    def schema(self) -> Schema:
        schema = self.list.schema()
        first: Schema = {"allOf": [schema["items"], {"not": {"pattern": "^!"}}]}
        return {**schema, "items": [first], "additionalItems": schema["items"]}


def _compiles(pattern: str) -> bool:
    """Whether pathspec takes it. Only brackets and backslashes can go wrong, so most patterns cost nothing here."""
    if not re.search(r"[\[\\]", pattern):
        return True
    from pkglint.policy.judge.patterns import compiled

    try:
        spec = compiled([pattern])
    except (ValueError, re.error, OverflowError):
        return False
    return all(p.include is not None for p in spec.patterns)


def _quote(node: Node, source: Source) -> str:
    """The help for an item that should be a text: what stands there, in quotes."""
    row = source.lines[node.line - 1] if 0 < node.line <= len(source.lines) else ""
    rest = re.sub(r"\s+$", "", row[node.column - 1 :])
    if node.kind == "null":
        sign = next((c for c in "#&" if c in row[node.column - 1 :]), "")
        return f"a text that begins with {sign} must be quoted" if sign else "write a pattern, or remove the item"
    if node.kind in ("mapping", "list") and rest and row.lstrip().startswith("- "):
        return f'quote it: "{rest}"'
    return f'quote it: "{node.written}"' if node.written else "write a text"


def _wrong(node: Node, source: Source, message: str, help_: str) -> Any:
    if node.kind != "broken":
        source.problem(node, message, help_)
    return NOTHING
