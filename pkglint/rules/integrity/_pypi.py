"""What PyPI refuses at upload and can be known without asking it, one sentence fragment each.

From the upload endpoint of the index as it is public (file names, platform tags, limits of fields), PEP 427, 503, 625,
639 and 643, and from ``packaging``, which the index itself validates metadata with. Facts that another rule owns are
left to it: names and versions that disagree (name-mismatch), files that are missing (invalid-manifest), direct
URLs (local-dependency), framing (ambiguous-archive). No value out of the artifact is repeated that may hold a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pkglint.metadata.headers import Headers
from pkglint.metadata.names import is_normal_version, normalize, split_sdist_name, split_wheel_name
from pkglint.model import Kind
from pkglint.model.lazy import lazy
from pkglint.rules._quote import quoted

MAX_SUMMARY, MAX_LABEL = 512, 32
MOST_TEXT = 4096  # bytes of a description that are parsed
_BLANK_LINE = lazy(rb"(?:\r\n|\r|\n)(?:\r\n|\r|\n)")
MAX_ENTRY_POINTS = 1 << 20  # bytes; the largest have some thousand lines
_CONTROL = lazy(r"[\x00-\x1f\x7f]")
_JOINT = "x86_64 i686 aarch64 armv7l ppc64le s390x riscv64 loongarch64"
_MAC = "ppc ppc64 i386 x86_64 arm64 intel fat fat3 fat32 fat64 universal universal2"
_ARCHES = {
    r"macosx_10_\d+_(.+)": _MAC,
    r"macosx_[1-9]\d_0_(.+)": _MAC,
    r"manylinux_\d+_\d+_(.+)": f"{_JOINT} ppc64",
    r"musllinux_\d+_\d+_(.+)": _JOINT,
    r"manylinux(?:1|2010)_(.+)": "x86_64 i686",
    r"manylinux2014_(.+)": "x86_64 i686 aarch64 armv7l ppc64 ppc64le s390x",
    r"ios_\d+_\d+_(.+)_(?:iphoneos|iphonesimulator)": "arm64 x86_64",
    r"android_\d+_(.+)": "armeabi_v7a arm64_v8a x86 x86_64",
    r"(?:pyodide|pyemscripten)_\d+_\d+_(.+)": "wasm32",
    r"linux_(.+)": "armv6l armv7l",
    r"win_(.+)": "amd64 arm64 ia64",
}
_PLATFORMS = tuple((lazy(expression), frozenset(arches.split())) for expression, arches in _ARCHES.items())
_EMAIL = lazy(r"[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,.]+")
_URL = lazy(r"https?://[^\s/?#]+", re.IGNORECASE)
_TOP_CLASSIFIERS = frozenset(
    {
        "Development Status",
        "Environment",
        "Framework",
        "Intended Audience",
        "License",
        "Natural Language",
        "Operating System",
        "Private",
        "Programming Language",
        "Topic",
        "Typing",
    }
)


class Refusal(NamedTuple):
    """Why PyPI refuses. ``path`` is the member it is about, empty for the file name; ``field`` a header's name.

    ``warned`` is set when PyPI still takes it and writes a mail that it is going to refuse.
    """

    path: str
    text: str
    field: str = ""
    warned: bool = False


def file_name(kind: Kind, filename: str, name: str, version: str) -> Iterator[Refusal]:
    """What is wrong with the form of the file name, given name and version of the metadata."""
    if _CONTROL.search(filename) or "\\" in filename:
        yield Refusal("", "has a control character or a backslash in its file name")
    elif kind is Kind.WHEEL:
        yield from _wheel_name(filename, name)
    else:
        yield from _sdist_name(filename, name, version)


def _wheel_name(filename: str, name: str) -> Iterator[Refusal]:
    parts = split_wheel_name(filename)
    if parts is None:
        yield Refusal("", "has a file name that is not name-version-python-abi-platform.whl")
        return
    if parts.build and not parts.build[0].isdigit():
        yield Refusal("", "has a build tag in its file name that does not start with a digit")
    wanted = normalize(name).replace("-", "_")
    if name and normalize(parts.name) == normalize(name) and parts.name != wanted:
        should = f"has a file name that should start with the normalised name, {quoted(wanted)}"
        yield Refusal("", f"{should}: PyPI has announced to refuse others", warned=True)
    wrong = [platform for platform in parts.platform.split(".") if not _known_platform(platform)]
    if wrong:
        hint = ": repair it with auditwheel" if wrong[0].startswith("linux_") else ""
        yield Refusal("", f"has the platform tag {quoted(wrong[0])}, which PyPI does not take{hint}")


def _known_platform(tag: str) -> bool:
    if tag in {"any", "win32"}:
        return True
    return any((match := expression.fullmatch(tag)) and match[1] in arches for expression, arches in _PLATFORMS)


def _sdist_name(filename: str, name: str, version: str) -> Iterator[Refusal]:
    if not filename.endswith(".tar.gz"):
        yield Refusal("", "is a source distribution whose file name does not end with .tar.gz (PEP 625)")
        return
    if name and is_normal_version(version) and filename == f"{normalize(name).replace('-', '_')}-{version}.tar.gz":
        return
    from packaging.version import Version

    try:
        wanted = f"{normalize(name).replace('-', '_')}-{Version(version)}.tar.gz"
        parts = split_sdist_name(filename)
        same = parts is not None and normalize(parts[0]) == normalize(name) and Version(parts[1]) == Version(version)
    except ValueError:
        return  # name-mismatch says so
    if parts is None:
        yield Refusal("", "has a file name that is not name-version.tar.gz")
    elif name and same and filename != wanted:
        yield Refusal("", f"has a file name that must be {quoted(wanted)} (PEP 625)")


# Field -> what PyPI wants it to be. The value itself is never repeated.
_WANTED = {
    "author-email": "an e-mail address",
    "description-content-type": "text/plain, text/x-rst or text/markdown with a known charset and variant",
    "dynamic": "names of fields that may be dynamic",
    "import-name": "names of modules",
    "import-namespace": "names of modules",
    "license-expression": "an SPDX expression with known identifiers",
    "license-file": "a relative path with / and without ..",
    "maintainer-email": "an e-mail address",
    "metadata-version": "a version of the metadata format that it knows",
    "name": "letters, digits and . _ - with a letter or a digit at both ends",
    "provides-extra": "a normalised name",
    "requires-dist": "a requirement (PEP 508)",
    "requires-python": "a version specifier",
    "summary": "one line of at most 512 characters",
}


# Field -> the version of the metadata that introduced it: PyPI refuses the field in an older one.
_SINCE = {
    "dynamic": "2.2",
    "license-expression": "2.4",
    "license-file": "2.4",
    "import-name": "2.5",
    "import-namespace": "2.5",
}


def metadata(path: str, data: bytes, headers: Headers) -> Iterator[Refusal]:
    """What is wrong with the fields of METADATA or PKG-INFO."""
    own = {"version", *headers.repeated}  # said by name-mismatch and invalid-manifest
    refused = dict.fromkeys(field for field in _invalid_fields(data, headers) if field not in own)
    if len(headers.get("summary")) > MAX_SUMMARY or "\n" in headers.get("summary"):
        refused["summary"] = None
    for field in ("author-email", "maintainer-email"):
        if not _email(headers.get(field)):
            refused[field] = None
    for field in sorted(refused):  # packaging checks them in the order of a set
        since, wanted = _SINCE.get(field, ""), _WANTED.get(field)
        if headers.older_than(since):
            yield Refusal(
                path, f"has a {field}, which needs Metadata-Version {since}: use a newer build backend", field
            )
        else:
            yield Refusal(path, f"has an invalid {field}" + (f": it must be {wanted}" if wanted else ""), field)
    if headers.get("license-expression") and headers.get("license"):
        yield Refusal(
            path, "has both License and License-Expression, of which only one may be there (PEP 639)", "license"
        )
    yield from _urls(path, headers)
    yield from _classifiers(path, headers)
    yield from _description(path, headers)


def _invalid_fields(data: bytes, headers: Headers) -> Iterator[str]:
    """Names of the fields that ``packaging`` does not validate, in lower case with hyphens."""
    from packaging.metadata import ExceptionGroup, InvalidMetadata, Metadata, parse_email

    try:
        raw, _ = parse_email(_without_text(data))  # what it could not parse is sent by no client
        Metadata.from_raw(raw, validate=True)
    except ExceptionGroup as group:
        old = headers.older_than("2.4")
        for error in group.exceptions:
            field = error.field.lower().replace("_", "-") if isinstance(error, InvalidMetadata) else ""
            # setuptools wrote License-File long before there was such a field; clients do not send it then.
            if field and headers.all(field) and not (old and field == "license-file"):
                yield field
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        yield "metadata-version"


def _without_text(data: bytes) -> bytes:
    """The metadata with the beginning of the description alone, of which nothing is validated: it may be megabytes."""
    blank = _BLANK_LINE.search(data)
    return data[: blank.end() + MOST_TEXT] if blank else data


def _email(value: str) -> bool:
    from email.utils import parseaddr

    try:
        _, address = parseaddr(" ".join(value.split()))
    except RecursionError:  # brackets in brackets, or groups in groups
        return False
    return not address or _EMAIL.fullmatch(address) is not None


def _urls(path: str, headers: Headers) -> Iterator[Refusal]:
    for value in headers.all("project-url"):
        label, comma, url = value.partition(",")
        if not comma or not label.strip() or not _URL.match(url.strip()):
            yield Refusal(path, "has a Project-URL that is not a label, a comma and an http(s) URL", "project-url")
        elif len(label.strip()) > MAX_LABEL:
            yield Refusal(path, f"has a Project-URL with a label of more than {MAX_LABEL} characters", "project-url")
    for field in ("home-page", "download-url"):
        value = headers.get(field)
        if value and value != "UNKNOWN" and not _URL.match(value):
            yield Refusal(path, f"has a {field} that is not an http(s) URL", field)


def _classifiers(path: str, headers: Headers) -> Iterator[Refusal]:
    for value in headers.all("classifier"):
        top = value.partition(" :: ")[0]
        if top not in _TOP_CLASSIFIERS or value == top:
            yield Refusal(path, "has a classifier that is not on PyPI's list", "classifier")
            return


def _description(path: str, headers: Headers) -> Iterator[Refusal]:
    """Whether reStructuredText renders; only where readme-renderer is installed (the extra ``readme``)."""
    kind = headers.get("description-content-type").partition(";")[0].strip().lower()
    text = headers.description
    if kind not in {"", "text/x-rst"} or not text.strip() or not headers.utf8:
        return
    import importlib

    try:
        renderer = importlib.import_module("readme_renderer.rst")
    except ImportError:
        return
    if not _renders(renderer.render, text):
        said = "its content type" if kind else "reStructuredText, the default without a content type"
        yield Refusal(path, f"has a description that does not render as {said}", "description")


def _renders(render: Callable[[str], str | None], text: str) -> bool:
    try:
        return render(text) is not None
    except RecursionError:  # lists in lists, some hundred deep: docutils has no bound of its own
        return False


def entry_points(path: str, data: bytes) -> Iterator[Refusal]:
    """What is wrong with entry_points.txt (an INI file; see the entry points specification)."""
    import configparser

    if len(data) > MAX_ENTRY_POINTS:
        yield Refusal(path, f"is larger than {MAX_ENTRY_POINTS >> 10} KiB")
        return

    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(data.decode("utf-8"))
    except (UnicodeDecodeError, configparser.Error):
        yield Refusal(path, "is not an INI file in UTF-8")
        return
    for section in ("console_scripts", "gui_scripts"):
        for _, value in parser.items(section) if parser.has_section(section) else ():
            if not re.fullmatch(r"\s*[\w.]+\s*:\s*[\w.]+\s*(?:\[[^\]]*\]\s*)?", value):
                yield Refusal(path, f"has an entry in {section} that is not module:function")
                return


def license_files(path: str, kind: Kind, headers: Headers, files: Mapping[str, object]) -> Iterator[Refusal]:
    """Licence files that the metadata names and the artifact does not hold (PEP 639, from metadata 2.4 on)."""
    if headers.older_than("2.4"):
        return
    prefix = f"{path.rpartition('/')[0]}/licenses/" if kind is Kind.WHEEL else ""
    for value in headers.all("license-file"):
        if f"{prefix}{value}" not in files:
            where = "under licenses/ of the dist-info directory" if prefix else "in the artifact"
            yield Refusal(path, f"names the licence file {quoted(value)}, which is not {where}", "license-file")
