"""Which members are code that somebody runs or reviews, recognised by name and, without a suffix, by a shebang."""

from __future__ import annotations

from pkglint.model import Entry

PYTHON = frozenset({".py", ".pyw", ".pyi", ".pyx", ".pth"})
SCRIPT = frozenset({".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte"})
SHELL = frozenset({".sh", ".bash", ".zsh", ".ps1", ".bat", ".cmd", ".psm1", ".fish", ".m4", ".ac", ".am", ".command"})
COMPILED = frozenset(
    {
        ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".m", ".mm", ".rs", ".go", ".java", ".kt", ".swift", ".cs",
    }
)  # fmt: skip
OTHER = COMPILED | {".rb", ".pl", ".pm", ".php", ".phtml", ".lua", ".r", ".jl", ".gyp", ".gypi"}
CODE = PYTHON | SCRIPT | SHELL | OTHER
_SHEBANGS = (
    (b"python", ".py"),
    (b"node", ".js"),
    (b"bun", ".js"),
    (b"deno", ".js"),
    (b"perl", ".pl"),
    (b"ruby", ".rb"),
    (b"php", ".php"),
    (b"sh", ".sh"),
)


def may_be_code(entry: Entry) -> bool:
    """Whether name and size allow code: something is in it, and it has a suffix of code, or no suffix at all."""
    return entry.is_file and entry.size > 0 and (entry.suffix in CODE or not entry.suffix)


def language(entry: Entry) -> str | None:
    """The suffix that stands for the code's language; of a member without suffix, what its shebang names."""
    if entry.suffix in CODE:
        return entry.suffix
    if entry.suffix:
        return None
    return shebang(entry.content.data)


def shebang(data: bytes) -> str | None:
    """The suffix of the language that the first line of a script names."""
    if not data.startswith(b"#!"):
        return None
    line = data[:200].partition(b"\n")[0]
    return next((suffix for word, suffix in _SHEBANGS if word in line), None)


def line_of(data: bytes, offset: int) -> int:
    """The 1-based number of the line in which ``offset`` is."""
    return data.count(b"\n", 0, offset) + 1
