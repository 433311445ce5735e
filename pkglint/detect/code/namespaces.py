"""The start-up line that setuptools writes for a namespace package: known word for word, and it does nothing else."""

from __future__ import annotations

import re

from pkglint.model.lazy import lazy

# Source: `_nspkg_tmpl` in setuptools/namespaces.py, 0.6 to 82; the statements of a line stand between semicolons.
_STATEMENT = lazy(
    r"""
      import\ sys,\s?(?:types|new),\s?os
    | has_mfs\ =\ sys\.version_info\ >\ \(3,\ 5\)
    | p\ =\ os\.path\.join\(sys\._getframe\(1\)\.f_locals\['sitedir'\],\ \*\('\w{1,100}'(?:,\ '\w{1,100}'){0,9},?\)\)
    | ie\ =\ os\.path\.exists\(os\.path\.join\(p,\s?'__init__\.py'\)\)
    | importlib\ =\ (?:has_mfs\ and\ )?__import__\('importlib\.util'\)
    | (?:has_mfs\ and\ )?__import__\('importlib\.machinery'\)
    | m\ =\ (?:has_mfs\ and\ )?sys\.modules\.setdefault\('[\w.]{1,200}',\ importlib\.util\.module_from_spec\(
      importlib\.machinery\.PathFinder\.find_spec\('[\w.]{1,200}',\ \[os\.path\.dirname\(p\)\]\)\)\)
    | m\ =\ (?:m\ or|not\ ie\ and)\ sys\.modules\.setdefault\(
      '[\w.]{1,200}',\s?(?:types\.ModuleType|new\.module|imp\.new_module)\('[\w.]{1,200}'\)\)
    | mp\ =\ \(m\ or\ \[\]\)\ and\ m\.__dict__\.setdefault\('__path__',\s?\[\]\)
    | \(p\ not\ in\ mp\)\ and\ mp\.append\(p\)
    | m\ and\ setattr\(sys\.modules\['[\w.]{1,200}'\],\ '\w{1,100}',\ m\)
    """,
    re.VERBOSE,
)


def is_namespace_hook(line: str) -> bool:
    """Whether each statement of a line is one of the template."""
    return all(_STATEMENT.fullmatch(statement.strip()) for statement in line.split(";"))
