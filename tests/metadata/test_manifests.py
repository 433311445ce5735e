"""RECORD, package.json and file names, parsed."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.metadata import describe, is_kept
from pkglint.metadata.headers import Headers, parse_headers
from pkglint.metadata.manifests import core_path, dist_info, headers_of, package_json
from pkglint.metadata.names import normalize, split_sdist_name, split_wheel_name
from pkglint.metadata.npm import MAX_BYTES, MAX_DEPTH, parse_package_json
from pkglint.metadata.packer import npm_packer, npm_tools, sdist_packer, wheel_packer
from pkglint.metadata.record import parse_record
from pkglint.model import Artifact, Kind
from pkglint.model.kept import Kept

DIGEST = urlsafe_b64encode(hashlib.sha256(b"x").digest()).rstrip(b"=").decode()


def test_record_rows() -> None:
    text = f'a.py,sha256={DIGEST},1\n"b, ""c"".txt",sha512=AAAA,\nd/RECORD,,\n'
    first, second, last = parse_record(text.encode()).rows
    assert (first.path, first.algorithm, first.digest, first.size, first.line) == (
        "a.py",
        "sha256",
        hashlib.sha256(b"x").hexdigest(),
        1,
        1,
    )
    assert (second.path, second.algorithm, second.digest, second.size) == ('b, "c".txt', "sha512", "000000", None)
    assert (last.algorithm, last.digest, last.size, last.problem) == ("", "", None, "")


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ("a.py", "1 columns"),
        ("a,b,c,d", "4 columns"),
        ("a,sha256,1", "not algorithm=base64"),
        ("a,sha256=A+/=,1", "not algorithm=base64"),
        ("a,sha256=A,1", "not algorithm=base64"),
        ("a,,-1", "not a number"),
        ("a,,１", "not a number"),
        ("a,," + "9" * 30, "not a number"),
    ],
)
def test_record_lines_that_are_wrong(line: str, reported: str) -> None:
    assert reported in parse_record(line.encode()).rows[0].problem


@pytest.mark.parametrize(
    ("data", "reported"),
    [
        (b"a\xff,,\n", "not UTF-8"),
        (b"a\0,,\n", "NUL"),
        (b"a" * 200_000, "4,096 bytes"),
        (b'"' + b"a\n" * 70_000, "not CSV"),
    ],
)
def test_record_that_cannot_be_read(data: bytes, reported: str) -> None:
    assert reported in parse_record(data).problem


@given(st.binary(max_size=200))
def test_parsers_never_raise(data: bytes) -> None:
    parse_record(data)
    parse_package_json(data)


def test_package_json() -> None:
    manifest = parse_package_json(b'{"name": "x", "version": 1, "scripts": {"a": "b"}, "files": []}')
    assert manifest.text("name") == "x"
    assert manifest.text("version") == ""
    assert manifest.table("scripts") == {"a": "b"}
    assert manifest.table("files") == {}
    assert (manifest.problem, manifest.repeated, manifest.bom) == ("", (), False)


def test_repeated_keys_are_reported_with_their_place() -> None:
    manifest = parse_package_json(b'{"a": 1, "a": 2, "b": {"c": 1, "c": 2, "c": 3}, "d": [{"e": 1, "e": 2}]}')
    assert manifest.repeated == ("a", "b.c", "d.0.e")
    assert manifest.data["a"] == 2


@pytest.mark.parametrize(
    ("data", "reported"),
    [
        (b"", "not JSON"),
        (b"[]", "not an object"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"a": \xff}', "not UTF-8"),
        (b'{"a": 1,}', "not JSON"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a":' * (MAX_DEPTH + 1), "nested deeper"),
        (b" " * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_package_json_that_cannot_be_read(data: bytes, reported: str) -> None:
    manifest = parse_package_json(data)
    assert reported in manifest.problem
    assert manifest.data == {}


def test_package_json_anomalies_that_are_no_problem() -> None:
    assert parse_package_json(b"\xef\xbb\xbf{}").bom
    assert parse_package_json(b'{"a": ' + b"9" * 5000 + b"}").problem == ""
    assert parse_package_json(json.dumps({"a": "[" * 1000}).encode()).problem == ""


def test_package_json_tells_the_line() -> None:
    assert parse_package_json(b'{\n "a": 1\n "b": 2\n}').line == 3


def test_names() -> None:
    assert normalize("A.-_b") == "a-b"
    assert split_wheel_name("a-1-py3-none-any.whl") == ("a", "1", "", "py3", "none", "any")
    assert split_wheel_name("a-1-2x-py3-none-any.whl") == ("a", "1", "2x", "py3", "none", "any")
    assert split_wheel_name("a-1-any.whl") is None
    assert split_wheel_name("a-1-py3-none-any.zip") is None
    assert split_sdist_name("a-b-1.0.tar.gz") == ("a-b", "1.0")
    assert split_sdist_name("a.tar.gz") is None


@pytest.mark.parametrize("path", ["a-1.dist-info/METADATA", "a-1.dist-info/RECORD", "PKG-INFO", "package.json"])
def test_kept(path: str) -> None:
    assert is_kept(path)
    assert not is_kept(f"sub/{path}")


def test_dist_info_prefers_the_one_of_the_file_name() -> None:
    kept = {"a-1.dist-info/METADATA": b"", "demo_x-1.0.dist-info/METADATA": b"", "z-1.dist-info/RECORD": b""}
    assert dist_info("demo_x-1.0-py3-none-any.whl", Kept(kept)) == "demo_x-1.0.dist-info/METADATA"
    assert dist_info("other-1.0-py3-none-any.whl", Kept(kept)) == "a-1.dist-info/METADATA"
    assert dist_info("other-1.0-py3-none-any.whl", Kept({})) == ""


@pytest.mark.parametrize(
    ("generator", "packer"),
    [
        ("hatchling 1.27.0", "hatchling"),
        ("setuptools (75.1.0)", "setuptools"),
        ("bdist_wheel (0.37.1)", "setuptools"),
        ("poetry-core 1.9.0", "poetry-core"),
        ("flit 3.9.0", "flit"),
        ("pdm-backend (2.1)", "pdm-backend"),
        ("uv 0.9.2", "uv-build"),
        ("maturin (1.7.1)", "maturin"),
        ("meson", "meson-python"),
        ("something else", ""),
        ("", ""),
    ],
)
def test_wheel_packers(generator: str, packer: str) -> None:
    assert wheel_packer(parse_headers(f"Wheel-Version: 1.0\nGenerator: {generator}\n".encode())) == packer


@pytest.mark.parametrize(
    ("backend", "packer"),
    [
        ('build-backend = "hatchling.build"', "hatchling"),
        ("build-backend='setuptools.build_meta:__legacy__'", "setuptools"),
        ('build-system.build-backend = "flit_core.buildapi"', "flit"),
        ('build-backend = "uv_build"', "uv-build"),
        ('build-backend = "mesonpy"', "meson-python"),
        ('build-backend = "own_backend"', ""),
        ('# build-backend = "hatchling.build"', "setuptools"),
    ],
)
def test_sdist_packers(backend: str, packer: str) -> None:
    assert sdist_packer(f'[build-system]\nrequires = ["x"]\n{backend}\n'.encode()) == packer


def test_packers_without_a_word() -> None:
    assert sdist_packer(None) == "setuptools"
    assert npm_packer(parse_package_json(b'{"files": []}')) == "npm-files"
    assert npm_packer(parse_package_json(b"{}")) == "npm-ignore"


def test_describe_without_metadata() -> None:
    assert describe(Kind.WHEEL, "a-1-py3-none-any.whl", Kept({})).name == "a"
    assert describe(Kind.SDIST, "a-1.tar.gz", Kept({})).version == "1"
    assert describe(Kind.NPM, "a-1.0.0.tgz", Kept({})).name == "a"
    assert describe(None, "a", Kept({})).name == ""


def test_describe_broken_metadata() -> None:
    package = describe(Kind.NPM, "a-1.0.0.tgz", Kept({"package.json": b"{"}))
    assert "not JSON" in package.visibility_reason


@pytest.mark.parametrize(
    ("manifest", "tools"),
    [
        ({"scripts": {"build": "esbuild src/cli.ts --bundle", "test": "vite"}}, ("esbuild",)),
        ({"scripts": {"build": "rm -rf dist && NODE_ENV=production npx tsc -p . && vite build"}}, ("tsc", "vite")),
        ({"scripts": {"build:js": "cross-env A=1 webpack --mode production"}}, ("webpack",)),
        ({"scripts": {"build": "tsup", "prepack": "npm run build"}, "devDependencies": {"typescript": "5"}}, ()),
        ({"scripts": {"build": "node build.mjs"}, "devDependencies": {"esbuild": "1", "mocha": "1"}}, ("esbuild",)),
        ({"scripts": {"build": "bun build src/a.ts"}}, ("bun",)),
        ({"scripts": {"build": "bun run make.ts"}, "devDependencies": {"rollup": "4"}}, ("rollup",)),
        ({"devDependencies": {"webpack": "5", "webpack-cli": "6"}}, ("webpack",)),
        ({"scripts": {"prepack": "npm run build"}, "devDependencies": {"typescript": "5"}}, ("tsc",)),
        ({"scripts": ["tsc"], "devDependencies": "vite"}, ()),
        ({"scripts": {"build": ["tsc"]}}, ()),
        ({}, ()),
    ],
)
def test_the_tools_that_make_the_code(manifest: dict[str, object], tools: tuple[str, ...]) -> None:
    assert npm_tools(parse_package_json(json.dumps(manifest).encode())) == tools
    assert describe(Kind.NPM, "a-1.tgz", Kept({"package.json": json.dumps(manifest).encode()})).tools == tools


def test_a_manifest_is_parsed_once_however_many_ask() -> None:
    asked: list[bytes] = []

    def parse(data: bytes) -> Headers:
        asked.append(data)
        return parse_headers(data)

    kept = Kept({"PKG-INFO": b"Name: a\n"})
    assert kept.parsed("PKG-INFO", parse) is kept.parsed("PKG-INFO", parse)
    assert len(asked) == 1
    kept["PKG-INFO"] = b"Name: b\n"
    assert kept.parsed("PKG-INFO", parse).get("name") == "b", "of two members with one path the last one counts"
    assert headers_of(kept, "PKG-INFO") is headers_of(kept, "PKG-INFO")


def test_what_is_not_there_says_nothing() -> None:
    assert not package_json(Kept()).data
    assert not package_json(Kept()).problem
    assert not headers_of(Kept(), "PKG-INFO").fields


@pytest.mark.parametrize(("kind", "path"), [(Kind.WHEEL, "a-1.dist-info/METADATA"), (Kind.SDIST, "PKG-INFO")])
def test_where_the_core_metadata_lie(kind: Kind, path: str) -> None:
    artifact = Artifact("a", "a-1-py3-none-any.whl", kind, 0)
    assert core_path(artifact, Kept({"a-1.dist-info/METADATA": b"", "PKG-INFO": b""})) == path
