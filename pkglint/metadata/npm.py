"""package.json as npm and Node read it: strict JSON, the last of two equal keys wins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pkglint.model.lazy import lazy
from pkglint.model.units import exact

# More than any package needs: bytes, and entries of one table.
MAX_BYTES = 4 << 20
MAX_ENTRIES = 20_000
_TABLES = ("bin", "browser", "exports", "imports", "man", "files", "scripts", "typesVersions", "publishConfig")
MAX_DEPTH = 200
# A string without its end goes to the end of the file, so that no byte is read twice.
_NESTING = lazy(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys came more than once."""

    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A parsed package.json. ``data`` is empty when it could not be read; ``problem`` then says why.

    ``line`` is where the JSON breaks, 1-based. ``repeated`` are the keys that come twice, with their path in dots.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    line: int | None = None
    repeated: tuple[str, ...] = ()
    bom: bool = False

    def text(self, key: str) -> str:
        """A string value, empty when it is missing or of another type."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""

    def table(self, key: str) -> Mapping[str, Any]:
        """An object value, empty when it is missing or of another type."""
        value = self.data.get(key)
        return value if isinstance(value, dict) else {}


def parse_package_json(data: bytes) -> Manifest:
    """Read a package.json. Never raises; values are never quoted in ``problem``."""
    bom = data.startswith(b"\xef\xbb\xbf")
    data = data[3:] if bom else data
    if len(data) > MAX_BYTES:
        return Manifest(problem=f"is larger than {exact(MAX_BYTES)}", bom=bom)
    if _depth(data) > MAX_DEPTH:
        return Manifest(problem=f"is nested deeper than {MAX_DEPTH} levels", bom=bom)
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer
        )
    except UnicodeDecodeError as error:
        return Manifest(problem=f"is not UTF-8 at byte {error.start:,}", bom=bom)
    except json.JSONDecodeError as error:
        return Manifest(problem=f"is not JSON ({error.msg.lower()})", line=error.lineno, bom=bom)
    except ValueError:
        return Manifest(problem="is not JSON (an invalid number)", bom=bom)
    if not isinstance(value, dict):
        return Manifest(problem="is JSON, but not an object", bom=bom)
    for name in _TABLES:
        if _entries(value.get(name)) > MAX_ENTRIES:
            return Manifest(problem=f"has more than {MAX_ENTRIES:,} entries in {name}", bom=bom)
    return Manifest(value, repeated=tuple(_repeated(value, "")), bom=bom)


def _entries(value: Any) -> int:
    """The values in objects and lists, at every depth."""
    count, todo = 0, [value]
    while todo:
        item = todo.pop()
        inner = list(item.values()) if isinstance(item, dict) else item if isinstance(item, list) else []
        count += len(inner)
        todo += inner
    return count


def _depth(data: bytes) -> int:
    """The deepest nesting of brackets outside strings; the JSON parser recurses, so it is asked before."""
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return 0
    depth = deepest = 0
    for match in _NESTING.finditer(data):
        first = data[match.start()]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice: dict[str, None] = {}
        for key, _ in pairs:
            if key in seen:
                twice[key] = None
            seen.add(key)
        made.repeated = tuple(twice)
    return made


def _constant(_name: str) -> Any:
    raise ValueError


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 300 else float("inf")


def _repeated(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, _Object):
        yield from (f"{where}{key}" for key in value.repeated)
        for key, inner in value.items():
            yield from _repeated(inner, f"{where}{key}.")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _repeated(inner, f"{where}{index}.")
