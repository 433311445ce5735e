"""Links to maps by the tail rule of ECMA-426, names that tell of machines, and maps that lead nowhere."""

from __future__ import annotations

import json

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.detect.sourcemaps.links import is_internal, link_of, remote_host
from pkglint.detect.sourcemaps.sources import is_home, is_third_party, machine_path, normal, places, shown
from pkglint.model import Finding, Kind, Level


def findings(files: dict[str, str | bytes], rule: str) -> list[Finding]:
    filename, data = build(Kind.NPM, files)
    (result,) = lint(filename, data).results
    assert not result.crashes
    return [judged.finding for judged in result.judged if judged.finding.rule == rule]


@pytest.mark.parametrize(
    "code",
    [
        "a()\n//# sourceMappingURL=x.map",
        "a()\n//# sourceMappingURL=x.map\n\n  \n",
        "a()\r\n//# sourceMappingURL=x.map\r\n// more\r\n/* and */ /* more */\r\n",
        "a() //# sourceMappingURL=x.map",
        "a()\u2028//# sourceMappingURL=x.map\u2029",
        "//@ sourceMappingURL=x.map",
        "a{}\n/*# sourceMappingURL=x.map */",
        "//# sourceMappingURL=old.map\nb()\n//# sourceMappingURL=x.map",
        "u='http://a'\n//#   sourceMappingURL=x.map   ",
    ],
)
def test_link(code: str) -> None:
    assert link_of(code.encode()) == "x.map"


@pytest.mark.parametrize(
    "code",
    [
        "//# sourceMappingURL=x.map\na()",
        "s = '//# sourceMappingURL=x.map'",
        "// see //# sourceMappingURL=x.map",
        "//# sourceMappingURL=data:application/json;base64,e30=",
        "//# sourceMappingURL=${file}.map",
        "//# sourceMappingURL=<%= url %>",
        "//# sourceMappingURL=[url]",
        "//# sourceMappingURL=",
        "/*# sourceMappingURL=x.map",
        "# sourceMappingURL=x.map",
        "//# sourceMappingURL=x.map y",
        "a()",
    ],
)
def test_no_link(code: str) -> None:
    assert link_of(code.encode()) is None


def test_a_long_line_and_a_long_tail() -> None:
    assert link_of(b"a();" * 100_000 + b"//# sourceMappingURL=x.map") == "x.map"
    assert link_of(b"//# sourceMappingURL=x.map\n" + b"a();\n" * 100_000) is None


@pytest.mark.parametrize("host", ["localhost", "10.1.2.3", "192.168.0.9", "maps.corp", "build.internal", "ci", "::1"])
def test_internal(host: str) -> None:
    assert is_internal(host)


@pytest.mark.parametrize("host", ["cdn.jsdelivr.net", "unpkg.com", "sourcemaps.demo.io", "8.8.8.8"])
def test_public(host: str) -> None:
    assert not is_internal(host)


def test_hosts() -> None:
    assert remote_host("https://Maps.Corp:8443/a.map") == "maps.corp"
    assert remote_host("//maps.corp/a.map") == "maps.corp"
    assert remote_host("a/b.map") is None
    assert remote_host("https://[/a.map") is None


def test_references_are_reported_by_directory() -> None:
    link = "a()\n//# sourceMappingURL="
    files: dict[str, str | bytes] = {f"dist/f{i}.js": f"{link}f{i}.js.map" for i in range(40)}
    files |= {"lib/a.js": f"{link}a.js.map", "lib/a.js.map": '{"mappings":"","sources":[]}'}
    files |= {"lib/b.js": f"{link}maps/b%20c.js.map?x=1", "lib/maps/b c.js.map": "{}"}
    (found,) = findings(files, "source-map-reference")
    assert found.message == "links to a source map that is not in the artifact, as 39 more files do in dist/"
    assert found.details["files"] == 40
    assert len(found.details["examples"]) == 3


def test_levels_of_references() -> None:
    files: dict[str, str | bytes] = {
        "a.js": "//# sourceMappingURL=http://maps.corp/a.map",
        "b.js": "//# sourceMappingURL=https://cdn.demo.io/b.map",
        "c.js": "//# sourceMappingURL=/static/c.map",
    }
    found = findings(files, "source-map-reference")
    assert {item.details["kind"]: item.grade for item in found} == {
        "internal": Level.WARNING,
        "remote": None,
        "absolute": None,
    }


