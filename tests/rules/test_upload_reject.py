"""What PyPI and npm refuse: one case for each reason, and what they take."""

from __future__ import annotations

import importlib.util
import json

import pytest

from fixtures.build import build
from fixtures.fakes import fake
from fixtures.lint import lint
from pkglint.model import Kind, Level
from pkglint.rules.integrity._pypi import _known_platform

CORE = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n"
OLD = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n"


def refusals(filename: str, data: bytes) -> list[str]:
    (found,) = lint(filename, data).results
    assert not found.crashes
    assert not found.not_linted
    return [j.finding.message for j in found.judged if j.finding.rule == "upload-reject"]


def of_metadata(lines: str, body: str = "", core: str = CORE) -> list[str]:
    text = f"{core}{lines}\n{body}"
    wheel = refusals(*build(Kind.WHEEL, {"demo-1.0.dist-info/METADATA": text}))
    assert len(refusals(*build(Kind.SDIST, {"PKG-INFO": text}))) == len(wheel)
    return wheel


@pytest.mark.parametrize(
    ("lines", "reported"),
    [
        (f"Summary: {'x' * 513}\n", "invalid summary"),
        ("Summary: one\n  two\n", "invalid summary"),
        ("Requires-Dist: a b c\n", "invalid requires-dist"),
        ("Requires-Python: later than 3\n", "invalid requires-python"),
        ("License-Expression: Not A Licence\n", "invalid license-expression"),
        ("License-Expression: MIT\nLicense: MIT\n", "both License and License-Expression"),
        ("Description-Content-Type: text/html\n", "invalid description-content-type"),
        ("Description-Content-Type: text/markdown; variant=Own\n", "invalid description-content-type"),
        ("Dynamic: name\n", "invalid dynamic"),
        ("Author-email: nobody\n", "invalid author-email"),
        ("Maintainer-email: a@b\n", "invalid maintainer-email"),
        ("Home-page: ftp://example.com\n", "home-page that is not an http(s) URL"),
        ("Project-URL: https://example.com\n", "not a label, a comma and"),
        ("Project-URL: Docs, see the wiki\n", "not a label, a comma and"),
        (f"Project-URL: {'x' * 33}, https://example.com\n", "more than 32 characters"),
        ("Classifier: Made Up :: Thing\n", "not on PyPI's list"),
        ("License-File: ../LICENSE\n", "invalid license-file"),
    ],
)
def test_metadata(lines: str, reported: str) -> None:
    assert any(reported in message for message in of_metadata(lines)), of_metadata(lines)


@pytest.mark.parametrize(
    "lines",
    [
        "",
        f"Summary: {'x' * 512}\n",
        "Requires-Dist: a[b]>=1; python_version < '3.11'\nRequires-Python: >=3.8,<4\n",
        "Author-email: A <a@example.com>, B <b@example.com>\n",
        "Project-URL: Docs, https://example.com/docs\nHome-page: UNKNOWN\n",
        "Classifier: Programming Language :: Python :: 3\nKeywords: a,b\nDynamic: Classifier\n",
        "Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM\n",
    ],
)
def test_metadata_that_pypi_takes(lines: str) -> None:
    assert of_metadata(lines, "# A readme\n") == []


def test_old_metadata() -> None:
    """setuptools wrote License-File before it was a field; an unknown version is refused."""
    assert of_metadata("License-File: gone\n", core=OLD) == []
    (message,) = of_metadata("", core=OLD.replace("2.1", "9.9"))
    assert "invalid metadata-version" in message


def test_a_bad_name() -> None:
    text = CORE.replace("demo", "demo_")
    (message,) = refusals(*build(Kind.SDIST, {"PKG-INFO": text}))
    assert "invalid name" in message


def test_licence_files_where_the_standard_wants_them() -> None:
    metadata = {"demo-1.0.dist-info/METADATA": f"{CORE}License-File: LICENSE\n"}
    (message,) = refusals(*build(Kind.WHEEL, {**metadata, "demo-1.0.dist-info/LICENSE": "x"}))
    assert "LICENSE, which is not under licenses/" in message
    assert refusals(*build(Kind.WHEEL, {**metadata, "demo-1.0.dist-info/licenses/LICENSE": "x"})) == []
    assert refusals(*build(Kind.SDIST, {"PKG-INFO": f"{CORE}License-File: a/LICENSE\n", "a/LICENSE": "x"})) == []


def test_a_field_that_is_newer_than_the_metadata() -> None:
    old = "Metadata-Version: 2.3\nName: demo\nVersion: 1.0\nSummary: x\nLicense-Expression: MIT\n"
    (message,) = refusals(*build(Kind.WHEEL, {"demo-1.0.dist-info/METADATA": old}))
    assert message == "has a license-expression, which needs Metadata-Version 2.4: use a newer build backend"


def test_pypi_only_warns_of_a_wheel_name_that_is_not_normalised() -> None:
    _, data = build(Kind.WHEEL, {})
    (result,) = lint("Demo-1.0-py3-none-any.whl", data).results
    assert [j.level for j in result.judged if j.finding.rule == "upload-reject"] == [Level.WARNING]


@pytest.mark.parametrize(
    ("filename", "reported"),
    [
        ("Demo-1.0-py3-none-any.whl", "should start with the normalised name, demo"),
        ("demo-1.0-any.whl", "not name-version-python-abi-platform.whl"),
        ("demo-1.0-x1-py3-none-any.whl", "does not start with a digit"),
        ("demo-1.0-py3-none-linux_x86_64.whl", "linux_x86_64, which PyPI does not take: repair it with auditwheel"),
        ("demo-1.0-py3-none-any.macosx_11_5_arm64.whl", "macosx_11_5_arm64"),
        ("de\x07mo-1.0-py3-none-any.whl", "control character"),
    ],
)
def test_wheel_names(filename: str, reported: str) -> None:
    _, data = build(Kind.WHEEL, {})
    assert any(reported in message for message in refusals(filename, data))


