"""The manifest rules, where examples cannot say it: other file names, every scheme, what stays quiet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from fixtures.build import build
from fixtures.fakes import KINDS, fake
from fixtures.lint import lint
from pkglint.model import Kind, Level

CORE = "Metadata-Version: 2.1\nName: demo\nVersion: {version}\nLicense: MIT\n"


def reported(rule: str, filename: str, data: bytes) -> list[tuple[Level, str]]:
    (found,) = lint(filename, data).results
    assert not found.crashes
    assert not found.not_linted, found.not_linted
    return [(j.level, j.finding.message) for j in found.judged if j.finding.rule == rule]


def npm(rule: str, manifest: Mapping[str, Any], **files: str) -> list[tuple[Level, str]]:
    text = json.dumps({"name": "demo", "version": "1.0.0", "license": "MIT", **manifest})
    return reported(rule, *build(Kind.NPM, {"package.json": text, **files}))


@pytest.mark.parametrize(
    ("filename", "levels"),
    [
        ("demo-1.0.0.tgz", []),
        ("demo-v1.0.0.tgz", []),
        ("package.tgz", []),
        ("my-build.tgz", []),
        ("demo-1.0.1.tgz", [Level.ERROR]),
        ("other-1.0.0.tgz", [Level.WARNING]),
    ],
)
def test_npm_file_names(filename: str, levels: list[Level]) -> None:
    _, data = build(Kind.NPM, {})
    assert [level for level, _ in reported("name-mismatch", filename, data)] == levels


@pytest.mark.parametrize("filename", ["acme-ui-1.0.0-rc.1.tgz", "ui-1.0.0-rc.1.tgz"])
def test_npm_scopes_in_file_names(filename: str) -> None:
    text = '{"name": "@acme/ui", "version": "1.0.0-rc.1", "license": "MIT"}'
    _, data = build(Kind.NPM, {"package.json": text})
    assert reported("name-mismatch", filename, data) == []


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "latest", "1.0.0 "])
def test_versions_that_npm_does_not_take(version: str) -> None:
    fires = version != "1.0.0 "  # npm trims
    assert bool(npm("name-mismatch", {"version": version})) is fires


@pytest.mark.parametrize("version", ["1.0.0", "0.0.0-dev.1+build.5", "1.0.0--x", "1.0.0-0a"])
def test_versions_that_npm_takes(version: str) -> None:
    data = build(Kind.NPM, {"package.json": json.dumps({"name": "demo", "version": version, "license": "MIT"})})[1]
    assert reported("name-mismatch", "x.tgz", data) == []


@pytest.mark.parametrize(
    ("version", "fires"), [("1.0", False), ("1.0.0", False), ("1.0.dev1", True), ("1.0+local", True), ("one", True)]
)
def test_python_versions(version: str, fires: bool) -> None:
    for kind, path in ((Kind.WHEEL, "demo-1.0.dist-info/METADATA"), (Kind.SDIST, "PKG-INFO")):
        assert bool(reported("name-mismatch", *build(kind, {path: CORE.format(version=version)}))) is fires


def test_a_local_version_is_reported_once() -> None:
    ((_, message),) = reported("name-mismatch", *build(Kind.WHEEL, {}, version="1.0+local.1"))
    assert "local version" in message


def test_wheel_directories_and_tags() -> None:
    _, data = build(Kind.WHEEL, {})
    said = [message for _, message in reported("name-mismatch", "other-1.0-py3-none-any.whl", data)]
    assert any("is in demo-1.0.dist-info" in message for message in said)
    assert any("has the name demo, the file name says other" in message for message in said)
    assert reported("name-mismatch", "demo-1.0-py2.py3-none-any.whl", data)[0][0] is Level.WARNING
    assert reported("name-mismatch", "demo-1.0-py2-none-any.whl", data)[0][0] is Level.ERROR
    assert reported("name-mismatch", "demo-1.0-py3-cp39-any.whl", data)[0][0] is Level.ERROR
    assert reported("name-mismatch", "demo-1.0-py3-none-win_amd64.whl", data)[0][0] is Level.WARNING
    wheel = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n"
    _, data = build(Kind.WHEEL, {"demo-1.0.dist-info/WHEEL": wheel})
    assert reported("name-mismatch", "demo-1.0-py2.py3-none-any.whl", data) == []
    assert reported("name-mismatch", "demo-1.0-1-py3.py2-none-any.whl", data) == []
    assert reported("name-mismatch", "demo-1.0-py3-none-any.whl", data)[0][0] is Level.ERROR
    wheel = "Wheel-Version: 1.0\nTag: cp311-cp311-linux_x86_64\n"
    _, data = build(Kind.WHEEL, {"demo-1.0.dist-info/WHEEL": wheel})
    assert reported("name-mismatch", "demo-1.0-cp311-cp311-manylinux1_x86_64.whl", data)[0][0] is Level.WARNING


def test_sdist_directories() -> None:
    _, data = build(Kind.SDIST, {}, name="my.demo")
    assert reported("name-mismatch", "my-demo-1.0.tar.gz", data) == []
    assert reported("name-mismatch", "my_demo-2.0.tar.gz", data)
    _, data = build(Kind.SDIST, {"PKG-INFO": CORE.format(version="1.0-1")}, version="1.0-1")
    assert reported("name-mismatch", "demo-1.0-1.tar.gz", data) == []


@pytest.mark.parametrize(
    "value",
    [
        "workspace:*",
        "workspace:^1.0.0",
        "catalog:",
        "catalog:react18",
        "link:../a",
        "portal:../a",
        "file:../a",
        "file:a.tgz",
        "patch:a@npm%3A1.0.0#./a.patch",
        "npm:a@workspace:*",
        "../a",
        "./a",
        "/home/a",
        "~/a",
    ],
)
def test_what_only_the_build_machine_knows(value: str) -> None:
    for field in ("dependencies", "optionalDependencies", "peerDependencies"):
        assert [level for level, _ in npm("local-dependency", {field: {"a": value}})] == [Level.ERROR]
    assert [level for level, _ in npm("local-dependency", {"devDependencies": {"a": value}})] == [Level.INFO]


@pytest.mark.parametrize(
    "value",
    [
        "git+https://github.com/a/b.git#main",
        "git://github.com/a/b",
        "git+ssh://git@github.com/a/b.git",
        "github:a/b",
        "a/b",
        "a/b#semver:^1",
        "https://example.com/a.tgz",
        "git@github.com:a/b.git",
    ],
)
def test_what_comes_from_elsewhere(value: str) -> None:
    assert [level for level, _ in npm("local-dependency", {"dependencies": {"a": value}})] == [Level.WARNING]
    assert npm("local-dependency", {"devDependencies": {"a": value}}) == []


@pytest.mark.parametrize(
    "value", ["^1", "1.x", "", "*", "latest", ">=1 <2", "1 || 2", "npm:b@1", "npm:@a/b@^1", "1.0.0-rc.1+x", "~1.2"]
)
def test_versions_on_the_registry(value: str) -> None:
    assert npm("local-dependency", {"dependencies": {"a": value}}) == []


def test_nested_package_json() -> None:
    inner = '{"dependencies": {"a": "workspace:*", "b": "git+https://example.com/b"}}'
    assert [level for level, _ in npm("local-dependency", {}, **{"lib/package.json": inner})] == [Level.WARNING]
    assert npm("local-dependency", {}, **{"test/package.json": inner, "node_modules/x/package.json": inner}) == []


@pytest.mark.parametrize("requirement", ["a @ file:///home/a", "a@git+https://example.com/a", "a[b] @ https://x/a.whl"])
def test_direct_urls(requirement: str) -> None:
    text = CORE.format(version="1.0") + f"Requires-Dist: {requirement}\n"
    for kind, path in ((Kind.WHEEL, "demo-1.0.dist-info/METADATA"), (Kind.SDIST, "PKG-INFO")):
        assert [level for level, _ in reported("local-dependency", *build(kind, {path: text}))] == [Level.ERROR]


@pytest.mark.parametrize("kind", sorted(KINDS)[::5])
def test_no_token_is_repeated(kind: str) -> None:
    """Not from a URL, a name, a version, a key, a path or a licence."""
    token = fake(kind).replace("\n", "")
    manifest = {
        "name": f"demo-{token}",
        "version": token,
        "license": f"SEE LICENSE IN {token}",
        "main": f"./{token}.js",
        "bin": {token: f"{token}.js"},
        "dependencies": {"a": f"git+https://x:{token}@example.com/a", token: "workspace:*"},
        "publishConfig": {"tag": token},
    }
    (found,) = lint(*build(Kind.NPM, {"package.json": json.dumps(manifest)})).results
    assert not found.crashes
    texts = [found.package.visibility_reason]
    own = {
        "missing-target",
        "local-dependency",
        "name-mismatch",
        "license-missing",
        "upload-reject",
        "invalid-manifest",
    }
    for judged in found.judged:
        if judged.finding.rule in own:
            texts += [judged.finding.message, json.dumps(dict(judged.finding.details))]
    assert len(texts) > 4
    assert not [text for text in texts if token in text]


@pytest.mark.parametrize(
    ("files", "message_part"),
    [
        ({"package.json": b"\xef\xbb\xbf" + b'{"name": "demo", "version": "1.0.0"}'}, "byte order mark"),
        ({"package.json": '{"name": "demo", "name": "demo", "version": "1.0.0"}'}, "key name twice"),
        ({"package.json": '{"name": "", "version": "1.0.0"}'}, "has no name"),
        ({"package.json": '{"name": 1, "version": "1.0.0"}'}, "has no name"),
        ({"package.json": "[]"}, "not an object"),
        ({"package.json": "${absent}", "a.js": "1\n"}, "holds no package.json"),
    ],
)
def test_package_json(files: dict[str, str | bytes], message_part: str) -> None:
    assert any(message_part in message for _, message in reported("invalid-manifest", *build(Kind.NPM, files)))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("scripts", Level.ERROR),
        ("license", Level.ERROR),
        ("repository", Level.WARNING),
        ("keywords", Level.WARNING),
    ],
)
def test_what_stands_twice_weighs_by_who_reads_it(key: str, expected: Level) -> None:
    manifest = f'{{"name": "demo", "version": "1.0.0", "license": "MIT", "{key}": {{"a": "b"}}, "{key}": {{}}}}'
    found = reported("invalid-manifest", *build(Kind.NPM, {"package.json": manifest}))
    assert [level for level, message in found if "twice" in message] == [expected]


def test_a_package_json_that_would_break_the_parser() -> None:
    filename, data = build(Kind.NPM, {"package.json": "[" * 100_000}, complete=False)
    assert any("nested deeper" in message for _, message in reported("invalid-manifest", filename, data))


INFO = "demo-1.0.dist-info"
ARCHIVE = build(Kind.NPM, {"a.txt": "x\n"})[1]


@pytest.mark.parametrize(
    ("files", "message_part"),
    [
        ({f"{INFO}/WHEEL": "${absent}"}, "holds no WHEEL"),
        ({f"{INFO}/RECORD": "${absent}"}, "holds no RECORD"),
        ({f"{INFO}/WHEEL": "Generator: x\n"}, "has no Wheel-Version"),
        ({f"{INFO}/WHEEL": "Wheel-Version: 2.0\nTag: py3-none-any\n"}, "no installer knows"),
        ({f"{INFO}/METADATA": "Name: demo\nVersion: 1.0\n"}, "has no Metadata-Version"),
        ({f"{INFO}/METADATA": b"Name: \xff\n"}, "is not UTF-8"),
        ({f"{INFO}/METADATA": ""}, "holds no header field"),
        ({f"{INFO}/RECORD": b"\xff,,\n"}, "is not UTF-8"),
        ({"other-2.dist-info/METADATA": "Name: x\n"}, "holds 2 .dist-info directories"),
        ({"other-2.dist-info/": ""}, "holds 2 .dist-info directories"),
    ],
)
def test_wheel_metadata(files: dict[str, str | bytes], message_part: str) -> None:
    found = reported("invalid-manifest", *build(Kind.WHEEL, {"demo/a.py": "1\n", **files}))
    assert any(message_part in message for _, message in found), found


def test_a_wheel_without_metadata() -> None:
    name, data = build(Kind.WHEEL, {"demo/a.py": "1\n"}, complete=False)
    assert "holds no .dist-info directory" in [message for _, message in reported("invalid-manifest", name, data)]


def test_private() -> None:
    assert npm("private-package", {"private": "true"})
    assert not npm("private-package", {"private": ""})


def test_licences() -> None:
    assert npm("license-missing", {"license": "SEE LICENSE IN LICENSE.md"})
    assert not npm("license-missing", {"license": "SEE LICENSE IN LICENSE.md"}, **{"LICENSE.md": "x"})
    assert not npm("license-missing", {"license": "SEE LICENSE IN <https://example.com>"})
    assert not npm("license-missing", {"license": "", "licenses": [{"type": "MIT"}]})
    assert not npm("license-missing", {"license": None}, LICENSE="x")


@pytest.mark.parametrize(
    ("name", "package", "error"),
    [
        ("demo-0.1.0.tgz", "demo", True),
        ("dist/demo-0.1.0.tgz", "demo", True),
        ("acme-ui-1.0.0.tgz", "@acme/ui", True),
        ("my_demo-1.0-py3-none-any.whl", "my.demo", True),
        ("base-64-1.0.0.tgz", "base-64", True),
        ("other-1.0.0.tgz", "demo", False),
        ("demo.tgz", "demo", False),
        ("demo-data.zip", "demo", False),
    ],
)
def test_nested_archives(name: str, package: str, error: bool) -> None:
    text = json.dumps({"name": package, "version": "2.0.0", "license": "MIT"})
    ((level, _),) = reported("nested-archive", "x.tgz", build(Kind.NPM, {"package.json": text, name: ARCHIVE})[1])
    assert (level is Level.ERROR) is error
