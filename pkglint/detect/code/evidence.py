"""Whether a Python module is worth parsing: whether both halves of a hidden payload can occur in its syntax.

Parsing costs a hundred times what these searches do. Each expression is a superset of one test of ``python``: it is the
text that the test needs, with whatever may stand between two tokens.
"""

from __future__ import annotations

from pkglint.model.lazy import lazy

# Between two tokens: blanks, line ends, comments; with an opening bracket or a closing one among them. As much as
# anybody writes, so that time is bounded; where there is more, the module is parsed.
_BLANKS, _COMMENTS, _COMMENT = 400, 200, 1000


def _gap(more: bytes = b"") -> bytes:
    blanks = rb"[\s\\%s]{0,%d}" % (more, _BLANKS - 1)
    return blanks + rb"(?:#[^\n]{0,%d}\n%s){0,%d}" % (_COMMENT - 1, blanks, _COMMENTS - 1)


_GAP, _OPEN, _CLOSE = _gap(), _gap(rb"("), _gap(rb")")
_MORE = lazy(
    rb"[\s\\()]{%d}|#[^\n]{%d}|(?:#[^\n]{0,%d}\n[\s\\()]{0,%d}){%d}"
    % (_BLANKS, _COMMENT, _COMMENT - 1, _BLANKS - 1, _COMMENTS)
)
# A name in code is followed by the end of its line, an operator, a bracket or one of these words; in prose, by a word.
_IN_CODE = rb"(?=(?:[ \t\f]|\\\r?\n)*(?:[^\w \t\f\"'\\]|\Z|(?:if|else|for|in|is|and|or|not|async)\b))"
_RUNNER = lazy(rb"(?:exec|eval)(?<![\w.]exec)(?<![\w.]eval)(?!\w)" + _IN_CODE)
_BUILTINS = lazy(rb"builtins?_*(?!\w)(?:[\"']|" + _IN_CODE + rb")")
_MEMBER = lazy(rb"\." + _GAP + rb"(?:exec|eval)\b|\[" + _OPEN + rb"[A-Za-z]{0,2}[\"']")
# A text of 200 characters without blanks, in one literal or in several, one behind the other.
_LONG = lazy(rb"[^ ]{200}|[\"']" + _GAP + rb"[A-Za-z]{0,2}[\"']")
_FOLDED = b"\xf0\x9d"  # The letters of mathematics, which Python reads as plain ones: such a name may be exec.

_RUNNERS = (b"exec", b"eval", b"builtin", b"FunctionType", b"ickle", b"dill", _FOLDED)

# A member that is looked up by its text may be any, unless the text stands there as it is.
_LOOKED_UP = lazy(rb"getattr(?<!\wgetattr)" + _GAP + rb"\(")
_AS_IT_IS = lazy(
    rb"\s*[\w.]+\s*,\s*(?:[\w.]+\s*[,)]|[A-Za-z]{0,2}(?!\"exec\"|'exec'|\"eval\"|'eval')"
    rb"(?:\"[^\"\\\n]+\"|'[^'\\\n]+')\s*[,)])"
)

_HIDES = (
    lazy(rb"(?:b(?:64|32|16|85)|a85)decode|decodebytes|decodestring|a2b_(?:base64|hex)|unhexlify|fromhex"),
    lazy(rb"decompress|decrypt|urlopen|urlretrieve"),
    lazy(
        rb"decode(?<!\wdecode)" + _GAP + rb"\(" + _OPEN + rb"[A-Za-z]{0,2}[\"']"
        rb"(?!(?i:utf|ascii|us-ascii|latin|iso|unicode)[\w-]{0,20}[\"']\s*[,)])"
    ),
    lazy(rb"\b(?:requests|httpx|urllib3)\b"),
    # Bytes of a list, or of numbers that are computed: anything but one name, number or text.
    lazy(
        rb"byte(?:s|array)(?<!\wbytes)(?<!\wbytearray)" + _GAP + rb"\("
        rb"(?!\s*(?:[\w.]+|[bBrRuU]{0,2}(?:\"[^\"\\\n]*\"|'[^'\\\n]*'))?\s*[,)])"
    ),
    lazy(rb"\\(?:(?:x[2-7][0-9a-fA-F]|(?:0?[4-7]|1[0-7])[0-7]|[uU]0{2,6}[2-7][0-9a-fA-F])\\){5}"),
)
# What these need as well is rare enough to be asked for first.
_CHARACTERS = lazy(
    rb"\(" + _OPEN + rb"chr" + _CLOSE + rb",|join" + _GAP + rb"\(" + _gap(rb"(\[") + rb"(?:[\w.]{0,200}\.)?chr\b"
    rb"|\)" + _CLOSE + rb"\+" + _OPEN + rb"(?:[\w.]{0,200}\.)?chr\b"
)
_BACKWARDS = lazy(rb"[\"']" + _CLOSE + rb"\[::-1\]")
_HUGE = lazy(rb"[0-9][0-9A-Fa-f_xXoObB]{24}")
_MEDIA = lazy(rb"\.(?i:png|jpe?g|gif|bmp|ico|wav|mp3|ttf|woff2?)[\"']")


def is_worth_parsing(data: bytes) -> bool:
    """Whether :func:`pkglint.detect.code.python.find` could find anything in a module."""
    if not any(word in data for word in _RUNNERS):
        return False
    if _MORE.search(data):
        return True
    looked_up = any(not _AS_IT_IS.match(data, found.end()) for found in _LOOKED_UP.finditer(data))
    return _may_run(data, looked_up) and (looked_up or _hides(data))


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
        or (b"chr" in data and _CHARACTERS.search(data) is not None)
        or (b"[::-1]" in data and _BACKWARDS.search(data) is not None)
        or (b"to_bytes" in data and _HUGE.search(data) is not None)
        or (b"open" in data and _MEDIA.search(data) is not None)
    )
