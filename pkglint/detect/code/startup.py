r"""How the Pythons that are in use read start-up files: which lines of a ``.pth`` run, in which of them.

Read in ``Lib/site.py`` of each version and shown by running it (``tests/rules/test_pth_runs.py``):

* up to 3.12.3, 3.11 and 3.10: the locale's encoding, universal newlines (``\n``, ``\r``, ``\r\n``); a name that
  starts with a dot is read too by the older patch releases;
* from 3.12.4 and 3.13 on: ``utf-8-sig``, else the locale's encoding, and ``str.splitlines``, for which the characters
  ``\x0b \x0c \x1c-\x1e \x85 U+2028 U+2029`` end a line as well;
* from 3.15 on (PEP 829): each line is stripped first, so an indented import line runs too.

A line that starts with ``import`` and a space or a tab is given to ``exec``, which refuses NUL characters.
"""

from __future__ import annotations

import io
from typing import NamedTuple

from pkglint.model.lazy import lazy

OLD, NEW, NEWEST = "3.12.3 and older", "3.12.4 to 3.14", "3.15 and newer"
ALL = (OLD, NEW, NEWEST)
IMPORTS = ("import ", "import\t")
LONG = 1000
MOST = 256 << 10  # bytes; a hook that stole credentials had 34 KB, and nobody reads more at every start

# What a line can be seen to do, in the order of the message. Plain words are searched in lower case.
ACTIONS = (
    ("executes text as code", ("exec(", "eval(", "compile(", "execfile(", "runpy", "marshal", "builtins")),
    ("decodes hidden text", ("base64", "b64decode", "codecs", "fromhex", "unhexlify", "zlib", "lzma", "rot13", "a85")),
    ("starts a process", ("subprocess", "os.system", "popen", "pty.", "spawn", "os.exec", "fork(")),
    ("uses the network", ("socket", "urllib", "http", "requests", "ftplib", "smtplib")),
)
_IMPORTED = lazy(r"import[ \t]+([A-Za-z_][\w.]{0,60}(?:[ \t]*,[ \t]*[A-Za-z_][\w.]{0,60}){0,8})")


class Line(NamedTuple):
    """A line that runs: its number (1-based, as the first of ``pythons`` counts), its text, and which Pythons do it."""

    number: int
    text: str
    pythons: tuple[str, ...]


class Pth(NamedTuple):
    """What a ``.pth`` file does.

    ``most`` is the most lines that one Python runs, ``paths`` the number of lines that name a directory. ``broken``
    is set when the bytes are not UTF-8, which stops Python from starting where the locale is UTF-8. ``cut`` says that
    it is longer than ``MOST``: what comes later was not read.
    """

    runs: tuple[Line, ...]
    most: int
    paths: int
    broken: bool
    cut: bool = False


def read(data: bytes) -> Pth:
    """Read ``data`` as each Python would. Bytes that are not UTF-8 are read as a one-byte locale reads them."""
    broken, cut = False, len(data) > MOST
    data = data[: data.rfind(b"\n", 0, MOST) + 1 or MOST] if cut else data
    try:
        modern = data.decode("utf-8-sig")
        # A BOM is part of the first line where the locale's encoding is used, and so keeps it from running there.
        legacy = data.decode("utf-8")
    except UnicodeDecodeError:
        broken = True
        modern = legacy = data.decode("latin-1")
    seen: dict[str, tuple[int, list[str]]] = {}
    most = paths = 0
    for python, lines in (
        (OLD, list(io.StringIO(legacy, newline=None))),
        (NEW, modern.splitlines()),
        (NEWEST, [line.strip() for line in modern.splitlines()]),
    ):
        running = [(n, line) for n, line in enumerate(lines, 1) if line.startswith(IMPORTS) and "\0" not in line]
        for number, line in running:
            seen.setdefault(line.strip(), (number, []))[1].append(python)
        most = max(most, len(running))
        paths = sum(1 for line in lines if line.strip() and not line.startswith(("#", *IMPORTS)))
    runs = tuple(Line(number, text, tuple(dict.fromkeys(who))) for text, (number, who) in seen.items())
    return Pth(tuple(sorted(runs)), most, paths, broken, cut)


def actions(text: str) -> list[str]:
    """What a line of code can be seen to do: phrases that follow "it", none of them taken from the line."""
    lower = text.lower()
    reported = [phrase for phrase, words in ACTIONS if any(word in lower for word in words)]
    if len(text) > LONG:
        reported.append(f"is {len(text):,} characters long")
    return reported


def imported(text: str) -> list[str]:
    """The modules that an import line starts with, at most nine."""
    match = _IMPORTED.match(text)
    return [name.strip() for name in match.group(1).split(",")] if match else []


def versions(pythons: tuple[str, ...]) -> str:
    """Which Pythons do something, in words: ``only in Python 3.12.4 and newer``."""
    if pythons == (NEW, NEWEST):
        return "only in Python 3.12.4 and newer"
    return f"only in Python {' and in '.join(pythons)}"
