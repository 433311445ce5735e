"""Links to source maps, by the strict rule of ECMA-426: only comments and blank lines may follow.

Read without a parser, as the specification allows: the last line that holds the key must be a comment that consists of
it, and no code may stand behind. Leftovers in the middle of a bundle are therefore no links.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from pkglint.model.lazy import lazy

KEY = b"sourceMappingURL"
_TAIL = 1 << 16
_LONGEST = 8192
_LINE_END = lazy(rb"\r\n|\n|\r|\xe2\x80\xa8|\xe2\x80\xa9")
_SIGN = lazy(rb"[#@]\s{0,64}$")
# Forms to be filled in, and code that builds the link: nobody follows these.
_TEMPLATE = lazy(r"\$\{|<%|\{\{|%s|\[[a-z]+\]|[\"'`+<>()|\\]|\.\.\.$|^[.*]+$|^(?:url|URL|foo|data)$")
_ABSOLUTE = lazy(r"^(?:[a-zA-Z]:[/\\]|[/\\]|file:)")
_PRIVATE = lazy(
    r"^(?:localhost|127\.[\d.]+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|169\.254\.\d+\.\d+"
    r"|0\.0\.0\.0|\[(?:::1|f[cd][0-9a-f:]*|fe80:[0-9a-f:]*)\])$"
)
_LABELS = lazy(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_INSIDE_ENDINGS = frozenset(["internal", "intranet", "local", "localdomain", "corp", "lan", "home", "private", "test"])
_INSIDE_LABELS = frozenset(["intern", "internal", "intranet", "corp", "staging", "stage", "dev"])


def link_of(data: bytes) -> str | None:
    """The URL of the map that a file links to, ``None`` when there is none, or it is inline or a form to be filled."""
    at = data.rfind(KEY)
    if at < 0 or not _nothing_follows(data, at):
        return None
    before = data[_start_of_line(data, at) : at]
    sign = _SIGN.search(before)
    if not sign or before[sign.start() - 2 : sign.start()] not in {b"//", b"/*"} or sign.start() < 2:
        return None
    opening, code = before[sign.start() - 2 : sign.start()], before[: sign.start() - 2]
    if b"//" in code.replace(b"://", b"") or code.count(b"/*") > code.count(b"*/"):
        return None  # The comment began earlier, and speaks of something else.
    rest = data[at + len(KEY) : _end_of_line(data, at)].strip()
    if opening == b"/*":
        if not rest.endswith(b"*/"):
            return None
        rest = rest[:-2].rstrip()
    return _url(rest[1:].lstrip()) if rest[:1] == b"=" else None


def _url(raw: bytes) -> str | None:
    if not raw or raw[:5].lower() == b"data:" or len(raw) > _LONGEST or len(raw.split(None, 1)) > 1:
        return None
    url = raw.decode("utf-8", "replace")
    return None if _TEMPLATE.search(url) else url


def _nothing_follows(data: bytes, at: int) -> bool:
    """Whether only blank and comment lines come behind the line at ``at``, within a bounded tail."""
    end = _end_of_line(data, at)
    if len(data) - end > _TAIL:
        return False
    return all(_is_comment(line.strip()) for line in _LINE_END.split(data[end:]))


def _is_comment(line: bytes) -> bool:
    """Whether a line holds nothing but whole comments."""
    while line.startswith(b"/*"):
        end = line.find(b"*/", 2)
        if end < 0:
            return False
        line = line[end + 2 :].lstrip()
    return not line or line.startswith(b"//")


def _start_of_line(data: bytes, at: int) -> int:
    # A minified bundle may be one line of megabytes: what stands far before the comment says nothing.
    window = data[max(0, at - 4096) : at]
    ends = [found.end() for found in _LINE_END.finditer(window)]
    return at - len(window) + (ends[-1] if ends else 0)


def _end_of_line(data: bytes, at: int) -> int:
    found = _LINE_END.search(data, at)
    return found.start() if found else len(data)


def remote_host(url: str) -> str | None:
    """The host of a URL that leads out of the artifact, in lower case without port; ``None`` for a path."""
    if url.startswith("//"):
        url = "https:" + url
    if "://" not in url[:12]:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.lower() if host and not url.lower().startswith("file:") else None


def is_internal(host: str) -> bool:
    """Whether a host name is only known inside: private addresses, single labels, names such as ``x.corp``."""
    if _PRIVATE.match(f"[{host}]" if ":" in host else host):
        return True
    if not _LABELS.fullmatch(host):
        return False
    *labels, last = host.split(".")
    named = last.isalpha() and len(last) > 1 and not _INSIDE_LABELS.isdisjoint(labels)
    return not labels or last in _INSIDE_ENDINGS or named


def is_absolute(url: str) -> bool:
    """Whether the URL is a path from the root of a site or of a disk."""
    return bool(_ABSOLUTE.match(url))


def plain_path(url: str) -> str:
    """The path in a relative URL, decoded, without query and fragment."""
    return unquote(re.split(r"[?#]", url, maxsplit=1)[0])
