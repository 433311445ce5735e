"""Metadata that ``packaging`` surely takes, told without importing it: nearly all of it is plain.

``False`` proves nothing: who gets it asks ``packaging``. The forms are narrower than those of PEP 440, 508 and 639.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from keyword import iskeyword

from pkglint.metadata.headers import Headers
from pkglint.metadata.names import is_normal_version
from pkglint.model.lazy import lazy

_NAME = lazy(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?")
_SPECIFIER = lazy(
    r"""(?:[<>]=?|[!=]=)\ ? [0-9]{1,9} (?:\.[0-9]{1,9}){0,9} (?:(?:a|b|rc|\.dev|\.post)[0-9]{1,9})?
      | [!=]=\ ? [0-9]{1,9} (?:\.[0-9]{1,9}){0,9} \.\*           # every release of a series""",
    re.VERBOSE,
)
_COMPATIBLE = lazy(r"~= ?[0-9]{1,9}(?:\.[0-9]{1,9}){1,9}")
_REQUIRED = lazy(r"([A-Za-z0-9][A-Za-z0-9._-]{0,200})(?:\[([^\[\]]{1,200})\])? ?([^\[\]();@]{0,400})")
_TEST = lazy(
    r"""(extra|os_name|sys_platform|python_version|python_full_version|platform_system|platform_machine
      |implementation_name|platform_python_implementation)
    \ ?(?:[<>=!]=|<|>|\ in|\ not\ in)\ ?                      # a blank before a word: `os_name in "nt"`
    (?:"[A-Za-z0-9_\ .*-]{0,80}"|'[A-Za-z0-9_\ .*-]{0,80}')""",
    re.VERBOSE,
)
_TOLD = "\1"  # stands for a test that was read
_JOINED = lazy(r"\( ?\x01 ?\)|\x01 ?(?: and| or) \x01")
_LONGEST = 1000  # characters of a marker
_MODULE = lazy(r"[A-Za-z_][A-Za-z0-9_]{0,80}(?:\.[A-Za-z_][A-Za-z0-9_]{0,80}){0,9}(?: ?; ?private)?")
_MEDIA = lazy(r"text/(?:plain|x-rst|markdown)(?:; ?charset=(?:UTF|utf)-8)?(?:; ?variant=GFM)?")
_LICENSE = lazy(r"MIT(?:-0)?|Apache-2\.0|0BSD|BSD-[23]-Clause|ISC|MPL-2\.0|[LA]?GPL-3\.0-(?:only|or-later)|Zlib")
_FILE = lazy(r"[A-Za-z0-9_][A-Za-z0-9._/-]{0,200}")
_ADDRESS = r"[A-Za-z0-9_+-]{1,80}(?:\.[A-Za-z0-9_+-]{1,80}){0,9}@[a-z0-9-]{1,80}(?:\.[a-z0-9-]{1,80}){1,9}"
_EMAIL = lazy(rf"{_ADDRESS}|[A-Za-z][A-Za-z0-9-]{{0,80}}(?: [A-Za-z][A-Za-z0-9-]{{0,80}}){{0,9}} <{_ADDRESS}>")


def _specifiers(value: str) -> bool:
    parts = [part.strip(" ") for part in value.split(",")]
    return all(_SPECIFIER.fullmatch(part) or _COMPATIBLE.fullmatch(part) for part in parts)


def _required(value: str) -> bool:
    what, marked, marker = value.partition(";")
    what = what.strip(" ")
    if what.endswith(")"):  # the form of PEP 345: `name (>=1.0)`
        what = what[:-1].replace("(", "", 1)
    match = _REQUIRED.fullmatch(what)
    if match is None or not _NAME.fullmatch(match[1]):
        return False
    if match[2] and not all(_NAME.fullmatch(extra.strip(" ")) for extra in match[2].split(",")):
        return False
    return (not match[3] or _specifiers(match[3])) and (not marked or _marker(marker))


def _marker(value: str) -> bool:
    if _TOLD in value or len(value) > _LONGEST:
        return False
    before, told = "", _TEST.sub(_TOLD, value)
    while told != before:
        before, told = told, _JOINED.sub(_TOLD, told)
    return told.strip(" ") == _TOLD


def _licensed(value: str) -> bool:
    return all(_LICENSE.fullmatch(part) for half in value.split(" OR ") for part in half.split(" AND "))


def _module(value: str) -> bool:
    return _MODULE.fullmatch(value) is not None and not any(map(iskeyword, value.partition(";")[0].strip().split(".")))


def _any(_value: str) -> bool:
    return True


_SURE: dict[str, Callable[[str], object]] = {
    "metadata-version": frozenset({"2.1", "2.2", "2.3", "2.4", "2.5"}).__contains__,
    "name": _NAME.fullmatch,
    "version": is_normal_version,
    "summary": str.isprintable,
    "description-content-type": _MEDIA.fullmatch,
    "requires-python": _specifiers,
    "requires-dist": _required,
    "provides-extra": _NAME.fullmatch,
    **dict.fromkeys(
        (
            "author",
            "author-email",
            "classifier",
            "download-url",
            "home-page",
            "keywords",
            "license",
            "maintainer",
            "maintainer-email",
            "platform",
            "project-url",
        ),
        _any,
    ),
}
_SURE_FROM_24: dict[str, Callable[[str], object]] = {
    "license-expression": _licensed,
    "license-file": lambda value: _FILE.fullmatch(value) and not any(odd in f"{value}/" for odd in ("..", "//", "/./")),
}
_DYNAMIC = frozenset({*_SURE, *_SURE_FROM_24, "description"}) - {"metadata-version", "name", "version"}


def is_surely_valid(data: bytes, headers: Headers) -> bool:
    """Whether ``packaging`` has nothing to say of METADATA or PKG-INFO; false proves nothing."""
    if headers.problems or headers.repeated or not headers.utf8 or not (headers.get("name") and headers.get("version")):
        return False
    head = data.decode("utf-8").partition("\n\n")[0]
    if " \n" in head or head.endswith(" ") or not head.replace("\n", "").isprintable():
        return False  # ``packaging`` keeps a blank at the end, and every kind of space that is no blank
    return all(_is_sure(name.lower(), value, headers.get("metadata-version")) for name, value in headers.fields)


def _is_sure(field: str, value: str, version: str) -> bool:
    if field == "dynamic":
        return version > "2.1" and value.lower() in _DYNAMIC
    if field.startswith("import-name"):
        return version == "2.5" and bool(_module(value))
    if field in _SURE_FROM_24 and version > "2.3":
        return bool(_SURE_FROM_24[field](value))
    if field == "license-file":
        return version < "2.4"  # setuptools wrote it long before there was such a field; clients do not send it then
    sure = _SURE.get(field)
    return sure is not None and bool(sure(value))


def is_plain_email(value: str) -> bool:
    """Whether the first address is one beyond doubt, or there is none; false proves nothing."""
    return not value or _EMAIL.fullmatch(value.partition(",")[0]) is not None
