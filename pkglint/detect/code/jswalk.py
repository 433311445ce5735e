"""Following JavaScript's names and constants through statements and expressions, scope by scope.

What is called is left to whoever asks. Nesting that is too deep is skipped, and no text makes this fail.
"""

from __future__ import annotations

from pkglint.detect.code import jsread
from pkglint.detect.code.jstables import CTORS, GLOBALS
from pkglint.detect.code.jsvalue import (
    HOLE,
    NO_MARKS,
    NOTHING,
    REGEX,
    SHORT,
    Value,
    either,
    item_at,
    known,
    literal,
    marks_of,
    number_of,
    plus,
)  # fmt: skip

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
_WORKING = _PREFIXES | {"function"}
_CHOOSING = frozenset({"&&", "||", "??", "?", ":"})
_JOINED = frozenset({"joined"})
_MASKED = frozenset({"masked"})
_ENV = frozenset({"env"})
_CONSTS = frozenset({"Array#", "String#", "Function#"})


_ENDS = frozenset(",)]};")  # behind a value that is nothing but one token
_SIMPLE = frozenset({"name", "text", "number"})


class Walker:
    """One pass over the tokens of a part. Subclasses say what a call gives."""

    def __init__(self, text: str) -> None:
        self.kinds, self.texts, self.starts, self.pairs, self.total = jsread.read(text)
        self.at = 0
        self.depth = 0
        self.scopes: list[dict[str, Value]] = [{}]
        self.incoming: frozenset[str] = frozenset()
        self.returns: list[frozenset[str]] = [frozenset()]
        self.statements(self.total)

    def text(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.texts[index] if index < self.total else ""

    def statements(self, end: int) -> None:
        while self.at < end:
            start = self.at
            word = self.texts[start]
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
            elif word in _SKIPPED or word in _ENDS:
                self.at += 1
            else:
                self.expression()
            if self.at == start:
                self.at += 1

    def block(self) -> None:
        """What stands in braces, in a scope of its own; too deep, it is skipped."""
        end = self.pairs.get(self.at, self.total)
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
            if self.kinds[index] == "name":
                key = name = self.texts[index]
                if self.texts[index + 1] == ":" and self.kinds[index + 2] == "name":
                    name = self.texts[index + 2]
                    index += 2
                self.scopes[-1][name] = self.member(value, Value(key))
            index += 1

    def imports(self) -> None:
        """``import a, {b as c} from "module"``; the names become members of the module."""
        start = self.at + 1
        end = next((i for i in range(start, min(start + 200, self.total)) if self.kinds[i] == "text"), 0)
        self.at = start
        if not end:
            return
        module = jsread.plain(self.texts[end])[0].removeprefix("node:")
        braces = False
        for index in range(start, end):
            word, after = self.texts[index], self.texts[index + 1]
            braces = word == "{" or (braces and word != "}")
            if self.kinds[index] == "name" and word not in ("from", "as", "type"):
                key = self.texts[index - 2] if self.texts[index - 1] == "as" else word
                if after != "as":
                    self.scopes[0][word] = Value(path=f"{module}.{key}" if braces else module)
        self.at = end + 1

    def expression(self) -> Value:
        """An expression without commas."""
        if self.depth >= DEPTH:
            self.skip()
            return NOTHING
        at = self.at
        if self.texts[at + 1] in _ENDS and self.kinds[at] in _SIMPLE and self.texts[at] not in _WORKING:
            return self.primary()
        self.depth += 1
        value = self.added()
        self.depth -= 1
        return value

    def skip(self) -> None:
        self.at = self.pairs.get(self.at, self.at) + 1

    def added(self) -> Value:
        texts = self.texts
        name = texts[self.at] if self.at < self.total and self.kinds[self.at] == "name" else ""
        simple = name and texts[self.at + 1] in ("=", "+=")
        value = self.unary()
        while self.at < self.total:
            word = texts[self.at]
            if word in _ENDS:
                break
            if word == "+":
                self.at += 1
                other = self.unary()
                const = plus(value.const, other.const)
                joined = _JOINED if isinstance(const, str) and HOLE not in const else NO_MARKS
                value = Value(const, "String#" if const is not None else "", value.marks | other.marks | joined)
            elif word in ("=", "+="):
                self.at += 1
                other = self.expression()
                value = Value(None, "", other.marks | value.marks) if word == "+=" else other
                if simple:
                    self.assign(name, value)
            elif word in _LOW or word in _WORDS:
                self.at += 1
                other = self.unary()
                path = value.path or other.path if word in _CHOOSING else ""
                value = Value(either(word, value.const, other.const), path, value.marks | other.marks)
            else:
                break
        return value

    def assign(self, name: str, value: Value) -> None:
        scope = next((scope for scope in reversed(self.scopes) if name in scope), self.scopes[-1])
        scope[name] = value

    def unary(self) -> Value:
        while self.at < self.total and self.texts[self.at] in _PREFIXES:
            if self.texts[self.at] == "async" and self.text(1) in (")", ",", ".", "=>", "="):
                break
            self.at += 1
        return self.chain(self.primary())

    def primary(self) -> Value:
        at = self.at
        if at >= self.total:
            return NOTHING
        kind, word = self.kinds[at], self.texts[at]
        if kind == "name":
            return self.named(word)
        if word == "(":
            return self.bracket()
        if word == "[":
            items = self.listed()
            return Value([item.const for item in items], "Array#", marks_of(items))
        if word == "{":
            return self.object()
        if kind == "mark":
            return NOTHING
        self.at = at + 1
        if kind == "text":
            return literal(word) if len(word) > SHORT else known(word)
        return Value(number_of(word)) if kind == "number" else REGEX

    def named(self, name: str) -> Value:
        if name == "function":
            return self.function()
        self.at += 1
        if self.texts[self.at] == "=>":
            return self.arrow([name])
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return Value(None, "globalThis" if name in GLOBALS else name)

    def bracket(self) -> Value:
        """``(a, b)`` is b; ``(a, b) => ...`` is a function."""
        end = self.pairs.get(self.at, self.total - 1)
        start = self.at + 1
        if end + 1 < self.total and self.texts[end + 1] == "=>":
            self.at = end + 1
            return self.arrow(self.names(start, end))
        values = self.listed()
        return values[-1] if values else NOTHING

    def names(self, start: int, end: int) -> list[str]:
        kinds = self.kinds
        return [self.texts[index] for index in range(start, end) if kinds[index] == "name"]

    def listed(self) -> list[Value]:
        """What stands between two brackets, separated by commas."""
        end = self.pairs.get(self.at, self.total)
        self.at += 1
        values: list[Value] = []
        while self.at < end:
            start = self.at
            if self.texts[start] in (",", ";"):
                self.at += 1
                continue
            values.append(self.expression())
            if self.at == start:
                self.at += 1
        self.at = end + 1
        return values

    def object(self) -> Value:
        """An object's marks are those of what it holds."""
        end = self.pairs.get(self.at, self.total)
        self.at += 1
        marks: frozenset[str] = frozenset()
        while self.at < end:
            start = self.at
            if self.text() == "{":
                self.block()
            elif self.text() in (",", ":"):
                self.at += 1
            elif self.text(1) == ":" and self.kinds[self.at] in ("name", "text"):
                self.at += 2
            else:
                marks |= self.expression().marks
            if self.at == start:
                self.at += 1
        self.at = end + 1
        return Value(None, "", marks - _MASKED if marks else marks)

    def function(self) -> Value:
        self.at += 1
        if self.text() == "*":
            self.at += 1
        name = ""
        if self.at < self.total and self.kinds[self.at] == "name":
            name = self.text()
            self.at += 1
        end = self.pairs.get(self.at)
        if self.text() != "(" or end is None:
            return NOTHING
        params = self.names(self.at + 1, end)
        self.at = end + 1
        value = self.body(params, self.given())
        if name:
            self.scopes[-1][name] = value
        return value

    def given(self) -> list[Value]:
        """The arguments of a function that is called where it stands, as far as they are plain names."""
        end = self.pairs.get(self.at, 0) + 1
        end += self.texts[end] == ")" if end < self.total else 0
        close = self.pairs.get(end, 0)
        words = self.texts[end + 1 : close] if close and self.texts[end] == "(" else []
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
        texts, total = self.texts, self.total
        while self.at < total:
            word = texts[self.at]
            if word in _ENDS:
                break
            if word in (".", "?.") and texts[self.at + 1] not in ("(", "["):
                value = self.dotted(value, texts[self.at + 1], value.marks)
                self.at += 2
            elif word == "?.":
                self.at += 1
            elif word == "[":
                keys = self.listed()
                value = self.member(value, keys[-1] if keys else NOTHING)
            elif word == "(":
                value = self.called(value)
            elif word[0] == "`" and value.path and self.kinds[self.at] == "text":
                self.at += 1
            else:
                break
        return value

    def member(self, owner: Value, key: Value) -> Value:
        """What is looked up by a value."""
        masked = key.marks and not key.marks.isdisjoint(("joined", "hidden"))
        marks = owner.marks | _MASKED if masked else owner.marks
        if isinstance(key.const, str) and HOLE not in key.const:
            return self.dotted(owner, key.const, marks)
        item = item_at(owner.const, key.const)
        marks = marks - _ENV if marks and owner.path == "process.env" else marks
        return Value(item, "String#" if isinstance(item, str) else "", marks)

    def dotted(self, owner: Value, name: str, marks: frozenset[str]) -> Value:
        """What is looked up by its name; the marks are those of the owner, and that of a name that is put together."""
        at = owner.path
        if marks and at == "process.env":
            marks -= _ENV
        if name == "constructor" and (at in CTORS or at.endswith(("#", ".constructor"))):
            return Value(None, "Function" if at in CTORS or at != "Array#" else "Array", marks)
        if at in _CONSTS and name not in ("length", "call", "apply", "bind"):
            return Value((owner.const, name), "Function#", marks)
        if at == "globalThis":
            return Value(None, "globalThis" if name in GLOBALS else name, marks)
        path = f"{at}.{name}"
        return Value((owner.const, name), path[-120:], marks | _ENV if path == "process.env" else marks)

    def called(self, callee: Value) -> Value:
        """A call, at its opening bracket."""
        self.listed()
        return callee._replace(const=None)
