"""Careful edits of a project's own files: comments, order, indents and line ends stay. Text in, text out.

What was edited is read again by the standard library's parser and must say exactly what was meant: otherwise there is
no edit, and a person has to make it.
"""

from __future__ import annotations

from pkglint.edit.apply import apply
from pkglint.edit.change import Change, Value, holds

__all__ = ["Change", "Value", "apply", "holds"]
