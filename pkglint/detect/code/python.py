"""What a Python module executes, by its syntax: hidden text under other names, through variables, or downloaded.

``_payload`` finds what stands in one call. Here the names are followed: ``run = exec``, ``getattr(builtins, "ex" +
"ec")``, text that is decoded into a variable first. Values are followed by name within a function and the module, in
no order, which is enough for what people write to hide something. Nothing is ever run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, cast

from pkglint.detect.code import syntax
from pkglint.model.lazy import lazy

RUNNERS = frozenset({"exec", "eval"})
DECODERS = frozenset(
    {
        "b64decode", "b32decode", "b16decode", "b85decode", "a85decode", "urlsafe_b64decode", "standard_b64decode",
        "decodebytes", "decodestring", "a2b_base64", "a2b_hex", "unhexlify", "fromhex", "decompress", "decrypt",
    }
)  # fmt: skip
# Decoders whose plain name says too little without the module that they are called on.
_QUALIFIED = {("codecs", "decode"), ("codecs", "getdecoder"), ("marshal", "loads")}
_UNPICKLERS = {(module, "loads") for module in ("pickle", "cPickle", "_pickle", "dill", "cloudpickle")}
_FETCHERS = frozenset({"urlopen", "urlretrieve"})
_CLIENTS = frozenset({"requests", "httpx", "urllib3"})
_CODINGS = lazy(r"base_?64|hex|rot_?13|zlib|bz2|uu", re.IGNORECASE)
_MEDIA = lazy(r".*\.(?:png|jpe?g|gif|bmp|ico|wav|mp3|ttf|woff2?)")
_PIECES = 12  # characters that are written as numbers; fewer are a constant
_LONG = 200
_ROUNDS = 4
_NOTED: frozenset[type] = frozenset(
    {
        ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.Return, ast.Import, ast.ImportFrom,
        ast.FunctionDef, ast.AsyncFunctionDef,
    }
)  # fmt: skip
_Binding = tuple[int, str, ast.expr, int]


class Run(NamedTuple):
    """A call that executes what was hidden: its 1-based line, and what it does in words."""

    line: int
    text: str


_SIGNS = {
    "hidden": "decodes hidden text and executes it",
    "fetched": "downloads code and executes it",
    "media": "executes what it reads from a media file",
}


def find(data: bytes, parse: syntax.Parse | None = None) -> Run | None:
    """The first call in a module that executes hidden text, downloaded text or the bytes of a picture."""
    tree = parse() if parse else syntax.parse(data)
    try:
        return _Module(tree, data).first() if isinstance(tree, ast.Module) else None
    except RecursionError:  # nested on purpose; what stands in one call is found without the syntax
        return None


class _Module:
    """The names of a module by what they stand for, per function; ``""`` is the module itself."""

    def __init__(self, tree: ast.Module, data: bytes) -> None:
        self.lines = data.splitlines()
        self.names: dict[tuple[int, str], set[str]] = {}
        self.calls: list[tuple[ast.Call, int]] = []
        self.bindings: list[tuple[int, str, ast.expr, int]] = []
        self.aliases: dict[str, str] = {}
        self.own: set[str] = set()
        self.literal = False
        self._collect(tree)
        # Most modules run nothing. Whether one does depends on what is called exec alone, which is quickly known.
        self._follow(self.bindings, self._only_runner)
        self.calls = [(call, scope) for call, scope in self.calls if self._may_execute(call, scope)]
        self.names.clear()
        if self.calls:
            self._follow(self._reachable(), self._tags)

    def _follow(self, bindings: list[_Binding], tags: Callable[[ast.expr, int], set[str]]) -> None:
        """Give names what their values stand for, until nothing is news."""
        for _ in range(_ROUNDS):
            if not sum([self._bind(scope, name, tags(value, seen_in)) for scope, name, value, seen_in in bindings]):
                break

    def _reachable(self) -> list[_Binding]:
        """The bindings of names that the calls mention, themselves or through the values of others, in order."""
        values: dict[str, list[ast.expr]] = {}
        for _, name, value, _ in self.bindings:
            values.setdefault(name, []).append(value)
        wanted: set[str] = set()
        todo: list[ast.expr] = [call for call, _ in self.calls]
        while todo:
            for node in ast.walk(todo.pop()):
                if isinstance(node, ast.Name) and node.id not in wanted:
                    wanted.add(node.id)
                    todo += values.get(node.id, ())
        return [binding for binding in self.bindings if binding[1] in wanted]

    def _collect(self, tree: ast.Module) -> None:
        """Note calls and bindings; without recursion, for what is nested deep on purpose."""
        fields = syntax.fields()
        todo: list[tuple[ast.AST, int, tuple[int, str]]] = [(tree, 0, (0, ""))]
        while todo:
            node, inside, function = todo.pop()
            kind = node.__class__
            if kind is ast.Call:
                self.calls.append((cast("ast.Call", node), inside))
            elif kind in _NOTED:
                inside, function = self._note(node, inside, function)
            for name in fields[kind]:
                value: Any = getattr(node, name, None)
                children: Any = value if value.__class__ is list else (value,)
                for child in children:
                    if child.__class__ is ast.Constant:
                        self.literal = self.literal or _is_long(child)
                    elif child.__class__ in fields:
                        todo.append((child, inside, function))

    def _note(self, node: ast.AST, inside: int, function: tuple[int, str]) -> tuple[int, tuple[int, str]]:
        """Note what a node binds; the scope that its parts are in, and the function that they return from."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.own.add(node.name)
            return id(node), (inside, node.name)
        if isinstance(node, ast.Return):
            self.bindings += [(*function, node.value, inside)] if node.value else []
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self._imported(node)
        else:
            self.bindings += [(inside, name, value, inside) for name, value in _bound(node)]
        return inside, function

    def _imported(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self.aliases[name] = alias.name if isinstance(node, ast.ImportFrom) else alias.name.rpartition(".")[2]
            if isinstance(node, ast.ImportFrom) and node.module not in {"builtins", "__builtin__"}:
                self.own.add(name)

    def _bind(self, scope: int, name: str, tags: set[str]) -> bool:
        """Add what a value stands for to its name; whether that was news. A function's name is outside of it."""
        known = self.names.setdefault((scope, name), set())
        news = not tags <= known
        known |= tags
        return news

    def _only_runner(self, value: ast.expr, scope: int) -> set[str]:
        return {"runner"} if self._runs(value, scope) else set()

    def _may_execute(self, call: ast.Call, scope: int) -> bool:
        """Whether a call runs what it is given, or is given what runs; what else it is given is not asked."""
        return (
            self._runs(call.func, scope)
            or self._makes_function(call)
            or any(self._runs(value, scope) for value in (*call.args, *(keyword.value for keyword in call.keywords)))
        )

    def _makes_function(self, call: ast.Call) -> bool:
        """Frameworks make functions of what they are given; what a module brings along itself is another matter."""
        return self.literal and (_plain(call) == "FunctionType" or self._callee(call.func) in _UNPICKLERS)

    def _tags(self, value: ast.expr, scope: int) -> set[str]:
        tags = {tag for node in ast.walk(value) for tag in self._node(node, scope)}
        if self._runs(value, scope):
            tags.add("runner")
        return tags

    def _known(self, name: str, scope: int) -> set[str]:
        return self.names.get((scope, name)) or self.names.get((0, name)) or set()

    def _node(self, node: ast.AST, scope: int) -> Iterator[str]:
        """What one node shows: ``hidden``, ``fetched``, ``media``."""
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield from self._known(node.id, scope) - {"runner"}
        elif isinstance(node, ast.Call):
            yield from self._call(node)
        elif _reversed(node) or _two_characters(node) or self._escaped(node):
            yield "hidden"

    def _call(self, call: ast.Call) -> Iterator[str]:
        owner, name = self._callee(call.func)
        first = call.args[0] if call.args else None
        decoded = name == "decode" and _CODINGS.fullmatch(_fold(first) or "")
        mapped = name == "map" and isinstance(first, ast.Name) and first.id == "chr"
        if name in DECODERS or (owner, name) in _QUALIFIED or decoded or mapped or _is_numbers(name, call):
            yield "hidden"
        elif name in _FETCHERS or (owner in _CLIENTS and name in {"get", "post", "request"}):
            yield "fetched"
        elif name == "open" and any(_MEDIA.fullmatch(text) for text in _texts(call)):
            yield "media"

    def _callee(self, func: ast.expr) -> tuple[str, str]:
        """Owner and name of what is called, with ``import ... as`` and ``getattr`` with a plain name undone."""
        if isinstance(func, ast.Name):
            return "", self.aliases.get(func.id, func.id)
        if isinstance(func, ast.Attribute):
            owner = func.value.id if isinstance(func.value, ast.Name) else _imported_module(func.value)
            return self.aliases.get(owner, owner), func.attr
        if isinstance(func, ast.Call) and _plain(func) == "getattr" and len(func.args) > 1:
            owner = func.args[0].id if isinstance(func.args[0], ast.Name) else _imported_module(func.args[0])
            return self.aliases.get(owner, owner), _fold(func.args[1]) or ""
        return "", ""

    def _escaped(self, node: ast.AST) -> bool:
        """Whether plain text is written as the numbers of its characters."""
        if not isinstance(node, ast.Constant):
            return False
        value = node.value.encode("latin-1", "replace") if isinstance(node.value, str) else node.value
        if not isinstance(value, bytes) or len(value) < _PIECES or node.end_col_offset is None:
            return False
        plain = sum(32 <= byte < 127 for byte in value)
        if plain * 10 < len(value) * 9 or node.lineno != node.end_lineno or node.lineno > len(self.lines):
            return False
        written = self.lines[node.lineno - 1][node.col_offset : node.end_col_offset]
        return written.count(b"\\") * 10 > len(value) * 9

    def _runs(self, node: ast.expr, scope: int) -> bool:
        """Whether an expression is ``exec`` or ``eval``, by whatever way it is reached."""
        if isinstance(node, ast.Name):
            return (node.id in RUNNERS and node.id not in self.own) or "runner" in self._known(node.id, scope)
        if isinstance(node, ast.Attribute):
            return node.attr in RUNNERS and _names_builtins(node.value)
        if isinstance(node, ast.Subscript):
            return _fold(node.slice) in RUNNERS and _names_builtins(node.value)
        if isinstance(node, ast.Call) and _plain(node) == "getattr" and len(node.args) > 1:
            return _fold(node.args[1]) in RUNNERS and _names_builtins(node.args[0])
        if isinstance(node, ast.IfExp):
            return self._runs(node.body, scope) or self._runs(node.orelse, scope)
        return False

    def first(self) -> Run | None:
        """The first call, by line, that runs what is hidden."""
        found = [Run(call.lineno, _SIGNS[tag]) for call, scope in self.calls for tag in self._executes(call, scope)]
        return min(found, default=None)

    def _executes(self, call: ast.Call, scope: int) -> Iterator[str]:
        given: list[ast.expr] = [*call.args, *(keyword.value for keyword in call.keywords)]
        if self._runs(call.func, scope) or self._makes_function(call):
            yield from self._tags(given[0], scope) - {"runner"} if given else ()
        elif any(self._runs(argument, scope) for argument in given) and _plain(call) != "getattr":
            others = [argument for argument in given if not self._runs(argument, scope)]
            yield from {tag for argument in others for tag in self._tags(argument, scope)} - {"runner"}


def _bound(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names that a statement or expression binds, with the value."""
    if isinstance(node, ast.Assign):
        targets: list[ast.expr] = list(node.targets)
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
        targets = [node.target]
    else:
        return
    for target in targets:
        if isinstance(target, ast.Name) and node.value is not None:
            yield target.id, node.value


def _plain(node: ast.expr) -> str:
    """The last part of the name that is called."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _imported_module(node: ast.expr) -> str:
    """``base64`` for ``__import__("base64")`` and ``importlib.import_module("base64")``."""
    if isinstance(node, ast.Call) and _plain(node) in {"__import__", "import_module"} and node.args:
        return _fold(node.args[0]) or ""
    return ""


def _names_builtins(node: ast.expr) -> bool:
    for child in ast.walk(node):
        name = child.id if isinstance(child, ast.Name) else child.value if isinstance(child, ast.Constant) else ""
        if isinstance(name, str) and name.strip("_") in {"builtins", "builtin"}:
            return True
    return False


def _fold(node: ast.expr | None) -> str | None:
    """The text of an expression of nothing but text: added, joined, turned round; ``None`` for any other."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp):
        return _added(node)
    if isinstance(node, ast.Subscript) and _turned(node):
        inner = _fold(node.value)
        return None if inner is None else inner[::-1]
    return _joined(node) if isinstance(node, ast.Call) and _plain(node) == "join" else None


def _added(node: ast.BinOp) -> str | None:
    """Text that is put together with ``+``; without recursion, for there may be thousands of parts."""
    parts: list[str] = []
    rest: ast.expr = node
    while isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Add):
        part = _fold(rest.right)
        if part is None:
            return None
        parts.append(part)
        rest = rest.left
    first = None if isinstance(rest, ast.BinOp) else _fold(rest)
    return None if first is None else first + "".join(reversed(parts))


def _joined(node: ast.Call) -> str | None:
    if not isinstance(node.func, ast.Attribute) or len(node.args) != 1:
        return None
    between, items = _fold(node.func.value), node.args[0]
    parts = [_fold(item) for item in items.elts] if isinstance(items, (ast.List, ast.Tuple)) else [None]
    texts = [part for part in parts if part is not None]
    return between.join(texts) if between is not None and len(texts) == len(parts) else None


def _is_long(node: ast.Constant) -> bool:
    """Whether it is text without blanks, long enough to be a program in some coding."""
    value = node.value
    if not isinstance(value, (str, bytes)) or len(value) < _LONG:
        return False
    return (" " if isinstance(value, str) else b" ") not in value  # type: ignore[operator]


def _turned(node: ast.Subscript) -> bool:
    step = node.slice.step if isinstance(node.slice, ast.Slice) else None
    return isinstance(step, ast.UnaryOp) and isinstance(step.op, ast.USub) and _number(step.operand) == 1


def _reversed(node: ast.AST) -> bool:
    """Whether a long text is written backwards."""
    if not isinstance(node, ast.Subscript) or not _turned(node):
        return False
    value = node.value.value if isinstance(node.value, ast.Constant) else ""
    return isinstance(value, (str, bytes)) and len(value) >= _PIECES


def _two_characters(node: ast.AST) -> bool:
    """``chr(101) + chr(120)``."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add):
        return False
    return _plain(node.left) == "chr" and _plain(node.right) == "chr"


def _number(node: ast.expr) -> int | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else None


def _is_numbers(name: str, call: ast.Call) -> bool:
    """Whether a call makes text from numbers: a list of bytes, one huge number, characters that are computed."""
    first = call.args[0] if call.args else None
    if name in {"bytes", "bytearray"}:
        computed = isinstance(first, (ast.GeneratorExp, ast.ListComp)) and isinstance(first.elt, ast.BinOp)
        listed = isinstance(first, (ast.List, ast.Tuple)) and len(first.elts) >= _PIECES
        return computed or listed
    if name == "to_bytes":
        numbers = [_number(node) or 0 for node in (first, getattr(call.func, "value", None)) if node]
        return any(number.bit_length() > 8 * _PIECES for number in numbers)
    if name == "join" and isinstance(first, (ast.GeneratorExp, ast.ListComp)):
        return _plain(first.elt) == "chr"
    return False


def _texts(call: ast.Call) -> Iterator[str]:
    for node in ast.walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.lower()
