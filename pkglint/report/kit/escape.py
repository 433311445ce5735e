r"""The only place where a hostile name becomes text.

Names of members, file names and everything that is quoted from an artifact are an attacker's text: they may move the
cursor, reverse the line, or be read as commands by the runner of a CI job. Every renderer passes every string that it
did not write itself through one of these functions, exactly once.

What is escaped is spelled as in Python source: ``\n``, ``\x1b``, ``\u202e``, ``\U000e0041``, ``\udc80`` for a byte
that is not UTF-8. Escaped is all that Unicode puts into category C (controls, formats and with them all bidirectional
controls, surrogates, private use, unassigned), line and paragraph separators, every space but the plain one, and what
is a letter or mark by category and yet invisible. A name may itself be a credential: three dots stand for that.
"""

from __future__ import annotations

import re

from pkglint.detect.secrets.redact import redacted

# Default-ignorable code points that are marks or letters by category (Unicode, DerivedCoreProperties.txt), and the
# blank Braille pattern. All other ignorable ones are in category C already.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U00016fe4\U0001d159"
    "\U000e0100-\U000e01ef]"
)
# What a name must have in it to hold a credential: no kind is shorter, and URLs have a user and a password.
_LONG = re.compile(r"[0-9A-Za-z_+/=-]{20}|://[^/]{1,200}@")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# GitHub's runner acts on "::command::" at the start of a line, blanks apart, and on "##[command]" anywhere in one.
_RUNNER_LINE = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
_RUNNER_ANYWHERE = "##["
_LINK = re.compile(r"\[[^\[\]]*\]\(")
_PLACEHOLDER = re.compile(r"\{\d+\}")
_MARKDOWN = re.compile(r"""[\\`*_{}\[\]<>()#+!|~&"'$@]|:(?=//)|\bw(?=ww\.)""")


def terminal(value: str) -> str:
    """``value`` on one line, every character visible, no credential: for messages, and paths that the user typed."""
    if _LONG.search(value):
        value = redacted(value)
    if not value.isprintable() or _INVISIBLE.search(value):
        value = "".join(map(_spell, value))
    return value.replace(_RUNNER_ANYWHERE, "#\\x23[") if _RUNNER_ANYWHERE in value else value


def name(value: str) -> str:
    """A member's name: as :func:`terminal`, with backslashes doubled, so that no two names look the same."""
    return terminal(value.replace("\\", "\\\\"))


def _spell(char: str) -> str:
    if char.isprintable() and not _INVISIBLE.match(char):
        return char
    return _SHORT.get(char) or _code(char)


def _code(char: str, short: bool = True) -> str:
    code = ord(char)
    if code < 0x100 and short:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def quoted(value: str) -> str:
    """A string in double quotes that TOML, YAML and, below U+10000, JSON read back as ``value``."""
    if _LONG.search(value):
        value = redacted(value)
    value = value.replace("\\", "\\\\").replace('"', '\\"')
    plain = "".join(c if c.isprintable() and not _INVISIBLE.match(c) else _code(c, short=False) for c in value)
    return f'"{plain}"'.replace(_RUNNER_ANYWHERE, "#\\u0023[")


def pattern(value: str) -> str:
    """A gitignore pattern for the file of this name: wildcards as sets of one, what cannot be written as ``?``."""
    return "".join(f"[{c}]" if c in "*?[" else c if _spell(c) == c else "?" for c in value)


def shell(value: str) -> str:
    """One word for a POSIX shell."""
    import shlex

    return shlex.quote(terminal(value))


def guard(output: str) -> str:
    """A whole report, many lines, none of which a CI runner takes for a command."""
    output = output.replace(_RUNNER_ANYWHERE, "#\\x23[")
    return _RUNNER_LINE.sub(r"\1\\x3a", output) if "::" in output else output


def github_data(value: str) -> str:
    """One line in the text of a workflow command; ``%0A`` joins lines."""
    return terminal(value).replace("%", "%25")


def github_property(value: str) -> str:
    """The value of a workflow command's property."""
    return github_data(value).replace(":", "%3A").replace(",", "%2C")


def markdown(value: str) -> str:
    """Text inside a paragraph, a table cell or an HTML element of GitHub's Markdown.

    What Markdown or HTML could read as markup becomes a numeric character reference, which neither reads again.
    """
    return _MARKDOWN.sub(lambda found: f"&#{ord(found[0])};", terminal(value))


def code(value: str) -> str:
    """A name as code in GitHub's Markdown, also inside a table."""
    return f"<code>{_MARKDOWN.sub(lambda found: f'&#{ord(found[0])};', name(value))}</code>"


def html(value: str) -> str:
    """Text inside an element of HTML or SVG, or an attribute's value in quotes."""
    from html import escape as markup

    return markup(terminal(value))


def xml(value: str) -> str:
    """One line of text that XML 1.0 can hold; the writer of the document escapes markup."""
    return terminal(value)


def sarif(value: str) -> str:
    """One line of a SARIF message: no embedded link (3.11.6), no placeholder (3.11.5)."""
    value = _LINK.sub(lambda found: found[0].replace("[", "\\[").replace("]", "\\]"), terminal(value))
    return _PLACEHOLDER.sub(r"{\g<0>}", value)


def uri(value: str) -> str:
    """A relative URI path, percent-encoded, without a colon, a leading slash or a segment that climbs."""
    from urllib.parse import quote

    segments = (part for part in redacted(value).split("/") if part not in {"", "."})
    return "/".join(
        quote(part.encode("utf-8", "surrogatepass"), safe="") if part.strip(".") else "_" * len(part)
        for part in segments
    )
