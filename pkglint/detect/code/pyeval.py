"""Working out what expressions of Python are: constants through names, calls, comprehensions; and where they come from.

Nothing of the module is run. What is asked for is followed to the names that it mentions, so a module that calls
nothing of interest costs nothing; and no more than so many steps are made in one module.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from pkglint.detect.code import pyfrom
from pkglint.detect.code.pynames import Function, Names
from pkglint.detect.code.pyparts import Local, assigned, flat, given, percent, returns, times
from pkglint.detect.code.pyvalue import (
    HOLE,
    METHODS,
    MOST,
    MOST_BITS,
    NO_MARKS,
    NOTHING,
    Value,
    bounded,
    fold,
    shows_code,
)  # fmt: skip

STEPS = 60_000
DEEPEST = 40
_RETURNS = 12  # of a function

_POSITIONAL = ("length", "byteorder", "encoding", "base", "wbits")
_OF_CLASSES = ("fromhex", "from_bytes", "maketrans")
_FULL = ("struct.pack", "codecs.decode")
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Mod: operator.mod,
    ast.FloorDiv: operator.floordiv,
    ast.RShift: operator.rshift,
}


class Values:
    """The values of a module's expressions."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.steps = 0
        self._known: dict[tuple[int, int], Value] = {}
        self._open: set[tuple[int, int]] = set()

    def of(self, node: ast.expr | None, scope: int, local: Local | None = None, depth: int = 0) -> Value:
        """What an expression is; nothing when it is nested too deep, refers to itself, or all steps are made."""
        if node is None or depth > DEEPEST or self.steps > STEPS:
            return NOTHING
        self.steps += 1
        key = (id(node), scope)
        if not local and key in self._known:
            return self._known[key]
        if key in self._open and not local:
            return NOTHING
        self._open.add(key)
        work = _SORTS.get(type(node))
        value = work(self, node, scope, local or {}, depth + 1) if work else NOTHING
        self._open.discard(key)
        if not local:
            self._known[key] = value
        return value

    def constant(self, node: ast.Constant, *_: Any) -> Value:
        known = isinstance(node.value, (str, bytes, int)) and not isinstance(node.value, bool)
        return Value(bounded(node.value), "", pyfrom.of_text(node.value)) if known else NOTHING

    def name(self, node: ast.Name, scope: int, local: Local, depth: int) -> Value:
        if node.id in local:
            return local[node.id]
        bound = self.names.of(node.id, scope)
        if bound:
            return self.one_of([self.of(value, inside, None, depth) for value, inside in bound])
        path = self.names.modules.get(node.id, node.id)
        return Value(None, path, pyfrom.of_name(path))

    @staticmethod
    def one_of(values: list[Value]) -> Value:
        if len(values) == 1:
            return values[0]
        paths = {value.path for value in values if value.path}
        marks = NO_MARKS.union(*(value.marks for value in values))
        return Value(None, paths.pop() if len(paths) == 1 else "", marks)

    def attribute(self, node: ast.Attribute, scope: int, local: Local, depth: int) -> Value:
        owner = self.of(node.value, scope, local, depth)
        path = f"{owner.path}.{node.attr}" if owner.path else "." + node.attr
        if owner.path in ("self", "cls") or (not owner.path and owner.const is None):
            bound = self.names.of("." + node.attr, 0)
            if 0 < len(bound) <= _RETURNS:
                return self.one_of([self.of(value, inside, None, depth) for value, inside in bound])
        marks = owner.marks - {"env"} if pyfrom.takes_one(node.attr) else owner.marks
        const = None if owner.const is None else (owner.const, node.attr)
        return Value(const, path[-160:], marks | pyfrom.of_name(path))

    def subscript(self, node: ast.Subscript, scope: int, local: Local, depth: int) -> Value:
        owner = self.of(node.value, scope, local, depth)
        const: Any = None
        marks = owner.marks - {"env"}
        if isinstance(node.slice, ast.Slice):
            parts = [self.of(part, scope, local, depth).const for part in (node.slice.lower, node.slice.upper)]
            step = self.of(node.slice.step, scope, local, depth).const
            numbers = all(part is None or isinstance(part, int) for part in (*parts, step))
            if isinstance(owner.const, (str, bytes, list)) and numbers:
                const = owner.const[slice(parts[0], parts[1], step or None)]
                marks = owner.marks | ({"made"} if shows_code([owner.const], const) else NO_MARKS)
            return Value(const, "", marks)
        key = self.of(node.slice, scope, local, depth)
        if isinstance(owner.const, (str, bytes, list, dict)) and isinstance(key.const, (int, str)):
            try:
                const = owner.const[key.const]  # type: ignore[index]
            except (LookupError, TypeError):
                const = None
        member = f"{owner.path}.{key.const}" if isinstance(key.const, str) and owner.path else ""
        return Value(const, pyfrom.looked_up(owner.path, member), marks)

    def unary(self, node: ast.UnaryOp, scope: int, local: Local, depth: int) -> Value:
        value = self.of(node.operand, scope, local, depth)
        if isinstance(value.const, int) and isinstance(node.op, (ast.USub, ast.Invert)):
            return Value(-value.const if isinstance(node.op, ast.USub) else ~value.const, "", value.marks)
        return Value(None, "", value.marks)

    def binary(self, node: ast.BinOp, scope: int, local: Local, depth: int) -> Value:
        """An operation; of a sum of thousands of parts without recursion."""
        rest: list[ast.expr] = []
        first: ast.expr = node
        while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add):
            rest.append(first.right)
            first = first.left
        if not rest:
            left, right = self.of(node.left, scope, local, depth), self.of(node.right, scope, local, depth)
            return self.worked_out(node.op, left, right)
        value = self.of(first, scope, local, depth)
        for part in reversed(rest):
            value = self.worked_out(ast.Add(), value, self.of(part, scope, local, depth))
        return value

    @staticmethod
    def worked_out(op: ast.operator, left: Value, right: Value) -> Value:
        marks = left.marks | right.marks
        a, b = left.const, right.const
        if isinstance(op, ast.Add) and (isinstance(a, str) or isinstance(b, str)):
            a, b = (x if isinstance(x, str) else HOLE for x in (a, b))
        if isinstance(op, ast.Div):  # of paths
            return Value(None, left.path, marks)
        if a is None or b is None:
            return Value(None, "", marks)
        if isinstance(op, ast.Mult):
            return Value(times(a, b), "", marks)
        if isinstance(op, ast.LShift) and isinstance(a, int) and isinstance(b, int) and b < MOST_BITS:
            return Value(bounded(a << b), "", marks)
        if isinstance(op, ast.Mod) and isinstance(a, str):
            return percent(a, b, marks)
        work = _OPERATORS.get(type(op))
        try:
            return Value(bounded(work(a, b)) if work else None, "", marks)
        except (TypeError, ValueError, ArithmeticError):
            return Value(None, "", marks)

    def joined(self, node: ast.JoinedStr, scope: int, local: Local, depth: int) -> Value:
        parts, marks = [], NO_MARKS
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            value = self.of(inner, scope, local, depth)
            parts.append(str(value.const) if isinstance(value.const, (str, int)) else HOLE)
            marks |= value.marks
        return Value(bounded("".join(parts)), "", marks)

    def listed(self, node: ast.List | ast.Tuple | ast.Set, scope: int, local: Local, depth: int) -> Value:
        if len(node.elts) > MOST:
            return NOTHING
        values = [self.of(part, scope, local, depth) for part in node.elts]
        marks = NO_MARKS.union(*(value.marks for value in values))
        return Value([HOLE if value.const is None else value.const for value in values], "", marks)

    def table(self, node: ast.Dict, scope: int, local: Local, depth: int) -> Value:
        keys = [self.of(key, scope, local, depth) for key in node.keys]
        values = [self.of(value, scope, local, depth) for value in node.values]
        marks = NO_MARKS.union(*(value.marks for value in values))
        return Value(
            {
                key.const: value.const
                for key, value in zip(keys, values, strict=True)
                if isinstance(key.const, (str, int, bytes))
            },
            "",
            marks,
        )

    def choice(self, node: ast.IfExp, scope: int, local: Local, depth: int) -> Value:
        return self.one_of([self.of(part, scope, local, depth) for part in (node.body, node.orelse)])

    def either(self, node: ast.BoolOp, scope: int, local: Local, depth: int) -> Value:
        return self.one_of([self.of(part, scope, local, depth) for part in node.values])

    def inner(self, node: Any, scope: int, local: Local, depth: int) -> Value:
        """Starred parts, awaited values: where they come from, and not what they are."""
        value = self.of(node.value, scope, local, depth)
        return value._replace(const=None) if isinstance(node, ast.Starred) else value

    def named(self, node: ast.NamedExpr, scope: int, local: Local, depth: int) -> Value:
        return self.of(node.value, scope, local, depth)

    def comprehension(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp, scope: int, local: Local, depth: int
    ) -> Value:
        """With one ``for``: each item worked out. A choice among all variables is no longer all of them."""
        first = node.generators[0]
        source = self.of(first.iter, scope, local, depth)
        chosen = any(generator.ifs for generator in node.generators)
        marks = source.marks - {"env"} if chosen else source.marks
        if isinstance(node, ast.DictComp):
            return Value(None, "", marks)
        items = source.const
        if len(node.generators) > 1 or chosen or not isinstance(items, (list, str, bytes, range)):
            inner = self.of(node.elt, scope, {**local, **given(first.target, Value(None, "", marks))}, depth)
            return Value(None, "", marks | inner.marks)
        made: list[Any] = []
        for item in items:
            value = self.of(node.elt, scope, {**local, **given(first.target, Value(item))}, depth)
            marks |= value.marks
            if value.const is None or self.steps > STEPS:
                return Value(None, "", marks)
            made.append(value.const)
        return Value(made, "", marks)

    def call(self, node: ast.Call, scope: int, local: Local, depth: int) -> Value:
        callee = self.of(node.func, scope, local, depth)
        given = [self.of(argument, scope, local, depth) for argument in node.args]
        named = {k.arg: self.of(k.value, scope, local, depth) for k in node.keywords if k.arg}
        own = self.own_function(node.func)
        if own is not None:
            return self.returned(*own, given, named, depth)
        if callee.path == "map" and len(given) == 2:
            return self.mapped(node, given, scope, depth)
        return self.called(callee, given, named)

    def own_function(self, func: ast.expr) -> tuple[Function, int] | None:
        """The one function of the module that is called: by its name, or as a method of ``self``."""
        name = func.id if isinstance(func, ast.Name) else ""
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in ("self", "cls"):
            name = func.attr
        found = self.names.functions.get(name, []) if name else []
        return found[0] if len(found) == 1 and name not in self.names.modules else None

    def returned(self, own: Function, scope: int, given: list[Value], named: dict[str, Value], depth: int) -> Value:
        names = [argument.arg for argument in (*own.args.posonlyargs, *own.args.args)]
        if names[:1] in (["self"], ["cls"]):
            names = names[1:]
        local: Local = dict.fromkeys(names, NOTHING)
        local |= dict(zip(names, given, strict=False)) | {k: v for k, v in named.items() if k in names}
        if isinstance(own, ast.Lambda):
            return self.of(own.body, scope, local, depth)
        body = list(returns(own))[:_RETURNS]
        # A function that is hidden in its own body cannot be distinguished from one that is called again.
        if depth > DEEPEST - 4:
            return NOTHING
        return self.one_of([self.in_body(value, own, local, depth) for value in body]) if body else NOTHING

    def in_body(self, value: ast.expr, own: Function, local: Local, depth: int) -> Value:
        """What a function returns: its own names are worked out with what it was given."""
        inside = dict(local)
        for name, bound in assigned(own):
            inside[name] = self.of(bound, id(own), inside, depth + 4)
        return self.of(value, id(own), inside, depth + 4)

    def mapped(self, node: ast.Call, given: list[Value], scope: int, depth: int) -> Value:
        """``map`` of a function over what is known."""
        marks = given[0].marks | given[1].marks
        made: list[Any] = []
        items = given[1].const if isinstance(given[1].const, (list, str, bytes, range)) else None
        own = self.own_function(node.args[0]) or (
            (node.args[0], scope) if isinstance(node.args[0], ast.Lambda) else None
        )
        for item in items or ():
            one = [Value(item)]
            value = self.returned(*own, one, {}, depth) if own else self.called(given[0], one, {})
            marks |= value.marks
            if value.const is None or self.steps > STEPS:
                return Value(None, "", marks)
            made.append(value.const)
        return Value(made if items is not None else None, "", marks)

    def called(self, callee: Value, given: list[Value], named: dict[str, Value]) -> Value:
        """What a call gives, and where that comes from."""
        last = callee.path.rpartition(".")[2] or (callee.const[1] if isinstance(callee.const, tuple) else "")
        marks = callee.marks.union(*(value.marks for value in (*given, *named.values())))
        owner = callee.const[0] if isinstance(callee.const, tuple) else None
        consts = [value.const for value in (*given, *(named[name] for name in named if name in _POSITIONAL))]
        if callee.path.startswith(("int.", "str.", "bytes.")) and last not in _OF_CLASSES and consts:
            owner, consts = consts[0], consts[1:]
        const = None
        if None not in consts and (owner is not None or last not in METHODS):
            const = fold(callee.path if callee.path in _FULL else last, owner, consts)
        marks = pyfrom.after(callee.path, last, marks, [owner, *consts])
        if const is not None and pyfrom.hides(last) and shows_code(list(flat([owner, *consts])), const):
            marks |= {"made"}
        return Value(const, pyfrom.path_of(callee.path, given, f"{callee.path}()")[-160:], marks)


_SORTS: dict[type, Callable[..., Value]] = {
    ast.Constant: Values.constant,
    ast.Name: Values.name,
    ast.Attribute: Values.attribute,
    ast.Subscript: Values.subscript,
    ast.UnaryOp: Values.unary,
    ast.BinOp: Values.binary,
    ast.JoinedStr: Values.joined,
    ast.List: Values.listed,
    ast.Tuple: Values.listed,
    ast.Set: Values.listed,
    ast.Dict: Values.table,
    ast.IfExp: Values.choice,
    ast.BoolOp: Values.either,
    ast.Starred: Values.inner,
    ast.Await: Values.inner,
    ast.NamedExpr: Values.named,
    ast.ListComp: Values.comprehension,
    ast.SetComp: Values.comprehension,
    ast.GeneratorExp: Values.comprehension,
    ast.DictComp: Values.comprehension,
    ast.Call: Values.call,
}
