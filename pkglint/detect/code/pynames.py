"""What names in a module of Python are given, by scope: assignments, imports, functions, members of ``self``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from pkglint.detect.code import syntax

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
MODULE = 0
_NOTED: frozenset[type] = frozenset(
    {
        ast.Call, ast.FunctionDef, ast.AsyncFunctionDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign,
        ast.NamedExpr, ast.AugAssign, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith,
    }
)  # fmt: skip
"""The kinds of nodes that bind something, or call it."""


class Names:
    """All bindings of a tree, and its calls, each with the scope in which it stands: the id of a function's node."""

    def __init__(self, tree: ast.Module) -> None:
        self.values: dict[tuple[int, str], list[tuple[ast.expr, int]]] = {}
        self.functions: dict[str, list[tuple[Function, int]]] = {}
        self.modules: dict[str, str] = {}
        self.parents: dict[int, int] = {}
        self.calls: list[tuple[ast.Call, int]] = []
        self._walk(tree)

    def _walk(self, tree: ast.Module) -> None:
        """Without recursion, for what is nested deep on purpose; in the order of the text."""
        fields = {kind: names[::-1] for kind, names in syntax.fields().items()}
        todo: list[tuple[ast.AST, int]] = [(tree, MODULE)]
        while todo:
            node, scope = todo.pop()
            kind = node.__class__
            inside = self._note(node, scope) if kind in _NOTED else scope
            for name in fields[kind]:  # the last one first: what is put down last is taken up first
                value: Any = getattr(node, name, None)
                if value.__class__ is list:
                    todo += [(child, inside) for child in reversed(value) if child.__class__ in fields]
                elif value.__class__ in fields:
                    todo.append((value, inside))

    def _note(self, node: ast.AST, scope: int) -> int:
        """Note what a node binds; gives the scope of its parts."""
        if isinstance(node, ast.Call):
            self.calls.append((node, scope))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.functions.setdefault(node.name, []).append((node, scope))
            self.parents[id(node)] = scope
            return id(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self._imported(node)
        else:
            for name, value in _bound(node):
                self._bind(scope, name, value)
        return scope

    def _bind(self, scope: int, name: str, value: ast.expr) -> None:
        if isinstance(value, ast.Lambda):
            self.functions.setdefault(name.lstrip("."), []).append((value, scope))
        # A member belongs to whatever object: all of that name are one.
        self.values.setdefault((MODULE if name[0] == "." else scope, name), []).append((value, scope))
        if name[0] != ".":
            self.values.setdefault((MODULE, "." + name), []).append((value, scope))

    def _imported(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if isinstance(node, ast.ImportFrom):
                self.modules[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}".lstrip(".")
            elif alias.asname:
                self.modules[alias.asname] = alias.name
            else:
                top = alias.name.partition(".")[0]
                self.modules[top] = top

    def of(self, name: str, scope: int) -> list[tuple[ast.expr, int]]:
        """What a name may stand for in a scope: of the innermost that binds it."""
        while True:
            found = self.values.get((scope, name))
            if found or scope == MODULE:
                return found or []
            scope = self.parents.get(scope, MODULE)


def _bound(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names and members (with a dot before them) that a node binds, with the value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target, node.value)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        yield from _targets(node.target, node.value)
    elif isinstance(node, ast.AugAssign):
        yield from _targets(node.target, _part(node.value))
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield from _targets(node.target, _part(node.iter))
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            if item.optional_vars is not None:
                yield from _targets(item.optional_vars, item.context_expr)


def _part(value: ast.expr) -> ast.expr:
    """A part of a value, or a value with more to it: where it comes from is known, what it is is not."""
    return ast.Starred(value, ast.Load())


def _targets(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Attribute):
        yield "." + target.attr, value
    elif isinstance(target, (ast.Tuple, ast.List)):
        paired = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
        values = (
            value.elts if isinstance(value, (ast.Tuple, ast.List)) and paired else [_part(value)] * len(target.elts)
        )
        for part, each in zip(target.elts, values, strict=True):
            yield from _targets(part, each)
