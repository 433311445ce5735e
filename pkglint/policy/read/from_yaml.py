"""YAML to nodes, from the parser's events: nothing is constructed, so nothing is guessed, expanded or run.

Values keep their text. What YAML 1.1 and 1.2 read differently (``off``, ``012``, ``1:30``) is never read as anything
but what stands there. Where a pattern was not quoted and so reads as an alias (``*.map``) or a tag (``!x``), the
problem is noted, the characters are masked and the text is read again, so that all such places are reported at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pkglint.policy.read.node import MAX_DEPTH, MAX_NODES, Node, Source

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

_REREADS = 30
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SPECIAL = {
    "*": "an alias",
    "&": "an anchor",
    "!": "a tag",
    "@": "a reserved character",
    "`": "a reserved character",
    "%": "a reserved character",
}


class _Unquoted(Exception):  # noqa: N818  # Not an error yet: the reader goes on.
    """A place whose characters must be masked before the text can be read on."""

    def __init__(self, line: int, column: int) -> None:
        self.line, self.column = line, column
        super().__init__()


class _Stop(Exception):  # noqa: N818  # It carries no error: the problem has been noted.
    """Nothing more can be read."""


def read(source: Source) -> Node | None:
    """The one document in the text; ``None`` when there is none or it cannot be read, with the problem noted."""
    text, masked = source.text, set[tuple[int, int]]()
    for _ in range(_REREADS):
        try:
            return _Reader(source, masked).document(text)
        except _Unquoted as found:  # noqa: PERF203  # Each place is found by reading up to it.
            masked.add((found.line, found.column))
            text = _mask(source, text, found.line, found.column)
        except _Stop:
            break
    return None


def _mask(source: Source, text: str, line: int, column: int) -> str:
    """Note that a value must be quoted, and overwrite it with as many letters."""
    row = source.lines[line - 1]
    rest = row[column - 1 :]
    in_block = re.fullmatch(r"\s*(-\s+|[\w-]+:\s+)+", row[: column - 1])
    whole = re.sub(r"\s+#.*|\s+$", "", rest) if in_block else re.split(r"[\s,\]}]", rest, maxsplit=1)[0]
    # A closing bracket that belongs to the value itself, as in `!{a,b}.js`, stays out: masking it is enough.
    what = _SPECIAL[rest[0]]
    source.problem(
        (line, column),
        f"`{whole}` is not quoted, and so reads as {what}",
        f'a text that begins with {rest[0]} must be quoted: "{whole}"',
        len(whole),
    )
    start = _offset(text, line, column)
    length = max(1, len(re.split(r"[\s,\]}]", rest, maxsplit=1)[0]))
    return text[:start] + "x" * length + text[start + length :]


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        found = re.compile("\r\n|[\r\n\x85\u2028\u2029]").search(text, start)
        start = found.end() if found else len(text)
    return start + column - 1


class _Reader:
    def __init__(self, source: Source, masked: set[tuple[int, int]]) -> None:
        self.source = source
        self.masked = masked
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.count = 0

    def document(self, text: str) -> Node | None:
        """The root of the only document."""
        import yaml

        loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        events = yaml.parse(text, Loader=loader)
        root: Node | None = None
        try:
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not None:
                        line, column = _at(event)
                        self._stop((line, column), "a second document begins here", "keep one policy in one file")
                    root = self._node(next(events), events, 1)
        except yaml.MarkedYAMLError as error:
            self._explain(error)
        except yaml.YAMLError as error:
            offset = int(getattr(error, "position", 0))
            self._stop(self.source.place(offset), "a control character stands here", "remove it")
        return root

    def _node(self, event: Any, events: Any, depth: int) -> Node:
        import yaml

        line, column = _at(event)
        if depth > MAX_DEPTH:
            self._stop((line, column), f"nested over {MAX_DEPTH} levels deep", "no policy is that deep")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, line, column)
        if event.tag is not None:
            if self._char(line, column) == "!":
                raise _Unquoted(line, column)
            self._stop((line, column), "a tag stands here", "remove it: a policy needs none")
        before = self.count
        if isinstance(event, yaml.ScalarEvent):
            self._counted(1, line, column)
            node = self._scalar(event, line, column)
        else:
            node = self._collection(event, events, depth)
        if event.anchor:
            self.anchors[event.anchor] = (node, self.count - before)
        return node

    def _collection(self, event: Any, events: Any, depth: int) -> Node:
        import yaml

        line, column = _at(event)
        self._counted(1, line, column)
        children: list[Node] = []
        for child in events:
            if isinstance(child, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                break
            children.append(self._node(child, events, depth + 1))
        if isinstance(event, yaml.SequenceStartEvent):
            return Node("list", tuple(children), line, column)
        return Node("mapping", tuple(zip(children[::2], children[1::2], strict=True)), line, column)

    def _alias(self, event: Any, line: int, column: int) -> Node:
        if event.anchor not in self.anchors:
            raise _Unquoted(line, column)
        node, size = self.anchors[event.anchor]
        self._counted(size, line, column)
        return node

    def _counted(self, nodes: int, line: int, column: int) -> None:
        self.count += nodes
        if self.count > MAX_NODES:
            help_ = "aliases count as often as they are used; write patterns where there is a list of files"
            self._stop((line, column), f"the policy holds over {MAX_NODES:,} values", help_)

    def _scalar(self, event: Any, line: int, column: int) -> Node:
        text = event.value
        if (line, column) in self.masked:
            return Node("broken", None, line, column)
        if not event.implicit[0]:
            one_line = event.end_mark.line + 1 == line
            return Node("text", text, line, column, text, event.end_mark.column + 1 - column if one_line else 1)
        return scalar(text, line, column)

    def _char(self, line: int, column: int) -> str:
        row = self.source.lines[line - 1] if line <= len(self.source.lines) else ""
        return row[column - 1 : column]

    def _stop(self, at: tuple[int, int], message: str, help_: str) -> None:
        self.source.problem(at, message, help_)
        raise _Stop

    def _explain(self, error: MarkedYAMLError) -> None:
        """Say in our own words what the parser stumbled over: its two implementations use different ones."""
        marks = [(m.line + 1, m.column + 1) for m in (error.problem_mark, error.context_mark) if m]
        for line, column in reversed(marks):
            if self._char(line, column) in _SPECIAL and (line, column) not in self.masked:
                raise _Unquoted(line, column)
        at = marks[0] if marks else (1, 1)
        opened = marks[-1] if marks else (1, 1)
        words = f"{error.context or ''} {error.problem or ''}"
        row = self.source.lines[at[0] - 1] if at[0] <= len(self.source.lines) else ""
        if "\t" in row[: len(row) - len(row.lstrip())]:
            column = row.index("\t") + 1
            self._stop((at[0], column), "a tab indents this line", "indent with spaces: YAML takes no tabs")
        if "mapping values" in words:
            help_ = 'quote the text if it holds ": ", else check the indentation'
            self._stop(at, "a second colon makes another key here", help_)
        if "quoted scalar" in words:
            self._stop(opened, "the quote that opens here is not closed", "close it, or remove it")
        bracket = self._char(*opened)
        if "flow" in words and bracket in {"[", "{"}:
            self._stop(opened, f"the `{bracket}` that opens here is not closed", "check brackets and commas")
        if "expected ':'" in words:
            self._stop(opened, "a key without its colon", "write `key: value`")
        if "block" in words and self._char(at[0], at[1] - 1) in {"]", "}"}:
            help_ = "a text that begins with a bracket must be quoted"
            self._stop(at, "this follows a closing bracket", help_)
        if "block" in words:
            help_ = "entries of one list or mapping begin in the same column"
            self._stop(at, "the indentation does not match the lines above", help_)
        self._stop(at, "this is not YAML", "quote texts that hold special characters, and check the indentation")


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def scalar(text: str, line: int, column: int) -> Node:
    """An unquoted scalar: what both YAML 1.1 and 1.2 take for something else than text."""
    if text in ("", "~", "null", "Null", "NULL"):
        return Node("null", None, line, column, text)
    if text.lower() in _TRUTH:
        return Node("truth", _TRUTH[text.lower()], line, column, text)
    if _INTEGER.fullmatch(text):
        return Node("integer", int(text), line, column, text)
    if _NUMBER.fullmatch(text):
        return Node("number", float(text), line, column, text)
    return Node("text", text, line, column, text)
