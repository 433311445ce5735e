"""An exception appended to a policy's text: comments, order and line ends stay, and the result is read again.

Text in, text out. What cannot be edited safely is refused with the entry to paste.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pkglint.edit import Change, apply, lists, spans
from pkglint.model import Kind, Pin, Result, Rule
from pkglint.policy.author.text import listed, quoted, scalar, sentence
from pkglint.policy.judge.model import Ignore, Policy, digests_of
from pkglint.policy.read.errors import PolicyError
from pkglint.policy.read.load import load_policy, read_node
from pkglint.policy.read.node import Node, Source


class EditError(Exception):
    """The text cannot be edited: ``entry`` is what to paste by hand."""

    def __init__(self, message: str, entry: str) -> None:
        self.entry = entry
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Entry:
    """An exception before it stands in a policy; the fields are those of ``policy.Ignore``."""

    rule: str
    paths: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    package: str | None = None
    sha256: str | None = None
    reason: str = ""
    expires: date | None = None
    secrets: tuple[str, ...] = ()


def digest_for(result: Result, path: str | None, rule: Rule) -> str | None:
    """The sha256 that pins a finding of ``rule`` at ``path``; ``None`` when the path is not one content there."""
    digests: dict[str, set[str]] = {}
    for row in result.rows:
        if row.digest:
            digests.setdefault(row.path, set()).add(row.digest)
    found = digests_of(None if rule.pin is Pin.ARTIFACT else path, result.artifact, digests)
    return next(iter(found)) if len(found) == 1 else None


def lines_of(entry: Entry, reason: str | None) -> list[str]:
    """The entry as lines of YAML, the first with the dash. Without a ``reason`` its line waits for one."""
    lines = [f"rule: {scalar(entry.rule)}"]
    if entry.paths:
        lines.append(f"paths: {listed(entry.paths)}")
    if entry.kinds:
        lines.append(f"artifacts: [{', '.join(str(kind) for kind in entry.kinds)}]")
    if entry.package:
        lines.append(f"package: {scalar(entry.package)}")
    if entry.sha256:
        lines.append(f"sha256: {quoted(entry.sha256)}")
    if entry.secrets:
        lines.append(f"secrets: {listed(entry.secrets)}")
    lines.append(f"reason: {sentence(reason)}" if reason else "reason:")
    if entry.expires:
        lines.append(f"expires: {entry.expires.isoformat()}")
    return [("- " if index == 0 else "  ") + line for index, line in enumerate(lines)]


def add_ignore(name: str, text: str, entry: Entry, catalogue: Mapping[str, Rule]) -> str:
    """The text of the policy ``name`` with ``entry`` as its last exception.

    Raises :class:`PolicyError` when the text is broken, before or because of the entry, and :class:`EditError` when
    it is written in a way that cannot be edited without rewriting it.
    """
    before = load_policy(name, text.encode(), catalogue)
    alone = "\n".join(lines_of(entry, entry.reason))
    load_policy(".yaml", f"version: 1\nignore:\n{alone}\n".encode(), catalogue)
    body = text.removeprefix("\ufeff")
    mark = text[: len(text) - len(body)]
    ways, shown = _ways(name, body, entry)
    for edited in filter(None, ways):
        if _adds_one(before, mark + edited, name, entry, catalogue):
            return mark + edited
    raise EditError(f"the exceptions in {name} are written in a way that only a person can add to", shown)


def written(name: str, text: str, entry: Entry) -> str:
    """The entry as it would stand in the policy ``name``, to be pasted by hand."""
    return _ways(name, text, entry)[1]


def _ways(name: str, text: str, entry: Entry) -> tuple[tuple[str | None, ...], str]:
    """The text as it may be after the edit, the best way first, and the entry in the words of the file."""
    base = name.replace("\\", "/").rpartition("/")[2].lower()
    as_json = json.dumps(_fields(entry), ensure_ascii=False)
    if base.endswith(".toml"):
        table = () if "[tool.pkglint" not in text and base != "pyproject.toml" else ("tool", "pkglint")
        change = Change("x.toml", (*table, "ignore"), add=(_fields(entry),))
        return (_toml(text, entry, table), apply(change, {"x.toml": text})), _toml("", entry, table).strip()
    if base.endswith(".json"):
        return (_json(name, text, as_json),), as_json
    return (_yaml(name, text, entry), _flow(name, text, as_json)), "\n".join(lines_of(entry, entry.reason))


def _adds_one(before: Policy, text: str, name: str, entry: Entry, catalogue: Mapping[str, Rule]) -> bool:
    """Whether the edited text is the old policy and one exception more, the one that was meant."""
    try:
        after = load_policy(name, text.encode(), catalogue)
    except PolicyError:
        return False
    if len(after.ignores) != len(before.ignores) + 1:
        return False
    old = [_same(ignore) for ignore in before.ignores]
    return [_same(i) for i in after.ignores[:-1]] == old and _same(after.ignores[-1]) == _wanted(entry)


def _same(ignore: Ignore) -> tuple[object, ...]:
    paths = ignore.paths.sources if ignore.paths else ()
    return (
        ignore.rule,
        paths,
        ignore.kinds,
        ignore.package,
        ignore.sha256,
        ignore.secrets,
        ignore.reason,
        ignore.expires,
    )


def _wanted(entry: Entry) -> tuple[object, ...]:
    return (
        entry.rule,
        entry.paths,
        entry.kinds,
        entry.package,
        entry.sha256,
        entry.secrets,
        entry.reason,
        entry.expires,
    )


def _yaml(name: str, text: str, entry: Entry) -> str | None:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    node = read_node(Source(name, text))
    if node is None or node.kind != "mapping":
        return None
    keys = [(key, value) for key, value in node.value if key.column == node.column]
    found = next(((key, value) for key, value in keys if key.value == "ignore"), None)
    if found is None:
        new = ["", "ignore:", *(f"  {line}" for line in lines_of(entry, entry.reason))]
        return "".join(lines) + "".join(line + newline for line in new)
    key, value = found
    row = lines[key.line - 1]
    if value.kind == "list" and not value.value and re.match(r"\s*ignore:\s*\[\s*\]\s*(#.*)?$", row):
        lines[key.line - 1] = re.sub(r"\[\s*\]", "", row, count=1).replace(":  #", ": #")
        lines[key.line - 1] = re.sub(r"ignore:[ \t]+(\r?\n)", r"ignore:\1", lines[key.line - 1])
        at, indent = key.line, "  "
    elif value.kind == "list" and value.value:
        dash = next((re.match(r"(\s*)-(\s|$)", lines[i]) for i in range(key.line, value.value[0].line)), None)
        if dash is None:
            return None
        later = [other.line for other, _ in keys if other.line > key.line]
        at, indent = _end(lines, key.line, min(later, default=len(lines) + 1) - 1), dash[1]
    else:
        return None
    lines[at:at] = [indent + line + newline for line in lines_of(entry, entry.reason)]
    return "".join(lines)


def _end(lines: list[str], first: int, last: int) -> int:
    """The line after which a block list goes on: the last one that holds something of it."""
    while last > first and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
        last -= 1
    return last


def _flow(name: str, text: str, shown: str) -> str | None:
    """A list between brackets: JSON is YAML there."""
    node = read_node(Source(name, text))
    value = next((v for k, v in node.value if k.value == "ignore"), None) if node and node.kind == "mapping" else None
    if value is None or value.kind != "list":
        return None
    at = sum(map(len, text.splitlines(keepends=True)[: value.line - 1])) + value.column - 1
    return lists.appended(text, spans.value(text, at), [shown], trailing=False) if text[at : at + 1] == "[" else None


def _toml(text: str, entry: Entry, table: tuple[str, ...]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = [f"[[{'.'.join((*table, 'ignore'))}]]"]
    lines += [f"{key} = {listed(tuple(v)) if isinstance(v, list) else quoted(v)}" for key, v in _fields(entry).items()]
    if entry.expires:
        lines[-1] = f"expires = {entry.expires.isoformat()}"
    return text.rstrip("\r\n") + newline + newline + newline.join(lines) + newline


def _fields(entry: Entry) -> dict[str, str | list[str]]:
    """The keys of the entry, in the order in which they are written."""
    fields: dict[str, str | list[str]] = {"rule": entry.rule}
    several = {"paths": list(entry.paths), "artifacts": [str(kind) for kind in entry.kinds]}
    fields.update({key: value for key, value in several.items() if value})
    fields.update({k: v for k, v in (("package", entry.package), ("sha256", entry.sha256)) if v})
    if entry.secrets:
        fields["secrets"] = list(entry.secrets)
    fields["reason"] = entry.reason
    if entry.expires:
        fields["expires"] = entry.expires.isoformat()
    return fields


def _json(name: str, text: str, shown: str) -> str | None:
    node = read_node(Source(name, text))
    if node is None or node.kind != "mapping":
        return None
    found = next((value for key, value in node.value if key.value == "ignore"), None)
    if found is None:
        return _into(text, node, f'"ignore": [{shown}]')
    return _into(text, found, shown) if found.kind == "list" else None


def _into(text: str, node: Node, item: str) -> str:
    """``item`` as the last one of a JSON list or object, on a line of its own where the others have one."""
    closing = node.end - 1
    body = text[:closing].rstrip()
    gap = text[len(body) : closing]
    if not node.value:
        return body + item + text[closing:]
    last = node.value[-1][0] if node.kind == "mapping" else node.value[-1]
    row = text.splitlines()[last.line - 1]
    indent = row[: len(row) - len(row.lstrip())]
    separator = ("\r\n" if "\r\n" in text else "\n") + indent if "\n" in gap else " "
    return f"{body},{separator}{item}{gap}{text[closing:]}"