@pytest.mark.parametrize(
    "name",
    [
        "/Users/jane/x/a.ts",
        "/home/jane/x/a.ts",
        "C:\\Users\\jane\\a.ts",
        "c:/work/a.ts",
        "file:///home/jane/a.ts",
        "file:///C:/Users/jane/a.ts",
        "webpack:////home/jane/a.ts",
        "webpack://demo/C:/Users/jane/a.ts",
        "../../../../Users/jane/x/a.ts",
        "/builds/group/demo/src/a.ts",
        "\\\\server\\share\\a.ts",
    ],
)
def test_machine(name: str) -> None:
    assert machine_path(name)


@pytest.mark.parametrize(
    "name",
    [
        "../src/a.ts",
        "webpack://demo/./src/a.ts",
        "webpack:///src/home/a.ts",
        "/src/a.ts",
        "/webpack/bootstrap",
        "src/home/user/a.ts",
        "https://cdn.demo.io/home/a.ts",
        "../home/a/b.ts",
        "/a.ts",
        "",
    ],
)
def test_no_machine(name: str) -> None:
    assert machine_path(name) is None


def test_homes() -> None:
    assert is_home("/Users/jane/a")
    assert is_home("file:///home/jane/a")
    assert is_home("C:\\Users\\jane\\a")
    assert not is_home("/builds/demo/a")


def test_paths_say_whose_they_are() -> None:
    text = json.dumps({"version": 3, "sourceRoot": "/Users/jane/work", "sources": ["a.ts", "b.ts"], "mappings": ""})
    (found,) = findings({"a.js.map": text}, "source-map-paths")
    assert found.details["homes"] == 3
    assert found.details["examples"][0] == "/Users/jane/work/a.ts"


@pytest.mark.parametrize(
    "name",
    [
        "../node_modules/a/index.js",
        "webpack://x/./node_modules/a.js",
        "..\\node_modules\\a\\b.js",
        "..%2fnode_modules%2fa.js",
        "webpack/runtime/define property getters",
        "(webpack)/buildin/global.js",
        "\0vite/preload-helper.js",
        "[synthetic:util/global] ",
        'webpack://x/external "react"',
        "webpack://x/./src sync ^\\.\\/.*$",
        "/usr/lib/python3/site-packages/a/b.js",
    ],
)
def test_third_party(name: str) -> None:
    assert is_third_party(name)


@pytest.mark.parametrize("name", ["src/external/a.ts", "src/node_modules.ts", "webpack/config.js", "a/runtime/b.ts"])
def test_first_party(name: str) -> None:
    assert not is_third_party(name)


def test_places() -> None:
    assert places("dist/js", "../../src/a%20b.ts?1234")[0] == "src/a b.ts?1234"
    assert "src/a b.ts" in places("dist/js", "../../src/a%20b.ts?1234")
    assert places("dist", "webpack://demo/./src/a.ts?ab")[0] == "src/a.ts"
    assert normal("a/b", "../../../../c") == "c"
    assert normal("a/b", "/c/./d") == "c/d"


def test_shown() -> None:
    assert shown("webpack://demo/../../src/a.ts?1f2e") == "src/a.ts"
    assert len(shown("x" * 999)) == 160


DEAD = '{"version":3,"sources":["../lib/a.ts","../lib/b.ts"],"mappings":"AAAA"}'


def test_dead_only_when_all_sources_are_missing() -> None:
    (found,) = findings({"dist/a.js.map": DEAD}, "source-map-dead")
    assert (
        found.message == f"is a source map of no use: it has no source text, "
        f"and its 2 sources are not in the artifact ({len(DEAD)} B)"
    )
    assert findings({"dist/a.js.map": DEAD, "lib/b.ts": "b"}, "source-map-dead") == []
    assert findings({"dist/a.js.map": DEAD.replace('"../lib/a.ts","../lib/b.ts"', "")}, "source-map-dead") == []
    assert findings({"dist/a.js.map": DEAD.replace("../lib", "../node_modules/x")}, "source-map-dead") == []
