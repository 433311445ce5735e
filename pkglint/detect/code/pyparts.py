"""Parts of working out expressions of Python that need nothing but constants and the syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from pkglint.detect.code.pynames import Function
from pkglint.detect.code.pyvalue import MOST, WIDE, Value, bounded, shows_code

Local = dict[str, Value]


def times(a: Any, b: Any) -> Any:
    """A product of numbers, or of a text or a list and a number; ``None`` when it is too large."""
    if isinstance(a, int) and isinstance(b, int):
        return bounded(a * b)
    a, b = (b, a) if isinstance(a, int) else (a, b)
    if not isinstance(b, int) or not isinstance(a, (str, bytes, list)):
        return None
    return a * b if 0 <= b * max(1, len(a)) <= MOST else None


def percent(form: str, items: Any, marks: frozenset[str]) -> Value:
    """``form % items``; ``made`` when code comes out of what was none."""
    items = tuple(items) if isinstance(items, list) else items
    try:
        text = bounded(form % items) if not WIDE.search(form) else None
    except (TypeError, ValueError, LookupError, ArithmeticError):
        return Value(None, "", marks)
    made = text is not None and shows_code([form, *(flat([list(items) if isinstance(items, tuple) else items]))], text)
    return Value(text, "", marks | {"made"} if made else marks)


def flat(consts: list[Any]) -> Iterator[Any]:
    """Constants with the items of lists among them, one level deep."""
    for const in consts:
        yield from const if isinstance(const, list) else (const,)


def given(target: ast.expr, value: Value) -> Local:
    """What the names of a target are, when it is given a value."""
    if isinstance(target, ast.Name):
        return {target.id: value}
    if not isinstance(target, (ast.Tuple, ast.List)):
        return {}
    items = value.const if isinstance(value.const, (list, tuple)) else []
    parts = [Value(item, "", value.marks) for item in items] if len(items) == len(target.elts) else []
    parts = parts or [Value(None, "", value.marks)] * len(target.elts)
    return {name: one for part, each in zip(target.elts, parts, strict=True) for name, one in given(part, each).items()}


def returns(own: Function) -> Iterator[ast.expr]:
    """What a function returns or yields, in the order of the text."""
    todo: list[Any] = list(reversed(own.body)) if isinstance(own.body, list) else []
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Return, ast.Expr)) and (
            isinstance(node, ast.Return) or isinstance(node.value, (ast.Yield, ast.YieldFrom))
        ):
            inner = node.value.value if isinstance(node, ast.Expr) else node.value  # type: ignore[attr-defined]
            if inner is not None:
                yield inner
        elif isinstance(node, ast.stmt) and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            todo += [child for child in ast.iter_child_nodes(node) if isinstance(child, (ast.stmt, ast.ExceptHandler))]
        elif isinstance(node, ast.ExceptHandler):
            todo += reversed(node.body)


def assigned(own: Function) -> Iterator[tuple[str, ast.expr]]:
    """The plain assignments at the top of a function's body, in order."""
    for node in own.body if isinstance(own.body, list) else []:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
