"""Python's own parser on text that may have been made to break it. What is parsed is never run."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast

Parse = Callable[[], "ast.AST | None"]
"""What gives the syntax tree of a module, and parses it once."""
MOST = 1 << 20  # bytes; nobody writes a larger setup.py or binding.gyp
# Brackets, operators and commas make the tree: CPython needs some 500 bytes for each. A file of 20,000 lines has fewer.
MOST_MARKS = 100_000
_PLAIN = bytes(byte for byte in range(256) if byte >= 128 or chr(byte).isalnum() or chr(byte).isspace() or byte == 95)


def parse(source: bytes, mode: str = "exec") -> ast.AST | None:
    """The syntax tree, ``None`` if there is none: another Python, nested too deep, too large, or no Python at all."""
    import ast

    if len(source) > MOST or len(source.translate(None, _PLAIN)) > MOST_MARKS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# What these fields hold is text, a number, or a node without parts.
_LEAVES = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "name", "kind", "type_comment", "level", "module", "str"})


@cache
def fields() -> dict[Any, tuple[str, ...]]:
    """The fields of every kind of node in which more nodes may be; names and constants are not among the kinds."""
    import ast

    kinds = [kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)]
    return {
        kind: tuple(name for name in kind._fields if name not in _LEAVES)
        for kind in kinds
        if kind not in {ast.Name, ast.Constant}
    }
