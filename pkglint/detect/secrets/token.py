"""A kind of token, and how a row of ``tokens.tsv`` becomes one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pkgutil import get_data

from pkglint.detect.secrets import checks
from pkglint.detect.secrets.checks import Check, Verdict
from pkglint.model.lazy import lazy

# What stands for a class of characters in the tables.
CLASSES = {
    "alnum": "[0-9A-Za-z]",
    "word": "[0-9A-Za-z_-]",
    "hex": "[0-9a-f]",
    "base64": "[0-9A-Za-z+/]",
    "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "jwt": r"eyJ[0-9A-Za-z_-]{10,2000}\.eyJ[0-9A-Za-z_-]{2,4000}\.[0-9A-Za-z_-]{20,1000}",
}
_CLASS = re.compile(r"\{(" + "|".join(CLASSES) + r")\}")
_LITERAL = re.compile(r"(?:\\[^0-9A-Za-z]|[0-9A-Za-z_/:~+=-])+")


@dataclass(frozen=True, slots=True)
class Token:
    """A kind of token. ``title`` completes "holds a ...".

    ``anchors`` say where one may be: ``text`` at the beginning of a run of letters, digits, ``_`` and ``-`` (with up to
    ten bytes of what stands before the run), ``*text`` anywhere in such a run, ``@text`` anywhere, ``~shape`` for a
    whole run of that form, ``/`` behind the ``://`` of an address. ``lead`` is how many bytes a token may begin before
    its anchor and ``before`` the byte that must stand before a run; ``then`` must
    follow the run that the anchor stands in. ``glued`` tokens prove themselves, so that anything
    may stand around them; others need a boundary: ``more`` are the bytes that must not follow. ``source`` names where
    the format is described.
    """

    kind: str
    title: str
    anchors: tuple[str, ...]
    grammar: str
    check: Check
    source: str
    lead: int = 0
    glued: bool = False
    before: bytes = b""
    then: bytes = b""
    more: bytes = rb"[0-9A-Za-z]"
    compiled: re.Pattern[bytes] = field(init=False, repr=False, compare=False)
    follow: re.Pattern[bytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", lazy(self.grammar.encode()))
        object.__setattr__(self, "follow", lazy(self.more))


def spelled(pattern: str) -> str:
    """A pattern of the tables as a regular expression: ``{hex}`` and its like replaced."""
    return _CLASS.sub(lambda match: CLASSES[match[1]], pattern)


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The rows of a table beside this module: columns apart by tabs, ``-`` for none, ``#`` before a heading."""
    data = get_data("pkglint.detect.secrets", name)
    if data is None:  # pragma: no cover - the table is part of the package
        raise FileNotFoundError(name)
    for line in data.decode().splitlines():
        if not line.startswith("#"):
            yield tuple("" if cell == "-" else cell for cell in line.split("\t"))


def token(row: tuple[str, ...]) -> Token:
    """A row of ``tokens.tsv``: kind, title, anchors, grammar, options, source.

    Without anchors, the text that the grammar begins with is the anchor. Options: ``check=`` a test of ``checks``,
    ``drop=`` how many bytes at the beginning are not random, ``tail=`` what the random part follows, ``loose`` for a
    kind whose form proves little, ``any`` for one whose value need not look random, and fields of :class:`Token`.
    """
    kind, title, anchors, grammar, option_text, source = row
    options = dict(option.partition("=")[::2] for option in option_text.split())
    start = _LITERAL.match(grammar)
    prefix = start[0].replace("\\", "") if start else ""
    wide = _CLASS.findall(grammar)[-1:] in (["word"], ["jwt"])
    return Token(
        kind,
        title,
        tuple(anchors.split()) or (prefix,),
        spelled(grammar),
        _check(options, anchors, prefix),
        source,
        lead=int(options.get("lead", 0)),
        glued="glued" in options,
        before=options.get("before", "").encode(),
        then=options.get("then", "").encode(),
        more=options.get("more", CLASSES["word"] if wide else CLASSES["alnum"]).encode(),
    )


def _check(options: dict[str, str], anchors: str, prefix: str) -> Check:
    if "check" in options:
        check: Check = getattr(checks, options["check"])
        return check
    verdict = Verdict.LOOSE if "loose" in options else Verdict.PRECISE
    if "any" in options:
        return lambda _: verdict
    if "tail" in options:
        return checks.drawn(options["tail"].encode(), verdict)
    starts = [anchor for anchor in anchors.split() if anchor[0] not in "*@~/"]
    size = int(options.get("drop", 0)) or (min(map(len, starts)) if starts else len(prefix))
    return checks.drawn(size, verdict)
