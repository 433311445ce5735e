"""JSON as editors and agents write it: with comments and a comma too many."""

from __future__ import annotations

import json
import re
from typing import Any

from pkglint.model.lazy import lazy

# What has no end goes on to the end of the line or of the file, so that nothing is read twice.
_PIECES = lazy(
    r"""
      "[^"\\\n]*(?:\\.[^"\\\n]*)*"?         # a string
    | //[^\n]*                              # a comment to the end of the line
    | /\*[^*]*(?:\*+[^*/][^*]*)*(?:\*+/)?   # a comment to its end
    | ,(?=\s*[}\]])                         # a comma too many
    """,
    re.DOTALL | re.VERBOSE,
)
MOST = 1 << 20  # characters; nobody writes a larger settings file by hand


def loads(text: str) -> Any:
    """The value of ``text`` without its comments and trailing commas, ``None`` when it is still none, or too long."""
    if len(text) > MOST:
        return None
    bare = _PIECES.sub(lambda match: match[0] if match[0].startswith('"') else " ", text.lstrip("\ufeff"))
    try:
        return json.loads(_PIECES.sub(lambda match: match[0] if match[0].startswith('"') else " ", bare))
    except (ValueError, RecursionError):
        return None


def mapping(value: Any) -> dict[str, Any]:
    """``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """``value`` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []
