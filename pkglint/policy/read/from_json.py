"""JSON to nodes: a small strict reader that keeps positions and duplicate keys, which the standard one drops.

The grammar is RFC 8259's. Strings are decoded by the standard library's scanner.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder

from pkglint.policy.read.node import MAX_DEPTH, Node, Source

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_STANDARD = JSONDecoder()  # For strings only: their escapes and surrogates are its business.
_WORDS = {"true": ("truth", True), "false": ("truth", False), "null": ("null", None)}
_DEEPEST = 200  # A package.json may nest deeper than a policy in keys that are none of ours.


class _Bad(Exception):  # noqa: N818  # It carries the place to the one who notes the problem.
    def __init__(self, offset: int, message: str, help_: str = "correct the JSON here") -> None:
        self.offset, self.message, self.help = offset, message, help_
        super().__init__()


def read(source: Source, *, whole: bool) -> Node | None:
    """The value of the key ``pkglint``, else the ``whole`` document if that may be a policy, else ``None``."""
    reader = _Reader(source)
    try:
        root = reader.document()
    except _Bad as bad:
        source.problem(source.place(bad.offset), bad.message, bad.help)
        return None
    if root.kind != "mapping":
        return root if whole else None
    ours = [(key, value) for key, value in root.value if key.value == "pkglint"]
    for key, _ in ours[1:]:
        message = f'"pkglint" is there twice; first on line {ours[0][0].line}'
        source.problem(key, message, "merge the two: readers that allow it keep only the last")
    if ours:
        return _not_too_deep(source, ours[0][1])
    return _not_too_deep(source, root) if whole else None


def _not_too_deep(source: Source, node: Node) -> Node | None:
    stack = [(node, 1)]
    while stack:
        found, depth = stack.pop()
        if depth > MAX_DEPTH:
            source.problem(found, f"nested over {MAX_DEPTH} levels deep", "no policy is that deep")
            return None
        children = found.value if found.kind == "list" else ()
        if found.kind == "mapping":
            children = tuple(value for _, value in found.value)
        stack += [(child, depth + 1) for child in children]
    return node


class _Reader:
    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.starts = [0, *(m.end() for m in re.finditer("\r\n|[\r\n]", source.text))]
        # Lines as this grammar has them: U+2028 may stand in a JSON string.
        source.lines = re.split("\r\n|[\r\n]", source.text)

    def document(self) -> Node:
        node, end = self._value(self._skip(0), 1)
        end = self._skip(end)
        if end != len(self.text):
            raise _Bad(end, "something follows the end of the JSON value", "remove it")
        return node

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _node(self, kind: str, value: object, start: int, end: int, written: str | None = None) -> Node:
        from bisect import bisect_right

        line = bisect_right(self.starts, start)
        if kind in ("mapping", "list"):
            return Node(kind, value, line, start - self.starts[line - 1] + 1, end=end)
        shown = self.text[start:end] if written is None else written
        return Node(kind, value, line, start - self.starts[line - 1] + 1, shown, end - start)

    def _value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > _DEEPEST:
            raise _Bad(at, f"nested over {_DEEPEST} levels deep", "no package.json is that deep")
        char = self.text[at : at + 1]
        if char == "{":
            return self._object(at, depth)
        if char == "[":
            return self._array(at, depth)
        if char == '"':
            return self._string(at)
        for word, (kind, value) in _WORDS.items():
            if self.text.startswith(word, at):
                return self._node(kind, value, at, at + len(word)), at + len(word)
        found = _NUMBER.match(self.text, at)
        if not found:
            raise _Bad(at, "no JSON value stands here", _hint(char))
        return self._number(found), found.end()

    def _number(self, found: re.Match[str]) -> Node:
        if found[2] or found[3] or len(found[0]) > 18:
            return self._node("number", float(found[0]), found.start(), found.end())
        return self._node("integer", int(found[0]), found.start(), found.end())

    def _string(self, at: int) -> tuple[Node, int]:
        try:
            value, end = _STANDARD.raw_decode(self.text, at)
        except JSONDecodeError as error:
            raise _Bad(
                error.pos, "a text that is not JSON", "close the quotes, and escape control characters"
            ) from None
        return self._node("text", value, at, end, value), end

    def _object(self, at: int, depth: int) -> tuple[Node, int]:
        pairs: list[tuple[Node, Node]] = []
        end = self._skip(at + 1)
        while self.text[end : end + 1] != "}" or pairs:
            if self.text[end : end + 1] != '"':
                raise _Bad(end, "a key in double quotes must stand here", _hint(self.text[end : end + 1]))
            key, end = self._string(end)
            end = self._skip(end)
            if self.text[end : end + 1] != ":":
                raise _Bad(end, "a colon must stand between key and value", 'write "key": value')
            value, end = self._value(self._skip(end + 1), depth + 1)
            pairs.append((key, value))
            end, more = self._next(end, "}")
            if not more:
                break
        else:
            end += 1
        return self._node("mapping", tuple(pairs), at, end), end

    def _array(self, at: int, depth: int) -> tuple[Node, int]:
        items: list[Node] = []
        end = self._skip(at + 1)
        while self.text[end : end + 1] != "]" or items:
            value, end = self._value(end, depth + 1)
            items.append(value)
            end, more = self._next(end, "]")
            if not more:
                break
        else:
            end += 1
        return self._node("list", tuple(items), at, end), end

    def _next(self, at: int, closing: str) -> tuple[int, bool]:
        """Past a comma to the next item, or past the closing bracket; the second says whether there is an item."""
        at = self._skip(at)
        char = self.text[at : at + 1]
        if char == closing:
            return at + 1, False
        if char != ",":
            raise _Bad(at, f"a comma or `{closing}` must stand here", "separate items by commas")
        return self._skip(at + 1), True


def _hint(char: str) -> str:
    if char in ("}", "]"):
        return "remove the comma before it"
    if char == "/":
        return "remove the comment: JSON knows none"
    if char == "'":
        return "write double quotes"
    return "correct the JSON here"
