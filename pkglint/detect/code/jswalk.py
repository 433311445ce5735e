"""Following JavaScript's names and constants through statements and expressions, scope by scope.

What is called is left to whoever asks. Nesting that is too deep is skipped, and no text makes this fail.
"""

from __future__ import annotations

from typing import NamedTuple

from pkglint.detect.code import danger, jsread
from pkglint.detect.code.jstables import CTORS, GLOBALS

DEPTH = 40
_SKIPPED = frozenset(
    {
        "if", "else", "for", "while", "do", "try", "finally", "switch", "case", "default", "class", "extends", "export",
        "return", "throw", "await", "yield", "new", "typeof", "void", "delete", "in", "of", "instanceof", "static",
        "async", "get", "set", "const", "let", "var", "catch", "break", "continue",
    }
)  # fmt: skip
_LOW = frozenset({"&&", "||", "??", "?", ":", "-", "*", "/", "%", "&", "|", "^", "<", ">", "==", "!=", "===", "!=="})
_PREFIXES = frozenset(
    {
        "!", "~", "+", "-", "++", "--", "...", "await", "typeof", "void", "new", "delete", "async", "yield", "const",
        "let", "var",
    }
)  # fmt: skip
_WORDS = frozenset({"in", "of", "instanceof"})


class Value(NamedTuple):
    """What an expression is known to be: a constant, the path of a name, and marks of where it comes from."""

    const: object = None
    path: str = ""
    marks: frozenset[str] = frozenset()


NOTHING = Value()


