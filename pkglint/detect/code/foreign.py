"""What code in PHP, Perl, Ruby, Lua, R and PowerShell executes, by lines: text that is decoded, fetched or sent in.

No syntax is rebuilt. Strings that are only joined or written as numbers are made plain, names of functions that are in
variables are put in their places, and then three questions are asked of each call that runs code: is something decoded
in its argument, is something fetched there, or does it name a variable of which one of the two is true.

Sources: the manuals of the languages, for what runs a text, what decodes one, and what reads from another machine.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.model.lazy import lazy

MOST = 400_000  # characters of a file that is followed
_NAMES = 200  # variables of one file
_ROUNDS = 4  # assignments that hand a text on, one to the next
_ARGUMENT = 400  # characters behind a call in which its argument stands
_HIDDEN, _FETCHED, _SENT = "hidden", "fetched", "sent"
_SAID = {
    _HIDDEN: "decodes hidden text and executes it",
    _FETCHED: "downloads code and executes it",
    _SENT: "executes what a request sends",
}
_ESCAPED = r"(?:\\x[0-9a-fA-F]{2}){8}"


class Language(NamedTuple):
    """Expressions, without case: what runs a text, and what hides, fetches or receives one.

    ``words`` are texts of which a file has one that can hold anything; ``joint`` stands between two pieces of a string.
    """

    words: tuple[bytes, ...]
    runs: str
    hides: str
    fetches: str
    sent: str
    name: str
    joint: str


_PHP = Language(
    (b"eval", b"assert", b"create_function", b"/e", b"data:", b"$_", b"\\x", b"'.'", b'"."', b"' . '", b'" . "'),
    r"\b(?:eval|assert|create_function|system|passthru|shell_exec|call_user_func)\s{0,9}\("
    r"|\bpreg_replace\s{0,9}\(\s{0,9}['\"]([/#~]).{1,80}?\1[a-z]{0,5}e[a-z]{0,5}['\"]"
    r"|\b(?:include|require)(?:_once)?\b\s{0,9}\(?(?=\s{0,9}['\"](?:data:|https?:))",
    r"\b(?:base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|hex2bin|convert_uudecode|strrev|openssl_decrypt"
    r"|mcrypt_decrypt)\s{0,9}\(|\bpack\s{0,9}\(\s{0,9}['\"]H|['\"]data:/{0,2}text/|" + _ESCAPED,
    r"\bfile_get_contents\s{0,9}\(\s{0,9}['\"](?:https?|ftp):|\bcurl_exec\s{0,9}\("
    r"|\b(?:include|require)(?:_once)?\b\s{0,9}\(?\s{0,9}['\"]https?:",
    r"\$_(?:GET|POST|REQUEST|COOKIE|SERVER)\b|php://input",
    r"\$\w{1,60}",
    r"\.",
)
_PERL = Language(
    (b"eval",),
    r"\beval\b(?!\s{0,9}\{)",  # a block in braces is compiled already: it catches exceptions
    r"\bdecode_base64\b|\b(?:un)?pack\s{0,9}\(?\s{0,9}['\"][uH]|\breverse\s{0,9}\(?\s{0,9}['\"]|" + _ESCAPED,
    r"\bget\s{0,9}\(?\s{0,9}['\"]https?:|`\s{0,9}(?:curl|wget)\b",
    r"(?!)",
    r"\$\w{1,60}",
    r"\.",
)
_RUBY = Language(
    (b"eval",),
    r"\b(?:eval|instance_eval|class_eval|module_eval)\b\s{0,9}\(?",
    r"\bBase64\.(?:\w{1,20}_)?decode64|\bZlib[\w:]{1,20}\.inflate|\.unpack1?\s{0,9}\(?\s{0,9}['\"][mHu]|" + _ESCAPED,
    r"\b(?:URI|open|HTTP|HTTParty|RestClient|Faraday)\b[^\n]{0,60}['\"]https?:",
    r"(?!)",
    r"\b[a-z_]\w{0,60}",
    r"\+",
)
_LUA = Language(
    (b"load",),
    r"\bload(?:string)?\s{0,9}\(",
    r"\b(?:base64|unhex|b64)\w{0,20}(?:\.\w{1,20})?\s{0,9}\(|\bdecode\s{0,9}\(|" + _ESCAPED,
    r"\bhttp\.request\s{0,9}\(|\bHttpGet\s{0,9}\(|\bio\.popen\s{0,9}\(\s{0,9}['\"](?:curl|wget)\b",
    r"(?!)",
    r"\b[A-Za-z_]\w{0,60}",
    r"\.\.",
)
_R = Language(
    (b"eval",),
    r"\beval\s{0,9}\(\s{0,9}parse\s{0,9}\(",
    r"\bbase64\w{0,12}\s{0,9}\(|\brawToChar\s{0,9}\(",
    r"\b(?:url|readLines|GET)\s{0,9}\(\s{0,9}['\"]https?:",
    r"(?!)",
    r"\b[A-Za-z.][\w.]{0,60}",
    r"(?!)",
)
_POWERSHELL = Language(
    (b"iex", b"IEX", b"Iex", b"nvoke-", b"NVOKE-", b"criptblock", b"criptBlock", b"ssembly"),
    r"(?:^|[\s;|&({])(?:iex|Invoke-Expression)\b|\[scriptblock\]::Create\s{0,9}\("
    r"|\[(?:System\.)?Reflection\.Assembly\]::Load\s{0,9}\(",
    r"\bFromBase64String\b|\b(?:Deflate|Gzip)Stream\b|\[-1\s{0,9}\.\.\s{0,9}-|-bxor\b"
    r"|\[char\[\]\]\s{0,9}\(?\s{0,9}(?:(?:0x)?[0-9a-f]{1,3}\s{0,9},\s{0,9}){4}"
    r"|(?:\[char\]\s{0,9}(?:0x)?[0-9a-f]{1,3}\)?\s{0,9}[,+]\s{0,9}\(?){4}",
    r"\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString|DownloadData|Net\.WebClient)\b",
    r"(?!)",
    r"\$(?:\w{1,20}:)?\w{1,60}",
    r"\+",
)
LANGUAGES = {
    ".php": _PHP,
    ".phtml": _PHP,
    ".pl": _PERL,
    ".pm": _PERL,
    ".rb": _RUBY,
    ".lua": _LUA,
    ".r": _R,
    ".ps1": _POWERSHELL,
    ".psm1": _POWERSHELL,
}
_NO_CASE = frozenset({".ps1", ".psm1"})
_NUMBER = lazy(r"\\x([0-9a-fA-F]{2})")
_FUNCTION = lazy(r"(\$\w{1,60})\s{0,9}=\s{0,9}['\"]([a-z_0-9]{3,30})['\"]\s{0,9};")


class Found(NamedTuple):
    """What is executed, in words, in which line, from 0, and what stands there. ``strong`` when nobody has a reason."""

    strong: bool
    line: int
    text: str
    said: str = ""


class _Read(NamedTuple):
    """The expressions of a language, compiled; of what an assignment gives its variable."""

    runs: re.Pattern[str]
    marks: tuple[tuple[str, re.Pattern[str]], ...]
    assigns: re.Pattern[str]
    joint: re.Pattern[str]


def find(data: bytes, suffix: str) -> Found | None:
    """The first text by weight that code of this language executes and that was hidden, fetched or sent in."""
    language = LANGUAGES.get(suffix)
    if language is None or not any(word in data for word in language.words):
        return None
    read = _read(language)
    text = _plain(data[:MOST].decode("latin-1"), read, suffix)
    names = _marked(text, read)
    found = [one for match in read.runs.finditer(text) if (one := _run(text, match, read, names, suffix))]
    return min(found, key=lambda one: (not one.strong, one.line), default=None)


def _read(language: Language) -> _Read:
    made = _READ.get(id(language))
    if made is None:
        flags = re.IGNORECASE | re.MULTILINE
        hints = ((_HIDDEN, language.hides), (_SENT, language.sent), (_FETCHED, language.fetches))
        made = _READ[id(language)] = _Read(
            re.compile(language.runs, flags),
            tuple((mark, re.compile(hint, flags)) for mark, hint in hints),
            re.compile(rf"({language.name})\s{{0,9}}[.+]?=(?![=~>])[ \t]{{0,9}}([^\n;]{{1,2000}})", flags),
            re.compile(rf"(?<=\w)(['\"])[ \t]{{0,9}}{language.joint}[ \t]{{0,9}}\1(?=\w)"),
        )
    return made


_READ: dict[int, _Read] = {}


def _plain(text: str, read: _Read, suffix: str) -> str:
    """The text with its strings joined, and in PHP with the names of functions where variables stand for them."""
    text = read.joint.sub("", text)
    if suffix in _NO_CASE:
        return text.lower()
    if LANGUAGES[suffix] is not _PHP:
        return text
    text = _NUMBER.sub(_character, text) if text.count("\\x") > 3 else text
    functions = {match[1]: match[2] for match in list(_FUNCTION.finditer(text))[:_NAMES]}
    for name, function in functions.items():
        text = re.sub(rf"{re.escape(name)}(?=\s{{0,9}}\()", function, text)
    return text


def _character(match: re.Match[str]) -> str:
    """A character that is written as a number, if it can stand in a name; what hides more than names stays."""
    character = chr(int(match[1], 16))
    return character if character.isalnum() or character == "_" else match[0]


def _marked(text: str, read: _Read) -> dict[str, str]:
    """The variables whose text was hidden, fetched or sent in, by name."""
    assigned = [match.groups() for _, match in zip(range(_NAMES * 10), read.assigns.finditer(text), strict=False)]
    names: dict[str, str] = {}
    for _ in range(_ROUNDS):
        before = len(names)
        for name, value in assigned:
            mark = _mark(value, read, names)
            if mark and len(names) < _NAMES:
                names.setdefault(name, mark)
        if len(names) == before:
            break
    return names


def _mark(value: str, read: _Read, names: dict[str, str]) -> str:
    """What is true of an expression: by a call in it, or by a variable that it names."""
    for mark, hint in read.marks:
        if hint.search(value):
            return mark
    return next((names[word] for word in _WORDS.findall(value) if word in names), "") if names else ""


_WORDS = lazy(r"\$(?:\w{1,20}:)?\w{1,60}|[A-Za-z_.][\w.]{0,60}")


def _run(text: str, match: re.Match[str], read: _Read, names: dict[str, str], suffix: str) -> Found | None:
    start = text.rfind("\n", 0, match.start() + 1) + 1
    if text[start : match.start() + 1].lstrip().startswith(("#", "//", "*", "--", "'", '"')):
        return None
    argument = _argument(text, match.end())
    shell = suffix in _NO_CASE
    if shell and not argument.strip(" \t\"'"):  # handed over by what stands before it: ``... | iex``
        argument = text[start : match.start()]
    mark = _mark(match[0] + argument, read, names)
    if not mark:
        return None
    said = _SAID[mark]
    if mark == _HIDDEN and any(hint.search(argument) for each, hint in read.marks if each == mark):
        said += " on the spot"
    return Found(not (shell and mark == _FETCHED), text.count("\n", 0, match.start()), said, match[0] + argument)


def _argument(text: str, at: int) -> str:
    """What stands behind a call, to the end of its statement."""
    end = min((place for mark in (";", "\n") if (place := text.find(mark, at, at + _ARGUMENT)) >= 0), default=-1)
    return text[at : end if end >= 0 else at + _ARGUMENT]
