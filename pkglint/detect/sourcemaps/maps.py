"""Source maps, wherever they are: recognised by what they hold, read once per member for all the rules about them.

The format is ECMA-426. A map is an object with a list ``sections``, or with a string ``mappings`` and a list
``sources``; it may carry a byte order mark or the ``)]}'`` line against script inclusion, be packed with gzip, or
stand as a ``data:`` URL anywhere in a text file. One map is in memory at a time, and of each text only a hash stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from pkglint.detect.sourcemaps import clothes, inline, modules
from pkglint.detect.sourcemaps.libraries import library_directories, library_namespace
from pkglint.detect.sourcemaps.pull import ARRAY, OBJECT, QUOTE, NotJsonError, Reader
from pkglint.detect.sourcemaps.sources import is_third_party, joined, scope_of
from pkglint.detect.sourcemaps.texts import Text, text_of
from pkglint.model import Entry
from pkglint.model.lazy import lazy
from pkglint.model.magic import GZIP, is_binary

MAX_INFLATED = 256 << 20
MAX_DEPTH = 32
# More than bundlers write: sources of a map, and characters of one name.
MAX_SOURCES = 100_000
MAX_NAME = 4_096

_PACKED = {".br": "Brotli", ".zst": "Zstandard", ".xz": "xz", ".bz2": "bzip2"}
_PEEKED = 4 << 10
MOST_EMBEDDED = 10_000  # maps in one file
LEAST_EMBEDDED = 200  # bytes of text in a map that stands in code: examples and tests have less


class Content(NamedTuple):
    """One embedded text: the name of its source (with ``sourceRoot``), whose it is, and its :class:`Text`.

    ``scope`` is the npm scope of a third party: of the package's own owner, maybe. ``library`` names a published
    library that the text is of.
    """

    source: str
    third_party: bool
    text: Text
    scope: str = ""
    library: str = ""


@dataclass(slots=True)
class SourceMap:
    """What one map holds. ``broken`` is set when it is not JSON; ``names`` are all non-null sources, rooted.

    ``excess`` says that there are more sources or texts than are read; ``room`` is how many characters the names
    may still have: a long root in front of each makes gigabytes of a small map. ``form`` says what holds the texts
    where that is no map at all.
    """

    names: list[str] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    file: str = ""
    root: str = ""
    indexed: bool = False
    inline: bool = False
    broken: bool = False
    is_map: bool = False
    excess: bool = False
    room: int = 0
    form: str = ""


class Facts(NamedTuple):
    """Everything about one member.

    ``is_map`` says that the file itself is one, ``text`` that it is text at all, ``linked`` that it names a
    ``sourceMappingURL`` somewhere. ``packed`` is the packing of a map that was not read.
    """

    maps: tuple[SourceMap, ...] = ()
    is_map: bool = False
    packed: str = ""
    text: bool = False
    linked: bool = False


_LIST = lazy(rb'"(sources|sourcesContent)"\s*:\s*(?=\[)')
_NOTHING = Facts()


def excluding(path: str) -> tuple[str, ...]:
    """The pattern that keeps a map out, one for all the maps of a directory; none for code with an inline map."""
    if ".map" not in path.rpartition("/")[2]:
        return ()
    top, slash, _ = path.partition("/")
    return (f"{top}/**/*.map",) if slash and path.endswith(".map") else (path,)


def may_hold_map(entry: Entry) -> bool:
    """Whether a member is worth a look, judged without touching its content."""
    if not entry.is_file or not entry.size:
        return False
    return entry.suffix not in _PACKED or _packing(entry) != ""


def facts_of(entry: Entry) -> Facts:
    """The facts of the current member, made once however many rules ask."""
    return entry.content.once(facts_of, partial(_read, entry))


def _read(entry: Entry) -> Facts:
    packed = _packing(entry)
    if packed:
        return Facts(packed=packed)
    data = entry.content.data
    if data.startswith(GZIP):
        return _read_gzip(entry)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    elif entry.content.is_binary:
        return _NOTHING
    return read(data, named=entry.suffix == ".map", cut=entry.content.truncated)


def _read_gzip(entry: Entry) -> Facts:
    name = entry.name.lower()
    head = entry.content.inflated(_PEEKED)
    if not head:
        return Facts(packed="damaged gzip") if name.endswith((".map", ".map.gz")) else _NOTHING
    if is_binary(head):
        return _NOTHING  # Archives in gzip are looked into as archives.
    data = entry.content.inflated(MAX_INFLATED) or b""
    return read(data, named=".map" in name, cut=len(data) >= MAX_INFLATED)._replace(text=False)


def _packing(entry: Entry) -> str:
    """What a map is packed with that the standard library of every Python in use cannot unpack, by its name."""
    stem, _, _ = entry.name.lower().rpartition(".")
    return _PACKED.get(entry.suffix, "") if stem.endswith(".map") else ""


def read(data: bytes, *, named: bool = False, cut: bool = False) -> Facts:
    """The facts of a file's bytes: itself a map, and the maps that stand in it.

    A file that is ``named`` like a map is parsed even if its keys are not to be seen as they are. ``cut`` says that
    the end of the file is missing.
    """
    maps = []
    start = _first_brace(data)
    if start is not None and (named or _has_keys(data)):
        found = parse(data, start)
        if found.is_map:
            found.broken = found.broken or cut
            maps.append(found)
    is_map = bool(maps)
    linked = b"sourceMappingURL" in data
    if linked:
        for url in inline.payloads(data):
            found = parse(url, _first_brace(url) or 0)
            if found.is_map:
                found.inline = True
                maps.append(found)
    if not is_map and clothes.worth_a_look(data):
        maps += _embedded(data)
    if not is_map:
        maps += _of_modules(data, start)
    return Facts(tuple(maps), is_map, text=True, linked=linked)


def _of_modules(data: bytes, start: int | None) -> list[SourceMap]:
    """What a bundle for developers, or the statistics of a bundler, hold of single modules."""
    found = [(modules.EVALUATED, modules.evaluated(data))]
    if start is not None:
        found.append((modules.STATISTICS, modules.listed(data, start)))
    return _large(_named_texts(form, list(texts)) for form, texts in found)


def _large(maps: Iterable[SourceMap]) -> list[SourceMap]:
    """Those with more text than an example has."""
    return [one for one in maps if sum(content.text.size for content in one.contents) >= LEAST_EMBEDDED]


def _named_texts(form: str, texts: list[modules.Module]) -> SourceMap:
    made = SourceMap(form=form, room=(1 << 20) + sum(len(module.text) for module in texts))
    _collect(made, "", [module.source for module in texts], {n: text_of(one.text) for n, one in enumerate(texts)})
    return made


def parse(data: bytes, start: int = 0) -> SourceMap:
    """The map whose object begins at ``start``; what is broken is searched for what it still gives away."""
    found = SourceMap(room=(1 << 20) + 2 * len(data))
    reader = Reader(data, start)
    try:
        _object(reader, found, 0)
    except NotJsonError:
        if _has_keys(data):
            found.is_map = found.broken = True
            _salvage(reader, found)
    return found


def _embedded(data: bytes) -> list[SourceMap]:
    """Maps that stand in code or in a list, with enough text to be more than an example."""
    in_literals = _large(one for literal in clothes.literals(data) for one in _objects_in(literal, 0))
    return in_literals or _large(_objects_in(clothes.requoted(data) or data, 0))


def _objects_in(data: bytes, start: int) -> list[SourceMap]:
    """The maps among the objects of a text. What was read in vain is no more than four times the text."""
    maps: list[SourceMap] = []
    vain = 0
    places = clothes.objects(data, start)
    at = next(places, None)
    while at is not None and len(maps) < MOST_EMBEDDED and vain < 4 * len(data):
        reader, found = Reader(data, at), SourceMap(room=(1 << 20) + 2 * len(data), inline=True)
        with suppress(NotJsonError):
            _object(reader, found, 0)
        if found.is_map:
            maps.append(found)
        else:
            vain += reader.pos - at
        try:
            at = places.send(reader.pos if found.is_map else None)
        except StopIteration:
            break
    return maps


def _first_brace(data: bytes) -> int | None:
    """Where the object starts: behind a byte order mark, the XSSI line and white space."""
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    if data[start : start + 3] == b")]}":
        line = lazy(rb"[^\r\n{]*[\r\n]*").match(data, start + 3)
        start = line.end() if line else start
    space = lazy(rb"\s*").match(data, start)
    start = space.end() if space else start
    return start if data[start : start + 1] == b"{" else None


def _has_keys(data: bytes) -> bool:
    return b'"sourcesContent"' in data or (b'"mappings"' in data and (b'"sources"' in data or b'"sections"' in data))


def _object(reader: Reader, found: SourceMap, depth: int) -> None:
    """Read one map object; ``sections`` hold further ones, each with its own sources."""
    names: list[str | None] = []
    texts: dict[int, Text] = {}
    seen = set()
    root = ""
    try:
        for key in reader.members():
            kind = reader.peek()
            if key == "sources" and kind == ARRAY:
                names = _names(reader, names, found)
                seen.add(key)
            elif key == "sourcesContent" and kind == ARRAY:
                _texts(reader, names, texts, found)
            elif key == "sourcesContent" and kind == QUOTE:
                texts[0] = text_of(reader.string())  # Against the specification, and given away all the same.
            elif key == "sections" and kind == ARRAY:
                seen.add(key)
                found.indexed = True
                _sections(reader, found, depth)
            elif key == "sourceRoot" and kind == QUOTE:
                root = reader.string()[:MAX_NAME]
            elif key == "file" and kind == QUOTE and not depth:
                found.file = reader.string()[:MAX_NAME]
            elif key == "mappings" and kind == QUOTE:
                seen.add(key)
    finally:
        # Also when the bytes break off: what was read by then is given away all the same.
        whole = "sections" in seen or ("sources" in seen and ("mappings" in seen or bool(texts)))
        found.is_map = found.is_map or whole
        found.root = found.root or root
        _collect(found, root, names, texts)


def _sections(reader: Reader, found: SourceMap, depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise NotJsonError
    for _ in reader.items():
        if reader.peek() != OBJECT:
            continue
        for key in reader.members():
            if key == "map" and reader.peek() == OBJECT:
                _object(reader, found, depth + 1)


def _names(reader: Reader, names: list[str | None], found: SourceMap) -> list[str | None]:
    names = list(names)
    for _ in reader.items():
        if len(names) >= MAX_SOURCES:
            found.excess = True
        else:
            names.append(reader.string()[:MAX_NAME] if reader.peek() == QUOTE else None)
    return names


def _texts(reader: Reader, names: list[str | None], texts: dict[int, Text], found: SourceMap) -> None:
    """Hash the contents; those of third parties are only measured."""
    for index in reader.items():
        if reader.peek() != QUOTE:
            continue
        if index >= MAX_SOURCES:
            found.excess = True
            continue
        name = names[index] if index < len(names) else None
        if name is not None and is_third_party(name) and not scope_of(name):
            start, end = reader.span()
            if end - start > 2:
                texts[index] = Text(b"", 0, end - start - 2)
            continue
        try:
            text = reader.string()
        except NotJsonError:
            # The text breaks off with the file: the part that is there is given away.
            rest = reader.data[reader.pos + 1 :]
            texts[index] = text_of(rest.decode("utf-8", "replace"))
            reader.pos = len(reader.data)
            raise
        if text and not text.isspace():
            texts[index] = text_of(text)


def _collect(found: SourceMap, root: str, names: list[str | None], texts: dict[int, Text]) -> None:
    rooted = []
    for name in names:
        rooted.append(None if name is None else joined(root[:MAX_NAME], name))
        found.room -= len(rooted[-1] or "")
        if found.room < 0 or len(found.names) + len(rooted) > MAX_SOURCES:
            found.excess = True
            break
    found.names += [name for name in rooted if name is not None]
    licensed = {name for index, name in enumerate(rooted) if name and index in texts and texts[index].library}
    copied = library_directories((name for name in rooted if name), licensed)
    for index, text in texts.items():
        name = (rooted[index] if index < len(rooted) else None) or ""
        scope = scope_of(name) if text.digest and not text.library else ""
        within = next((library for place, library in copied.items() if name.startswith(place)), "")
        library = text.library or library_namespace(name) or within
        found.contents.append(Content(name, not text.digest or is_third_party(name), text, scope, library))


def _salvage(reader: Reader, found: SourceMap) -> None:
    """Go on behind the place where the JSON broke: each later list of contents still gives its texts away."""
    names: list[str | None] = []
    while match := _LIST.search(reader.data, reader.pos):
        reader.pos = match.end()
        texts: dict[int, Text] = {}
        with suppress(NotJsonError):
            if match[1] == b"sources":
                names = _names(reader, [], found)
                continue
            _texts(reader, names, texts, found)
        _collect(found, "", names, texts)
        names = []
