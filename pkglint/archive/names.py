"""The only code that interprets member names: raw -> logical path, and what is odd about it."""

from __future__ import annotations

import re
import unicodedata

from pkglint.archive.forward import Notes
from pkglint.model import Kind, MemberType
from pkglint.model.kinds import Root, is_npm, spec

ROOT = "."
LONG_PATH = 200
LONG_COMPONENT = 255
_GITIGNORE, _NPMIGNORE = ".gitignore", ".npmignore"

# Nearly every real name matches nothing here, and is then known to be free of all that the slow path looks for.
_DEVICE = r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])"
_ODD = re.compile(
    r'[^ -~]|[<>:"|?*\\]|^/|/$|//|(?:^|/)\.\.?(?:/|$)|[. ](?:/|$)|(?:^|/) |'
    rf"(?:^|/){_DEVICE}(?:[ .][^/]*)?(?:/|$)",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_RESERVED = re.compile(rf"{_DEVICE}(?:[ .].*)?", re.IGNORECASE | re.DOTALL)
_WINDOWS = re.compile(r'[<>:"|?*]')
# npm strips what Windows takes for a root after it has stripped the first directory: from any component on.
_DRIVE = re.compile(r"(?:^|/)[A-Za-z]:")


class Listing:
    """The names of one artifact: makes logical paths, and notes names that are odd alone or beside each other."""

    def __init__(self, kind: Kind | None, notes: Notes) -> None:
        self._kind = kind
        self._where = spec(kind).root if kind else Root.ARCHIVE
        self._notes = notes
        self._root: str | None = None
        self._roots: set[str] = set()
        self._files: dict[str, str] = {}
        self._directories: dict[str, str] = {}
        self._listed: set[str] = set()
        self._parent = ""

    def place(self, raw: str, kind: MemberType) -> str:
        """The logical path of a member; everything odd about its name is noted."""
        directory = kind is MemberType.DIRECTORY
        name = raw[:-1] if directory and raw.endswith("/") else raw
        odd = _ODD.search(name) is not None
        path = self._logical(_cleaned(name) if odd else name, directory=directory, absolute=raw.startswith("/"))
        if odd or not name:
            for code in _anomalies(name):
                self._notes.add(code, path, raw)
        if len(path) > LONG_PATH:
            self._notes.add("name-long", path, f"{len(path)} characters")
        if (4 if odd else 1) * len(path) > LONG_COMPONENT and _longest_component(path) > LONG_COMPONENT:
            self._notes.add("name-component-long", path, raw)
        if path != ROOT:
            self._remember(path, directory=directory)
        return path

    def close(self) -> None:
        """Note what only the whole listing shows: files that are directories of other members."""
        other = spec(self._kind).foreign if self._kind else ""
        if other and other in self._files:
            self._notes.add("kinds" if is_npm(self._kind) else "kinds-sdist", self._files[other])
        if is_npm(self._kind):
            self._look_at_ignores()
        for key in sorted(self._files.keys() & self._directories.keys()):
            path, directory = self._files[key], self._directories[key]
            self._notes.add("file-and-directory" if path == directory else "collision", path, directory)

    def _look_at_ignores(self) -> None:
        """What npm unpacks under one name: it makes a ``.npmignore`` of a ``.gitignore``, or drops it beside one."""
        for key, path in self._files.items():
            folder, name = key[: -len(_GITIGNORE)], key[-len(_GITIGNORE) :]
            if name == _GITIGNORE and folder[-1:] in {"", "/"}:
                other = folder + _NPMIGNORE
                if other in self._files or other in self._directories:
                    self._notes.add("collision-npmignore", path)

    def _logical(self, name: str, *, directory: bool, absolute: bool) -> str:
        # npm strips the empty component before the slash of an absolute path, and so keeps its first directory.
        if self._where is Root.ARCHIVE or (absolute and self._where is Root.DROPPED):
            return name or ROOT
        root, slash, rest = name.partition("/")
        if not slash and not directory:
            self._notes.add("root-none", name)
            return name or ROOT
        if self._root is None:
            self._root = root
        if root == self._root:
            return rest or ROOT
        path = (rest if self._where is Root.DROPPED else name) or ROOT
        if root not in self._roots:
            self._roots.add(root)
            self._notes.add("roots", path, f"{self._root} and {root}")
        return path

    def _remember(self, path: str, *, directory: bool) -> None:
        key = fold(path)
        known = self._directories if directory else self._files
        before = known.get(key)
        if before is None:
            known[key] = path
        elif before != path:
            if not directory:
                self._notes.add("collision-canonical" if _same_text(path, before) else "collision", path, before)
        elif not directory:
            self._notes.add("duplicate", path)
        if directory:
            if path in self._listed:
                self._notes.add("duplicate-directory", path)
            self._listed.add(path)
        parent = path.rpartition("/")[0]
        if parent and parent != self._parent:
            self._parent = parent
            self._add_parents(parent, key.rpartition("/")[0])

    def _add_parents(self, path: str, key: str) -> None:
        while key and key not in self._directories:
            self._directories[key] = path
            key, path = key.rpartition("/")[0], path.rpartition("/")[0]
        if key and (known := self._directories[key]) != path:
            self._notes.add("collision-canonical" if _same_text(path, known) else "collision", path, known)


def fold(path: str) -> str:
    """The key under which a file system that ignores case and Unicode form may take two paths for one."""
    if path.isascii():
        folded = path.lower()
    else:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", path).casefold())
        folded = _INVISIBLE.sub("", folded)
    if ". " in folded or "./" in folded or " /" in folded or folded.endswith((".", " ")):
        folded = "/".join(part.rstrip(". ") for part in folded.split("/"))
    return folded


def _same_text(path: str, other: str) -> bool:
    """Whether two names differ only in how their accents are stored: nobody can see that they are two."""
    return unicodedata.normalize("NFC", path) == unicodedata.normalize("NFC", other)


def _longest_component(path: str) -> int:
    """In bytes, as file systems count."""
    return max(len(part.encode("utf-8", "surrogateescape")) for part in path.split("/"))


def _cleaned(name: str) -> str:
    """Without empty and ``.`` components, so that rules see the path that a reader ends up with."""
    return "/".join(part for part in name.split("/") if part not in {"", "."})


def _anomalies(name: str) -> list[str]:
    """The codes of everything that is odd about one name."""
    if not name:
        return ["name-empty"]
    whole = (
        ("name-control", _CONTROL.search(name)),
        ("name-bidi", _BIDI.search(name)),
        ("name-invisible", _INVISIBLE.search(name)),
        ("name-not-utf8", any("\udc80" <= char <= "\udcff" for char in name)),
        ("name-absolute", name.startswith("/")),
        ("name-drive", _DRIVE.search(name)),
        ("name-backslash", "\\" in name),
        ("name-trailing-slash", name.endswith("/")),
    )
    parts = name.split("/")
    inner = parts[1:] if name.startswith("/") else parts
    inner = inner[:-1] if name.endswith("/") else inner
    each = (
        ("name-dotdot", any(part == ".." for part in parts)),
        ("name-component", any(part in {"", "."} for part in inner)),
        ("name-trailing", any(p not in {"", ".", ".."} and (p[-1] in ". " or p[0] == " ") for p in parts)),
        ("name-reserved", any(_RESERVED.fullmatch(part) for part in parts)),
        ("name-windows", _WINDOWS.search(name) and not _DRIVE.search(name)),
    )
    return [code for code, found in (*whole, *each) if found]
