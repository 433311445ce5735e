"""Whether a Python module is worth parsing: whether both halves of a hidden payload can occur in its syntax.

Parsing costs a hundred times what these searches do. Each expression is a superset of one test of ``python``: it is the
text that the test needs, with whatever may stand between two tokens.
"""

from __future__ import annotations

from pkglint.detect.words import Words, ask
from pkglint.model.lazy import lazy

# Between two tokens: blanks and line ends, with an opening bracket or a closing one among them. What follows a comment
# is not looked at: it may be what is looked for.
_GAP, _OPEN, _CLOSE = rb"[\s\\]*", rb"[\s\\(]*", rb"[\s\\)]*"
# A name in code is followed by the end of its line, an operator, a bracket or one of these words; in prose, by a word.
_IN_CODE = rb"(?=(?:[ \t\f]|\\\r?\n)*(?:[^\w \t\f\"'\\]|\Z|(?:if|else|for|in|is|and|or|not|async)\b))"
_RUNNER = lazy(rb"(?:exec|eval)(?<![\w.]exec)(?<![\w.]eval)(?!\w)" + _IN_CODE)
_BUILTINS = lazy(rb"builtins?_*(?!\w)(?:[\"']|" + _IN_CODE + rb")")
_MEMBER = lazy(rb"\." + _GAP + rb"(?:(?:exec|eval)\b|#)|\[" + _OPEN + rb"[A-Za-z]{0,2}[\"'#]")
# A text of 200 characters without blanks, in one literal or in several, one behind the other.
_LONG = lazy(rb"[^ ]{200}|[\"']" + _GAP + rb"[A-Za-z]{0,2}[\"'#]")
_FOLDED = b"\xf0\x9d"  # The letters of mathematics, which Python reads as plain ones: such a name may be exec.

_RUNNERS = ask(b"exec", b"eval", b"builtin", b"FunctionType", b"ickle", b"dill", _FOLDED)
_DECODES = ask(b"decode")

# A member that is looked up by its text may be any, unless the text stands there as it is.
_LOOKED_UP = lazy(rb"getattr(?<!\wgetattr)" + _GAP + rb"[(#]")
_AS_IT_IS = lazy(
    rb"\s*[\w.]+\s*,\s*(?:[\w.]+\s*[,)]|[A-Za-z]{0,2}(?!\"exec\"|'exec'|\"eval\"|'eval')"
    rb"(?:\"[^\"\\\n]+\"|'[^'\\\n]+')\s*[,)])"
)

_HIDES = (
    lazy(rb"(?:b(?:64|32|16|85)|a85)decode|decodebytes|decodestring|a2b_(?:base64|hex)|unhexlify|fromhex"),
    lazy(rb"decompress|decrypt|urlopen|urlretrieve"),
    lazy(
        rb"decode(?<!\wdecode)" + _GAP + rb"[(#]" + _OPEN + rb"[A-Za-z]{0,2}[\"'#]"
        rb"(?!(?i:utf|ascii|us-ascii|latin|iso|unicode)[\w-]{0,20}[\"']\s*[,)])"
    ),
    lazy(rb"\b(?:requests|httpx|urllib3)\b"),
    # Bytes of a list, or of numbers that are computed: anything but one name, number or text.
    lazy(
        rb"byte(?:s|array)(?<!\wbytes)(?<!\wbytearray)" + _GAP + rb"[(#]"
        rb"(?!\s{0,40}(?:(?:[\w.]{1,80}|[bBrRuU]{0,2}(?:\"[^\"\\\n]{0,200}\"|'[^'\\\n]{0,200}'))\s{0,40})?[,)])"
    ),
    lazy(rb"\\(?:(?:x[2-7][0-9a-fA-F]|(?:0?[4-7]|1[0-7])[0-7]|[uU]0{2,6}[2-7][0-9a-fA-F])\\){5}"),
)
# What these need as well is rare enough to be asked for first.
_CHARACTER = lazy(rb"chr(?!\w)" + _GAP + rb"[(#]")
_MAPPED = lazy(rb"chr(?!\w)" + _CLOSE + rb"[,#]")
_BACKWARDS = lazy(rb"\[::-1\]")
_HUGE = lazy(rb"[0-9][0-9A-Fa-f_xXoObB]{24}")
_MEDIA = lazy(rb"\.(?i:png|jpe?g|gif|bmp|ico|wav|mp3|ttf|woff2?)[\"']")


def is_worth_parsing(data: bytes, words: Words | None = None) -> bool:
    """Whether :func:`pkglint.detect.code.python.find` could find anything in a module; ``words`` says what it has."""
    if not (words or Words(data)).has(_RUNNERS):
        return False
    looked_up = any(not _AS_IT_IS.match(data, found.end()) for found in _LOOKED_UP.finditer(data))
    return _may_run(data, looked_up) and (looked_up or _hides(data))


def has_decoder(data: bytes, words: Words) -> bool:
    """Whether a coding is named in which text is no text: ``decode("rot13")``."""
    return words.has(_DECODES) and _HIDES[2].search(data) is not None


def _may_run(data: bytes, looked_up: bool) -> bool:
    """Whether something could be ``exec``, be reached through ``builtins``, or make a function of a long text."""
    if _FOLDED in data:
        return True
    if (b"exec" in data or b"eval" in data) and any(not _quoted(data, *x.span()) for x in _RUNNER.finditer(data)):
        return True
    if b"builtin" in data and (looked_up or _MEMBER.search(data)) and _has_builtins(data):
        return True
    unpickles = (looked_up or b"loads" in data) and (b"ickle" in data or b"dill" in data)
    return (unpickles or b"FunctionType" in data) and _LONG.search(data) is not None


def _has_builtins(data: bytes) -> bool:
    """Whether a name or a whole text is ``builtins`` with any underscores; ``ansible.builtin.copy`` is neither."""
    for found in _BUILTINS.finditer(data):
        start = found.start()
        while start and data[start - 1] == 0x5F:
            start -= 1
        before = data[max(0, start - 6) : start]
        if not (before[-1:].isalnum() or before[-1:] == b".") or b"\\" in before:
            return True
    return False


def _quoted(data: bytes, start: int, end: int) -> bool:
    before = data[start - 1 : start]
    return before in (b'"', b"'") and data[end : end + 1] == before


def _hides(data: bytes) -> bool:
    """Whether something could be hidden or fetched text."""
    return (
        any(pattern.search(data) for pattern in _HIDES)
        or (b"marshal" in data and b"loads" in data)
        or (b"codecs" in data and (b"decode" in data or b"getdecoder" in data))
        or (b"chr" in data and _writes_characters(data))
        or any(_ends_text(data[max(0, found.start() - 500) : found.start()]) for found in _BACKWARDS.finditer(data))
        or (b"to_bytes" in data and _HUGE.search(data) is not None)
        or (b"open" in data and _MEDIA.search(data) is not None)
    )


def _writes_characters(data: bytes) -> bool:
    """Whether text may be put together from the numbers of its characters: joined, added, or mapped."""
    calls = len(_CHARACTER.findall(data))
    return (calls > 0 and b"join" in data) or (calls > 1 and b"+" in data) or _MAPPED.search(data) is not None


def _ends_text(before: bytes) -> bool:
    """Whether what stands before a place is a text in quotes, perhaps in brackets, perhaps with a comment behind it."""
    last = before.rstrip(b" \t\r\n\f\\)")
    behind_comment = b"\n" in before[len(last) :] and b"#" in last.rpartition(b"\n")[2]
    return last.endswith((b'"', b"'")) or behind_comment or not last
