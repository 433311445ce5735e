"""Does what the advice of a report says, by text alone, as somebody with an editor would who trusts every word of it.

Nothing of pkglint is used: the sentences of ``pkglint check`` are taken apart by their words, files are changed by
cutting and pasting, and what a sentence does not say is not done. Sentences without a file (revoke, move the code) are
for people, and so are the options of compilers; a sentence about a file that has no place in here is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SAID = 11  # the column of a sentence; the lines to paste are two columns to the right
_FILE = r"(?P<file>[\w./@-]+)"
_TABLE = r"(?P<table>\[[^]\s]+\])"
_KEYS = r"(?P<keys>`[^`]+`(?: and `[^`]+`)*)"
_BESIDE = re.compile(r"(?P<said>.*?):  (?P<code>\S.*)")
FORMS = {
    "shown": re.compile(rf"[^:]*, in {_FILE}, as shown above"),
    "grown": re.compile(rf"[^:]*, in {_FILE}, where {_KEYS} of {_TABLE} becomes?(?:[,;].*)?"),
    "listed": re.compile(rf'[^:]*, in {_FILE}, where "files" becomes'),
    "script": re.compile(rf'[^:]*, in {_FILE}: in the script "(?P<script>[^"]+)", replace (?P<old>\S+) with'),
    "under": re.compile(rf"[^:]*, in {_FILE}, under {_TABLE}(?:[,;].*)?"),
    "at the end": re.compile(rf'[^:]*, in {_FILE} at the end of "files"'),
    "less": re.compile(rf'Remove .* from (?:"files"|`[^`]+` of {_TABLE}), in {_FILE}'),
    "less a key": re.compile(rf'Remove [`"](?P<key>[^`"]+)[`"] from {_TABLE}, in {_FILE}'),
    "new": re.compile(rf"[^:]*, in {_FILE}(?:, which begins as a copy of (?P<base>\.\w+))?"),
}


@dataclass(frozen=True)
class Said:
    """One sentence without its end, and the lines under it."""

    text: str
    code: tuple[str, ...]


def steps(report: str) -> Iterator[Said]:
    """The sentences of all the fixes of a report in the format ``full``."""
    inside, text, code = False, "", []
    for line in [*report.splitlines(), ""]:
        begins = re.match(r" {6}fix  (\S.*)", line)
        goes_on = inside and line.startswith(" " * _SAID)
        body = begins[1] if begins else line[_SAID:] if goes_on else ""
        if text.endswith(":") and goes_on and body.startswith("  "):
            code.append(body[2:])
            continue
        if text.endswith((".", ":")):
            yield Said(text[:-1], tuple(code))
            text, code = "", []
        inside = bool(begins or goes_on)
        beside = _BESIDE.fullmatch(f"{text} {body}".strip())
        if beside:
            yield Said(beside["said"], (beside["code"],))
            text = ""
        elif inside:
            text = f"{text} {body}".strip()


def paste(report: str, root: Path) -> list[str]:
    """Change the files below ``root``. Returns what was pasted. Raises ``AssertionError`` for what cannot be."""
    done = []
    for said in steps(report):
        for form, shape in FORMS.items():
            found = shape.fullmatch(said.text)
            if found:
                _one(form, found, said.code, root)
                done.append(f"{form}: {said.text}")
                break
        else:
            assert not re.search(r", in [\w/-]*(?:\.toml|package\.json|MANIFEST\.in|ignore)\b", said.text), said.text
    return done


def _one(form: str, found: re.Match[str], code: tuple[str, ...], root: Path) -> None:
    path = root / found["file"]
    if form == "shown":
        return
    base = root / (found.groupdict().get("base") or "-")
    text = path.read_text("utf-8") if path.exists() else base.read_text("utf-8") if base.exists() else ""
    if path.suffix == ".json":
        new = _json(form, found, code, text)
    elif path.suffix == ".toml":
        new = _toml(form, found, code, text)
    else:
        new = text + "".join(f"{line}\n" for line in code)
    path.write_text(new, "utf-8")


def _json(form: str, found: re.Match[str], code: tuple[str, ...], text: str) -> str:
    if form == "script":
        return _swapped(text, rf'"{re.escape(found["script"])}": ".*', found["old"], code[0])
    if form == "at the end":
        there = re.search(r'"files"\s*:\s*\[[^]]*?(?=\s*\])', text)
        assert there, "no list of files"
        return text[: there.end()] + "," + "\n".join(code) + text[there.end() :]
    there = re.search(r'"files"\s*:\s*\[[^]]*\]', text)
    if there:
        assert form in {"listed", "less"}, f"{form}: there are two"
        return text[: there.start()] + "\n".join(code) + text[there.end() :]
    assert form == "new", f"{form}: there is none"
    end = text.rindex("}")
    return text[:end].rstrip() + ",\n" + "\n".join(code) + "\n}\n"


def _swapped(text: str, line: str, old: str, new: str) -> str:
    there = re.search(line, text)
    assert there, f"{line}: not there"
    assert there[0].count(old) == 1, f"{line}: no {old} to replace"
    return text[: there.start()] + there[0].replace(old, new) + text[there.end() :]


def _toml(form: str, found: re.Match[str], code: tuple[str, ...], text: str) -> str:
    if form == "new":
        return f"{text}\n" + "".join(f"{line}\n" for line in code)
    head = re.search(rf"(?m)^{re.escape(found['table'])}[ \t]*(?:#.*)?\n", text)
    assert head, f"no table {found['table']}"
    end = text.find("\n[", head.end()) + 1 or len(text)
    table = text[head.end() : end]
    if form == "under":
        table = "".join(f"{line}\n" for line in code) + table
    elif form == "less a key":
        table = _without(table, found["key"])
    else:
        for one in re.findall(r"(?m)^\S+ = .*(?:\n  .*)*(?:\n\])?", "\n".join(code)):
            table = f"{one}\n" + _without(table, one.partition(" = ")[0])
    return text[: head.end()] + table + text[end:]


def _without(table: str, key: str) -> str:
    """The lines of a table without those of one key: a list ends with its bracket."""
    there = re.search(rf"""(?m)^["']?{re.escape(key.strip('"'))}["']?\s*=\s*(?:\[[^]]*\]|.*)[^\n]*\n""", table)
    assert there, f"no key {key}"
    return table[: there.start()] + table[there.end() :]
