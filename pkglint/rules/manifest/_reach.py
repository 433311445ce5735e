"""What of an npm package its entry points lead to, by the first component of the paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pkglint.detect.code.specifiers import relative
from pkglint.detect.words import ask, led, words_in
from pkglint.metadata.resolve import normal
from pkglint.metadata.targets import entry_values
from pkglint.model import Entry
from pkglint.model.lazy import lazy

_CODE = frozenset(
    {".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte", ".css", ".scss", ".less"}
)
_DIRNAME = lazy(
    rb"""
    \b(?:__dirname|import\.meta)\b [^;\n"'`]{0,40}     # join(__dirname, ...), new URL(..., import.meta.url)
    (?: ["'`]\.\.?/?["'`] ,?\s{0,4} ){0,4}
    ["'`] (?:\.{0,2}/){0,4} ([\w.@-]{1,100})
    """,
    re.VERBOSE,
)
_OWN_PLACE = ask(b"__dirname", b"import.meta")
_WORD = lazy(r"[\w@./-]{1,200}")
_STRING = lazy(rb"""["']([\w@./-]{1,200})["']""")
_INSTALLS = ("preinstall", "install", "postinstall")
_TYPES = (".d.ts", ".d.mts", ".d.cts", ".js.flow")
_MOST = 5_000  # names of one file, or of one place


@dataclass(slots=True)
class Asked:
    """First components of paths that files ask for, by the first component of the file's own path."""

    tops: dict[str, set[str]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Note what one file of the package asks for."""
        data = entry.content.data
        if entry.name == "binding.gyp":
            found = {top(match[1].decode("latin-1").removeprefix("./")) for match in _STRING.finditer(data)}
        else:
            found = {top(path) for path in relative(data, entry.path.rpartition("/")[0])}
            if words_in(entry.content).has(_OWN_PLACE):
                found |= {match[1].decode("utf-8", "replace") for match in led(_DIRNAME, data, _OWN_PLACE)}
        known = self.tops.setdefault(top(entry.path), set())
        known.update(sorted(found)[: _MOST - len(known)])


def asks(entry: Entry) -> bool:
    """Whether a file may ask for others."""
    return entry.is_file and (entry.suffix in _CODE or entry.path == "binding.gyp")


def top(path: str) -> str:
    """The first component of a logical path."""
    return path.partition("/")[0]


def reached(manifest: Mapping[str, object], asked: Asked, tops: Iterable[str]) -> set[str] | None:
    """Those of ``tops`` that entry points, install scripts, and what they ask for lead to.

    ``None`` when an entry point names everything, as ``./*`` does.
    """
    known = sorted(tops)
    values = {path for path in map(normal, entry_values(manifest)) if path}
    if any("*" in top(value) for value in values):
        return None
    wanted = {top(value) for value in values} | _scripted(manifest)
    main = manifest.get("main")
    if not isinstance(main, str) or not normal(main):
        wanted.add("index")
    if "binding.gyp" in known:
        wanted.add("binding.gyp")
    found: set[str] = set()
    todo = list(wanted)
    while todo:
        name = todo.pop()
        for each in known:
            if each not in found and (each == name or _stem(each) == name or _is_types(each, name)):
                found.add(each)
                todo += asked.tops.get(each, ())
                todo.append(each)
    return found


def _scripted(manifest: Mapping[str, object]) -> set[str]:
    """First components of what the scripts name that run where the package is installed."""
    scripts = manifest.get("scripts")
    texts = [scripts.get(name) for name in _INSTALLS] if isinstance(scripts, dict) else []
    words = (word for text in texts if isinstance(text, str) for word in _WORD.findall(text[:_MOST]))
    return {top(word.removeprefix("./")) for word in words}


def _stem(name: str) -> str:
    return name.partition(".")[0] or name


def _is_types(each: str, name: str) -> bool:
    """Whether ``each`` holds the types of the module ``name``."""
    return each.endswith(_TYPES) and _stem(each) == _stem(name)
