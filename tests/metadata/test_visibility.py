"""Open needs an open licence and a public repository; the reason says which of the two is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fixtures.fakes import fake
from pkglint.metadata.forges import npm_shorthand, public_forge
from pkglint.metadata.headers import parse_headers
from pkglint.metadata.licences import open_classifier, open_expression, open_text
from pkglint.metadata.npm import parse_package_json
from pkglint.metadata.visibility import Answer, npm_visibility, python_visibility
from pkglint.model import Visibility

REPOSITORY = "git+https://github.com/owner/name.git"


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "mit",
        "Apache-2.0 OR MIT",
        "(MIT AND BSD-3-Clause)",
        "GPL-2.0-or-later WITH Classpath-exception-2.0",
        "LicenseRef-Own OR MIT",
        "GPL-3.0+",
        "CC0-1.0",
    ],
)
def test_open_expressions(expression: str) -> None:
    assert open_expression(expression)


@pytest.mark.parametrize(
    "expression",
    ["", "UNLICENSED", "LicenseRef-Own", "MIT AND LicenseRef-Own", "MIT OR", "(MIT", "MIT BSD", "BUSL-1.1", "(" * 400],
)
def test_expressions_that_are_not_open(expression: str) -> None:
    assert not open_expression(expression)


@pytest.mark.parametrize(
    "text",
    [
        "MIT License",
        "The MIT License (MIT)",
        "BSD",
        "BSD-3-Clause",
        "3-Clause BSD License",
        "New BSD License",
        "BSD 3-Clause License\n\nCopyright (c) 2008. All rights reserved.\n\nRedistribution ...\nmore\n",
        "Apache 2.0",
        "Apache License, Version 2.0",
        "Apache Software License",
        "GPLv3",
        "GNU General Public License v3 or later (GPLv3+)",
        "LGPL-3.0",
        "MPL 2.0",
        "Mozilla Public License 2.0 (MPL 2.0)",
        "ISC",
        "PSF",
        "Apache 2.0 or MIT",
        "ZPL 2.1",
        "Unlicense",
    ],
)
def test_open_free_text(text: str) -> None:
    assert open_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Proprietary",
        "Commercial",
        "All rights reserved",
        "MIT and Commercial",
        "See LICENSE",
        "Internal use",
        "Mitsubishi",
    ],
)
def test_free_text_that_is_not_open(text: str) -> None:
    assert not open_text(text)


def test_an_open_classifier_outweighs_prose_but_no_plain_word() -> None:
    def answer(text: str, classifier: str) -> Visibility:
        lines = f"License: {text}\nClassifier: {classifier}\nProject-URL: Source, https://github.com/demo/demo\n"
        return python_visibility(parse_headers(f"Metadata-Version: 2.1\nName: demo\nVersion: 1\n{lines}".encode()))[0]

    osi = "License :: OSI Approved :: BSD License"
    assert answer("BSD license with an exception for commercial programs", osi) is Visibility.OPEN
    assert answer("BSD license with an exception for commercial programs", "Topic :: X") is Visibility.CLOSED
    assert answer("All rights reserved", osi) is Visibility.CLOSED
    assert answer("Proprietary", osi) is Visibility.CLOSED


def test_classifiers() -> None:
    assert open_classifier(("License :: OSI Approved :: MIT License", "Topic :: X"))
    assert not open_classifier(("License :: OSI Approved", "License :: Other/Proprietary License"))
    assert not open_classifier(("Topic :: X",))


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://github.com/a/b", "github.com"),
        ("https://www.github.com/a/b/issues", "github.com"),
        ("git+ssh://git@github.com/a/b.git", "github.com"),
        ("git@gitlab.com:a/b.git", "gitlab.com"),
        ("git://codeberg.org/a/b", "codeberg.org"),
        ("https://git.sr.ht/~a/b", "git.sr.ht"),
        ("https://salsa.debian.org/a/b", "salsa.debian.org"),
        ("https://gitlab.example.org/a/b", "gitlab.example.org"),
        ("https://sourceforge.net/projects/a/", "sourceforge.net"),
        ("github.com/a/b", "github.com"),
    ],
)
def test_public_forges(address: str, host: str) -> None:
    assert public_forge(address) == host


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.com/a/b",
        "https://github.com/owner",
        "https://github.com/sponsors/owner",
        "https://gitlab.corp.internal/a/b",
        "https://gitlab.local/a/b",
        "https://git/a/b",
        "https://10.0.0.1/a/b",
        "https://github.com.evil.com/a/b",
        "https://owner.github.io/name",
        "../relative/path",
    ],
)
def test_addresses_that_name_no_public_repository(address: str) -> None:
    assert not public_forge(address)


def test_npm_short_forms() -> None:
    assert npm_shorthand("owner/name") == npm_shorthand("github:owner/name") == "github.com"
    assert npm_shorthand("gitlab:owner/name") == "gitlab.com"
    assert not npm_shorthand("name")
    assert not npm_shorthand("./dir/name")


def _npm(**fields: Any) -> tuple[Visibility, str]:
    return npm_visibility(parse_package_json(json.dumps(fields).encode()))[:2]


@pytest.mark.parametrize(
    "fields",
    [
        {"license": "MIT", "repository": {"type": "git", "url": REPOSITORY, "directory": "packages/x"}},
        {"license": "MIT", "repository": "owner/name"},
        {"license": {"type": "MIT", "url": "x"}, "repository": REPOSITORY},
        {"licenses": [{"type": "MIT"}, {"type": "GPL"}], "repository": REPOSITORY},
        {"license": "(MIT OR Apache-2.0)", "homepage": "https://github.com/owner/name#readme"},
        {"license": "MIT", "repository": REPOSITORY, "publishConfig": {"access": "public"}},
    ],
)
def test_npm_open(fields: dict[str, Any]) -> None:
    visibility, reason = _npm(**fields)
    assert visibility is Visibility.OPEN, reason
    assert "github.com" in reason


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "names no licence"),
        ({"license": "MIT"}, "no public repository"),
        ({"license": "MIT", "repository": "https://git.corp.internal/a/b"}, "no public repository"),
        ({"license": "UNLICENSED", "repository": REPOSITORY}, "UNLICENSED"),
        ({"license": "SEE LICENSE IN LICENSE.md", "repository": REPOSITORY}, "SEE LICENSE"),
        ({"license": "BUSL-1.1", "repository": REPOSITORY}, "not one that is known to be open"),
        ({"license": "MIT", "repository": REPOSITORY, "private": True}, "private"),
        ({"license": "MIT", "repository": REPOSITORY, "publishConfig": {"access": "restricted"}}, "restricted"),
    ],
)
def test_npm_closed(fields: dict[str, Any], why: str) -> None:
    visibility, reason = _npm(**fields)
    assert visibility is Visibility.CLOSED
    assert why in reason


def _python(*lines: str) -> Answer:
    return python_visibility(parse_headers("\n".join(["Name: x", *lines, "", ""]).encode()))


URL = "Project-URL: Source, https://github.com/owner/name"


@pytest.mark.parametrize(
    "lines",
    [
        ("License-Expression: MIT", URL),
        ("License: MIT License", "Home-page: https://gitlab.com/a/b"),
        ("Classifier: License :: OSI Approved :: BSD License", URL),
        ("License: UNKNOWN", "Classifier: License :: OSI Approved :: BSD License", URL),
    ],
)
def test_python_open(lines: tuple[str, ...]) -> None:
    visibility, reason, *_ = _python(*lines)
    assert visibility is Visibility.OPEN, reason


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((URL,), "names no licence"),
        (("License-Expression: MIT",), "no public repository"),
        (("License-Expression: LicenseRef-Proprietary", URL), "not one that is known"),
        (("License: Proprietary", URL), "says that it is not open"),
        (("License-Expression: MIT", "Classifier: Private :: Do Not Upload", URL), "must not be uploaded"),
        (("License: MIT", "Classifier: License :: Other/Proprietary License", URL), "proprietary"),
    ],
)
def test_python_closed(lines: tuple[str, ...], why: str) -> None:
    visibility, reason, *_ = _python(*lines)
    assert visibility is Visibility.CLOSED
    assert why in reason


@pytest.mark.parametrize(
    ("fields", "readable"),
    [
        ({"license": "SEE LICENSE IN LICENSE.md", "repository": REPOSITORY}, True),
        ({"license": "BUSL-1.1", "repository": REPOSITORY}, True),
        ({"license": "Elastic-2.0", "repository": REPOSITORY}, True),
        ({"license": "SEE LICENSE IN LICENSE.md"}, False),
        ({"license": "SEE LICENSE IN LICENSE.md", "repository": "https://git.corp.internal/a/b"}, False),
        ({"license": "BUSL-1.1"}, False),
        ({"license": "UNLICENSED", "repository": REPOSITORY}, False),
        ({"license": "LicenseRef-Own", "repository": REPOSITORY}, False),
        ({"license": "SEE LICENSE IN LICENSE.md", "repository": REPOSITORY, "private": True}, False),
        ({"license": "MIT", "repository": REPOSITORY}, False),
        ({"license": "MIT"}, False),
    ],
)
def test_npm_source_that_is_shown_and_not_open(fields: dict[str, Any], readable: bool) -> None:
    assert npm_visibility(parse_package_json(json.dumps(fields).encode())).readable is readable


@pytest.mark.parametrize(
    ("lines", "readable"),
    [
        (("License-Expression: BUSL-1.1", URL), True),
        (("License: Business Source License 1.1", URL), True),
        (("License: Elastic License 2.0", URL), True),
        (("License-Expression: BUSL-1.1",), False),
        (("License: Proprietary", URL), False),
        (("License: Acme elasticity terms", URL), False),
        (("License-Expression: MIT", URL), False),
    ],
)
def test_python_source_that_is_shown_and_not_open(lines: tuple[str, ...], readable: bool) -> None:
    assert _python(*lines).readable is readable


def test_the_reason_holds_no_secret() -> None:
    token = fake("npm")
    _, reason = _npm(license=f"MIT {token}", repository=f"https://user:{token}@github.com/a/{token}")
    assert token not in reason
    _, reason = _npm(license="MIT", repository=f"https://user:{token}@github.com/a/b")
    assert token not in reason
    assert reason.endswith("(github.com)")