class Walker:
    """One pass over the tokens of a part. Subclasses say what a call gives."""

    def __init__(self, text: str) -> None:
        self.tokens, self.pairs = jsread.read(text)
        self.at = 0
        self.depth = 0
        self.scopes: list[dict[str, Value]] = [{}]
        self.incoming: frozenset[str] = frozenset()
        self.returns: list[frozenset[str]] = [frozenset()]
        self.statements(len(self.tokens))

    def text(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.tokens[index].text if index < len(self.tokens) else ""

    def statements(self, end: int) -> None:
        while self.at < end:
            start = self.at
            word = self.text()
            if word == "import" and self.text(1) not in ("(", "."):
                self.imports()
            elif word == "{":
                self.block()
            elif word == "return":
                self.at += 1
                self.returns[-1] |= self.expression().marks
            elif word in ("const", "let", "var"):
                self.at += 1
                self.declare()
            elif word in _SKIPPED or word in ";,)}]":
                self.at += 1
            else:
                self.expression()
            if self.at == start:
                self.at += 1

    def block(self) -> None:
        """What stands in braces, in a scope of its own; too deep, it is skipped."""
        end = self.pairs.get(self.at, len(self.tokens))
        self.at += 1
        if self.depth < DEPTH:
            self.depth += 1
            self.scopes.append({})
            self.statements(end)
            self.scopes.pop()
            self.depth -= 1
        self.at = max(self.at, end + 1)

    def declare(self) -> None:
        if self.text() in "{[" and self.at in self.pairs:
            start, end = self.at, self.pairs[self.at]
            self.at = end + 1
            value = NOTHING
            if self.text() == "=":
                self.at += 1
                value = self.expression()
            self.destructure(start, end, value)
        elif self.text(1) != "=":
            self.scopes[-1][self.text()] = NOTHING

    def destructure(self, start: int, end: int, value: Value) -> None:
        """``{a, b: c} = value``: each name is a member."""
        index = start + 1
        while index < end:
            if self.tokens[index].kind == "name":
                key = name = self.tokens[index].text
                if self.tokens[index + 1].text == ":" and self.tokens[index + 2].kind == "name":
                    name = self.tokens[index + 2].text
                    index += 2
                self.scopes[-1][name] = self.member(value, Value(key))
            index += 1

    def imports(self) -> None:
        """``import a, {b as c} from "module"``; the names become members of the module."""
        start = self.at + 1
        end = next((i for i in range(start, min(start + 200, len(self.tokens))) if self.tokens[i].kind == "text"), 0)
        self.at = start
        if not end:
            return
        module = jsread.plain(self.tokens[end].text)[0].removeprefix("node:")
        braces = False
        for index in range(start, end):
            word, after = self.tokens[index].text, self.tokens[index + 1].text
            braces = word == "{" or (braces and word != "}")
            if self.tokens[index].kind == "name" and word not in ("from", "as", "type"):
                key = self.tokens[index - 2].text if self.tokens[index - 1].text == "as" else word
                if after != "as":
                    self.scopes[0][word] = Value(path=f"{module}.{key}" if braces else module)
        self.at = end + 1

    def expression(self) -> Value:
        """An expression without commas."""
        if self.depth >= DEPTH:
            self.skip()
            return NOTHING
        self.depth += 1
        value = self.added()
        self.depth -= 1
        return value

    def skip(self) -> None:
        self.at = self.pairs.get(self.at, self.at) + 1

    def added(self) -> Value:
        name = self.text() if self.at < len(self.tokens) and self.tokens[self.at].kind == "name" else ""
        simple = name and self.text(1) in ("=", "+=")
        value = self.unary()
        while self.at < len(self.tokens):
            word = self.text()
            if word == "+":
                self.at += 1
                other = self.unary()
                const = _plus(value.const, other.const)
                joined = {"joined"} if const is not None else frozenset()
                value = Value(const, "String#" if const is not None else "", value.marks | other.marks | joined)
            elif word in ("=", "+="):
                self.at += 1
                other = self.expression()
                marks = other.marks | (value.marks if word == "+=" else frozenset())
                value = Value(None, "", marks) if word == "+=" else other
                if simple:
                    self.assign(name, value)
            elif word in _LOW or word in _WORDS:
                self.at += 1
                other = self.unary()
                path = value.path or other.path if word in ("&&", "||", "??", "?", ":") else ""
                value = Value(None, path, value.marks | other.marks)
            else:
                break
        return value

    def assign(self, name: str, value: Value) -> None:
        scope = next((scope for scope in reversed(self.scopes) if name in scope), self.scopes[-1])
        scope[name] = value

    def unary(self) -> Value:
        while self.at < len(self.tokens) and self.text() in _PREFIXES:
            if self.text() == "async" and self.text(1) in (")", ",", ".", "=>", "="):
                break
            self.at += 1
        return self.chain(self.primary())

    def primary(self) -> Value:
        if self.at >= len(self.tokens):
            return NOTHING
        token = self.tokens[self.at]
        if token.kind == "name":
            return self.named(token.text)
        if token.text == "(":
            return self.bracket()
        if token.text == "[":
            items = self.listed()
            texts = [item.const for item in items]
            marks = frozenset().union(*(item.marks for item in items))
            return Value(texts, "Array#", marks)
        if token.text == "{":
            return self.object()
        if token.kind == "mark":
            return NOTHING
        self.at += 1
        if token.kind == "text":
            return literal(token.text)
        return Value(_number(token.text)) if token.kind == "number" else Value(path="RegExp#")

    def named(self, name: str) -> Value:
        if name == "function":
            return self.function()
        self.at += 1
        if self.text() == "=>":
            return self.arrow([name])
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return Value(path="globalThis" if name in GLOBALS else name)

    def bracket(self) -> Value:
        """``(a, b)`` is b; ``(a, b) => ...`` is a function."""
        end = self.pairs.get(self.at, len(self.tokens) - 1)
        start = self.at + 1
        if end + 1 < len(self.tokens) and self.tokens[end + 1].text == "=>":
            self.at = end + 1
            return self.arrow([token.text for token in self.tokens[start:end] if token.kind == "name"])
        values = self.listed()
        return values[-1] if values else NOTHING

    def listed(self) -> list[Value]:
        """What stands between two brackets, separated by commas."""
        end = self.pairs.get(self.at, len(self.tokens))
        self.at += 1
        values: list[Value] = []
        while self.at < end:
            start = self.at
            if self.text() in (",", ";"):
                self.at += 1
                continue
            values.append(self.expression())
            if self.at == start:
                self.at += 1
        self.at = end + 1
        return values

    def object(self) -> Value:
        """An object's marks are those of what it holds."""
        end = self.pairs.get(self.at, len(self.tokens))
        self.at += 1
        marks: frozenset[str] = frozenset()
        while self.at < end:
            start = self.at
            if self.text() == "{":
                self.block()
            elif self.text() in (",", ":"):
                self.at += 1
            elif self.text(1) == ":" and self.tokens[self.at].kind in ("name", "text"):
                self.at += 2
            else:
                marks |= self.expression().marks
            if self.at == start:
                self.at += 1
        self.at = end + 1
        return Value(None, "", marks - {"masked"})

    def function(self) -> Value:
        self.at += 1
        if self.text() == "*":
            self.at += 1
        name = ""
        if self.at < len(self.tokens) and self.tokens[self.at].kind == "name":
            name = self.text()
            self.at += 1
        end = self.pairs.get(self.at)
        if self.text() != "(" or end is None:
            return NOTHING
        params = [token.text for token in self.tokens[self.at + 1 : end] if token.kind == "name"]
        self.at = end + 1
        value = self.body(params, self.given())
        if name:
            self.scopes[-1][name] = value
        return value

    def given(self) -> list[Value]:
        """The arguments of a function that is called where it stands, as far as they are plain names."""
        end = self.pairs.get(self.at, 0) + 1
        end += self.tokens[end].text == ")" if end < len(self.tokens) else 0
        close = self.pairs.get(end, 0)
        words = [token.text for token in self.tokens[end + 1 : close]] if close and self.tokens[end].text == "(" else []
        if len(words) > 20 or any(word == "," for word in words[::2]):
            return []
        return [Value(path="globalThis" if word in GLOBALS else word) for word in words[::2]]

    def arrow(self, params: list[str]) -> Value:
        self.at += 1
        return self.body(params, [])

    def body(self, params: list[str], given: list[Value]) -> Value:
        """A function's body, with its parameters bound; its value has the marks of what it returns."""
        incoming, self.incoming = self.incoming, frozenset()
        scope = {name: Value(marks=incoming) for name in params}
        scope.update(zip(params, given, strict=False))
        self.scopes.append(scope)
        self.returns.append(frozenset())
        if self.text() == "{":
            self.block()
        else:
            self.returns[-1] |= self.expression().marks
        marks = self.returns.pop()
        self.scopes.pop()
        return Value(None, "Function#", marks)

    def chain(self, value: Value) -> Value:
        """Members and calls behind a value."""
        while self.at < len(self.tokens):
            word = self.text()
            if word in (".", "?.") and self.text(1) not in ("(", "["):
                value = self.member(value, Value(self.text(1)))
                self.at += 2
            elif word == "?.":
                self.at += 1
            elif word == "[":
                keys = self.listed()
                value = self.member(value, keys[-1] if keys else NOTHING)
            elif word == "(":
                value = self.called(value)
            elif self.tokens[self.at].kind == "text" and word[0] == "`" and value.path:
                self.at += 1
            else:
                break
        return value

    def member(self, owner: Value, key: Value) -> Value:
        name = key.const if isinstance(key.const, str) else None
        marks = (owner.marks - {"env"} if owner.path == "process.env" else owner.marks) | (
            {"masked"} if "joined" in key.marks or "hidden" in key.marks else frozenset()
        )
        if name is None:
            item = _at(owner.const, key.const)
            return Value(item, "String#" if isinstance(item, str) else "", marks)
        if name == "constructor" and (owner.path in CTORS or owner.path.endswith(("#", ".constructor"))):
            return Value(None, "Function" if owner.path in CTORS or owner.path != "Array#" else "Array", marks)
        if owner.path in ("Array#", "String#", "Function#") and name not in ("length", "call", "apply", "bind"):
            return Value((owner.const, name), "Function#", marks)
        if owner.path == "globalThis":
            return Value(None, "globalThis" if name in GLOBALS else name, marks)
        path = f"{owner.path}.{name}" if owner.path else f".{name}"
        full = "env" if path == "process.env" else ""
        return Value((owner.const, name), path[-120:], marks | ({full} if full else frozenset()))

    def called(self, callee: Value) -> Value:
        """A call, at its opening bracket."""
        self.listed()
        return callee._replace(const=None)


def literal(text: str) -> Value:
    """The value of a text with its quotes."""
    value, hidden = jsread.plain(text)
    marks = {"hidden"} if hidden else set()
    if len(value) < 200 and danger.SECRET_FILES.search(value):
        marks.add("login")
    return Value(value, "String#", frozenset(marks))


def _plus(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) < danger.MOST * 10:
        return left + right
    return None


def _at(items: object, index: object) -> object:
    """What stands at a known place of a known list or text."""
    known = isinstance(items, (list, str)) and isinstance(index, int) and 0 <= index < len(items)
    return items[index] if known else None  # type: ignore[index]


def _number(text: str) -> int | None:
    try:
        return int(text, 16) if text[:2] in ("0x", "0X") else int(text)
    except ValueError:
        return None