@pytest.mark.parametrize(
    "tag",
    [
        "any",
        "win32",
        "win_amd64",
        "win_arm64",
        "manylinux1_i686",
        "manylinux2014_s390x",
        "manylinux_2_28_riscv64",
        "musllinux_1_2_aarch64",
        "macosx_10_9_universal2",
        "macosx_11_0_arm64",
        "linux_armv7l",
        "ios_13_0_arm64_iphonesimulator",
        "android_21_arm64_v8a",
        "pyodide_2025_0_wasm32",
    ],
)
def test_platforms_that_pypi_takes(tag: str) -> None:
    assert _known_platform(tag)


@pytest.mark.parametrize(
    "tag", ["linux_x86_64", "manylinux_2_28_sparc", "macosx_14_1_arm64", "freebsd_14", "win64", ""]
)
def test_platforms_that_pypi_refuses(tag: str) -> None:
    assert not _known_platform(tag)


@pytest.mark.parametrize(
    ("filename", "text", "reported"),
    [
        ("Demo-1.0.tar.gz", CORE, ["has a file name that must be demo-1.0.tar.gz (PEP 625)"]),
        ("demo-1.00.tar.gz", CORE, ["has a file name that must be demo-1.0.tar.gz (PEP 625)"]),
        (
            "de-mo-1.0.tar.gz",
            CORE.replace("demo", "de.mo"),
            ["has a file name that must be de_mo-1.0.tar.gz (PEP 625)"],
        ),
        ("demo-1.0.tar.gz", CORE, []),
        ("other-1.0.tar.gz", CORE, []),  # name-mismatch says so
    ],
)
def test_sdist_names(filename: str, text: str, reported: list[str]) -> None:
    _, data = build(Kind.SDIST, {"PKG-INFO": text})
    assert refusals(filename, data) == reported


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("[console_scripts]\na = b:c\nd = e.f:g.h [x]\n\n[own.group]\nx = y\n", False),
        ("[console_scripts]\na = b\n", True),
        ("a = b:c\n", True),
        ("[x\na = b\n", True),
        (b"[x]\na = \xff\n", True),
        ("", False),
    ],
)
def test_entry_points(text: str | bytes, fires: bool) -> None:
    assert bool(refusals(*build(Kind.WHEEL, {"demo-1.0.dist-info/entry_points.txt": text}))) is fires


@pytest.mark.skipif(importlib.util.find_spec("readme_renderer") is None, reason="the extra readme is not installed")
def test_descriptions() -> None:
    assert of_metadata("Description-Content-Type: text/x-rst\n", "Title\n=====\n\nFine.\n") == []
    (message,) = of_metadata("", "Title\n=\n\n.. raw:: html\n   <b\n")
    assert "does not render" in message
    (message,) = of_metadata("", "- " * 3000 + "deeper than docutils can follow\n")
    assert "does not render" in message


@pytest.mark.parametrize(
    ("fields", "reported"),
    [
        ({"name": "Demo"}, "capital letters"),
        ({"name": ".demo"}, "not one that npm takes"),
        ({"name": "de mo"}, "not one that npm takes"),
        ({"name": "@a/b/c"}, "not one that npm takes"),
        ({"name": "node_modules"}, "keeps for itself"),
        ({"name": "a" * 215}, "more than 214"),
        ({"publishConfig": {"access": "restricted"}}, "restricted access without a scope"),
        ({"publishConfig": {"tag": "v1.2"}}, "version range"),
        ({"publishConfig": {"tag": ">=1"}}, "version range"),
        ({"publishConfig": {"tag": "next"}}, ""),
        ({"publishConfig": {"tag": "1.x"}}, "version range"),
        ({"publishConfig": {"tag": "1.2.3-beta"}}, "version range"),
        ({"publishConfig": {"tag": "v3-legacy"}}, ""),
        ({"publishConfig": {"tag": "1.2-beta"}}, ""),
        ({"name": "@demo/ui", "publishConfig": {"access": "restricted"}}, ""),
    ],
)
def test_npm(fields: dict[str, object], reported: str) -> None:
    text = json.dumps({"name": "demo", "version": "1.0.0", **fields})
    messages = refusals(*build(Kind.NPM, {"package.json": text}))
    assert [reported in message for message in messages] == ([True] if reported else [])


def test_no_value_is_repeated() -> None:
    token = fake("github")
    for lines in (
        f"Requires-Python: {token}\n",
        f"License-Expression: {token}\n",
        f"Home-page: x:{token}\n",
        f"Classifier: {token}\n",
        f"License-File: {token}\n",
        f"Author-email: {token}\n",
    ):
        messages = of_metadata(lines)
        assert messages
        assert not any(token[4:] in message for message in messages)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_of_a_long_description_only_the_beginning_is_parsed(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import packaging.metadata

    sizes: list[int] = []
    plain = packaging.metadata.parse_email

    def parse(data: bytes) -> object:
        sizes.append(len(data))
        return plain(data)

    monkeypatch.setattr(packaging.metadata, "parse_email", parse)
    text = (CORE + "Requires-Dist: a b c\n\n").replace("\n", end) + f"word{end}" * 100_000
    assert len(refusals(*build(Kind.WHEEL, {"demo-1.0.dist-info/METADATA": text.encode()}))) == 1
    assert sizes
    assert max(sizes) < 10_000
