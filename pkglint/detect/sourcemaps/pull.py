"""A pull reader for JSON in bytes: walks objects and arrays without decoding what nobody asks for.

``json.loads`` costs three to ten times a source map in memory, and four bytes a character as soon as one of them is
an emoji. Here the document stays the bytes that it is, and one string at a time is decoded. Nesting is counted, not
recursed into, so depth is no danger. The reader is as lenient as it can be (a comma too many, control characters in
strings, bytes behind the end): it looks for what a file reveals.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from pkglint.model.lazy import lazy

_BLANK = 32  # the last byte that may stand between tokens
_SPACE = lazy(rb"[ \t\r\n]*")
_SCALAR = lazy(rb"[^ \t\r\n,:\"{}\[\]]+")
_BARE = lazy(rb"[A-Za-z_$][\w$]*")
_BRACKET = lazy(rb'["{}\[\]]')
QUOTE, BACKSLASH, COMMA, COLON = b'"\\,:'
OBJECT, END_OBJECT, ARRAY, END_ARRAY = b"{}[]"


class NotJsonError(ValueError):
    """The bytes stop being JSON at ``Reader.pos``."""


class Reader:
    """A position in JSON bytes. Methods that consume a value start at it (after white space) and end behind it."""

    __slots__ = ("data", "pos")

    def __init__(self, data: bytes, pos: int = 0) -> None:
        self.data = data
        self.pos = pos

    def peek(self) -> int:
        """The first byte of the next token."""
        try:
            if (first := self.data[self.pos]) > _BLANK:
                return first
        except IndexError:
            raise NotJsonError from None
        found = _SPACE.match(self.data, self.pos)
        self.pos = found.end() if found else self.pos
        if self.pos >= len(self.data):
            raise NotJsonError
        return self.data[self.pos]

    def members(self) -> Iterator[str]:
        """The keys of an object; the reader stands before the value, which is skipped when nobody consumes it."""
        self._expect(OBJECT)
        while self.peek() != END_OBJECT:
            key = self._key()
            self._expect(COLON)
            self.peek()
            start = self.pos
            yield key
            if self.pos == start:
                self.span()
            self._separate(END_OBJECT)
        self.pos += 1

    def items(self) -> Iterator[int]:
        """The indexes of an array; the reader stands before the item, which is skipped when nobody consumes it."""
        index = 0
        self._expect(ARRAY)
        while self.peek() != END_ARRAY:
            start = self.pos
            yield index
            index += 1
            if self.pos == start:
                self.span()
            self._separate(END_ARRAY)
        self.pos += 1

    def string(self) -> str:
        """The next value, which must be a string; bytes that are no UTF-8 are replaced.

        Without its end, the string is left unread: the reader stands before it.
        """
        start, end = self.span()
        raw = self.data[start:end]
        if raw[:1] != b'"':
            self.pos = start
            raise NotJsonError
        if b"\\" not in raw:
            return raw[1:-1].decode("utf-8", "replace")
        text = raw.decode("utf-8", "replace")
        try:
            return str(json.loads(text, strict=False))
        except ValueError:
            return text[1:-1]  # An escape that JSON does not know: the text is given away as it stands.

    def span(self) -> tuple[int, int]:
        """Start and end of the next value, which is consumed without a look inside."""
        first, start = self.peek(), self.pos
        if first == QUOTE:
            self._skip_string()
        elif first in (OBJECT, ARRAY):
            self._skip_nested()
        else:
            found = _SCALAR.match(self.data, start)
            if not found:
                raise NotJsonError
            self.pos = found.end()
        return start, self.pos

    def _key(self) -> str:
        """A key, which code may write without quotes."""
        bare = _BARE.match(self.data, self.pos)
        if bare is None:
            return self.string()
        self.pos = bare.end()
        return bare[0].decode("ascii", "replace")

    def _separate(self, end: int) -> None:
        """Go over the comma behind a value; what ends the list stays."""
        first = self.peek()
        if first == COMMA:
            self.pos += 1
        elif first != end:
            raise NotJsonError

    def _expect(self, byte: int) -> None:
        if self.peek() != byte:
            raise NotJsonError
        self.pos += 1

    def _skip_string(self) -> None:
        data, pos = self.data, self.pos + 1
        while True:
            pos = data.find(b'"', pos)
            if pos < 0:
                raise NotJsonError
            last = pos - 1
            while data[last] == BACKSLASH:
                last -= 1
            pos += 1
            # An even number of backslashes before it leaves the quote what it is.
            if (pos - last) % 2 == 0:
                self.pos = pos
                return

    def _skip_nested(self) -> None:
        depth = 0
        while True:
            found = _BRACKET.search(self.data, self.pos)
            if not found:
                raise NotJsonError
            self.pos = found.start()
            byte = self.data[self.pos]
            if byte == QUOTE:
                self._skip_string()
                continue
            self.pos += 1
            depth += 1 if byte in (OBJECT, ARRAY) else -1
            if depth == 0:
                return
