"""The forms in which a source map can stand in an artifact, and what counts as revealed."""

from __future__ import annotations

import base64
import gzip
import json
from urllib.parse import quote

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.detect.sourcemaps.maps import read
from pkglint.model import Finding, Kind, Level

SOURCE = "export const plan = 'x'\nexport const more = 1\n"
LEAK = {"version": 3, "sources": ["../lib/app.ts"], "sourcesContent": [SOURCE], "names": [], "mappings": "AAAA"}
TEXT = json.dumps(LEAK)
LEAK_OF_NOBODY = '{"version":3,"sources":[],"sourcesContent":[],"mappings":""}'
CLOSED = '{"name":"demo","version":"1.0.0","license":"UNLICENSED"}'
LINK = "//# sourceMappingURL=data:"


def findings(files: dict[str, str | bytes], rule: str = "source-map", kind: Kind = Kind.NPM) -> list[Finding]:
    filename, data = build(kind, {"package.json": CLOSED, **files} if kind is Kind.NPM else files)
    (result,) = lint(filename, data).results
    assert not result.not_linted
    assert not result.crashes
    return [judged.finding for judged in result.judged if judged.finding.rule == rule]


def levels(files: dict[str, str | bytes]) -> list[Level]:
    filename, data = build(Kind.NPM, {"package.json": CLOSED, **files})
    (result,) = lint(filename, data).results
    return [judged.level for judged in result.judged if judged.finding.rule == "source-map"]


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


FORMS: dict[str, dict[str, str | bytes]] = {
    "external": {"dist/app.js.map": TEXT},
    "byte order mark": {"dist/app.js.map": "\ufeff" + TEXT},
    "against inclusion": {"dist/app.js.map": ")]}'\n" + TEXT},
    "against inclusion, on one line": {"dist/app.js.map": ")]}'" + TEXT},
    "renamed": {"dist/app.txt": TEXT},
    "renamed without a suffix": {"dist/data": "\n  " + TEXT},
    "utf-16": {"dist/app.js.map": TEXT.encode("utf-16")},
    "gzip": {"dist/app.js.map.gz": gzip.compress(TEXT.encode(), mtime=0)},
    "gzip under the plain name": {"dist/app.js.map": gzip.compress(TEXT.encode(), mtime=0)},
    "inline in packed code": {
        "dist/app.js.gz": gzip.compress(f"a()\n{LINK}application/json,{quote(TEXT)}".encode(), mtime=0)
    },
    "indexed": {"a.map": json.dumps({"version": 3, "sections": [{"offset": {"line": 0, "column": 0}, "map": LEAK}]})},
    "indexed twice": {"a.map": json.dumps({"sections": [{"map": {"sections": [{"map": LEAK}]}}]})},
    "null source": {"a.map": TEXT.replace('"../lib/app.ts"', "null")},
    "content that is no list": {"a.map": json.dumps({**LEAK, "sourcesContent": SOURCE})},
    "escaped key": {"a.map": TEXT.replace("sourcesContent", "sources\\u0043ontent")},
    "other version": {"a.map": TEXT.replace("3", "4", 1)},
    "keys in another order": {"a.map": json.dumps(LEAK, sort_keys=True)},
    "content first": {"a.map": json.dumps({"sourcesContent": [SOURCE], **LEAK})},
    "comma too many": {"a.map": TEXT.replace("}", ",}")},
    "comment inside": {"a.map": TEXT.replace('"names"', '/* a */ "names"')},
    "fault before the content": {"a.map": TEXT.replace('"sourcesContent"', '!"sourcesContent"')},
    "cut in the content": {"a.map": TEXT[: TEXT.index("more")]},
    "cut before the mappings": {"a.map": TEXT[: TEXT.index('"mappings"')]},
    "deep junk": {"a.map": '{"x":' + "[" * 5000 + "]" * 5000 + "," + TEXT[1:]},
    "base64": {"a.js": f"a()\n{LINK}application/json;base64,{b64(TEXT)}\n"},
    "base64 without padding": {"a.js": f"a()\n{LINK}application/json;base64,{b64(TEXT + ' ').rstrip('=')}"},
    "base64 for URLs": {
        "a.js": f"{LINK};base64,{base64.urlsafe_b64encode(TEXT.replace('x', '>>?').encode()).decode()}"
    },
    "base64 in percent": {"a.js": f"{LINK}application/json;base64,{quote(b64(TEXT), safe='')}"},
    "parameters in any order": {"a.js": f"{LINK}text/plain;base64;charset=utf-8;x=y,{b64(TEXT)}"},
    "other media type": {"a.js": f"{LINK}application/octet-stream;base64,{b64(TEXT)}"},
    "no media type": {"a.js": f"{LINK},{quote(TEXT)}"},
    "other charset": {"a.js": f"{LINK}application/json;charset=utf-16le,{quote(TEXT.encode('utf-16-le'))}"},
    "raw": {"a.js": f"{LINK}application/json,{TEXT}\n"},
    "percent": {"a.js": f"{LINK}application/json;charset=utf-8,{quote(TEXT)}\n"},
    "old sign": {"a.js": f"//@ sourceMappingURL=data:application/json;base64,{b64(TEXT)}"},
    "style sheet": {"a.css": f"a{{}}\n/*# sourceMappingURL=data:application/json;base64,{b64(TEXT)} */\n"},
    "page": {"a.html": f"<script>a()\n//# sourceMappingURL=data:application/json;base64,{b64(TEXT)}\n</script>"},
    "in evaluated code": {"a.js": f'eval("a();//# sourceMappingURL=data:application/json;base64,{b64(TEXT)}\\n//# x")'},
    "before the end": {"a.js": f"{LINK}application/json;base64,{b64(TEXT)}\n" + "more();\n" * 20_000},
    "behind a map of a dependency": {
        "a.js": f"{LINK}application/json,{quote(TEXT.replace('../lib', 'node_modules/x'))}\n{LINK},{quote(TEXT)}"
    },
    "nested in another map": {
        "a.map": json.dumps(
            {**LEAK, "sources": ["node_modules/x.js"], "sourcesContent": [f"{LINK};base64,{b64(TEXT)}"]}
        ),
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_form_is_seen(form: str) -> None:
    found = findings(FORMS[form])
    assert len(found) == 1, form
    assert found[0].details["files"] == 1
    assert levels(FORMS[form]) == [Level.ERROR]


LONG = json.dumps({**LEAK, "sourcesContent": [SOURCE * 6]})
CLOTHES: dict[str, dict[str, str | bytes]] = {
    "exported by a module": {"a.js": f"module.exports = {LONG};\n"},
    "in a template literal": {"a.mjs": f"export default `{LONG}`;\n"},
    "in a string of code": {"a.js": f"const map = JSON.parse('{LONG}');\n"},
    "with every quote escaped": {"assets.py": f"MAP = {json.dumps(LONG)}\n"},
    "a list of maps": {"maps.json": f"[{LEAK_OF_NOBODY}, {LONG}]"},
    "maps by name": {"maps.json": f'{{"version": "1.0", "maps": {{"app.js": {LONG}}}}}'},
    "keys without quotes": {"a.js": "x({inputSourceMap: " + LONG.replace('"sources"', "sources", 1) + "})"},
    "behind many objects": {"a.js": '{"version": 1}\n' * 60 + f"y({LONG})"},
    "gzip under another name": {"app.dat": gzip.compress(LONG.encode(), mtime=0)},
    "with a suffix of binary files": {"cache.bin": LONG, "b.txt": ""},
}


@pytest.mark.parametrize("form", CLOTHES)
def test_form_in_other_clothes_is_seen(form: str) -> None:
    assert levels(CLOTHES[form]) == [Level.ERROR]


def test_examples_in_code_are_no_maps() -> None:
    assert findings({"test.js": f"const example = {TEXT};\n", "b.js": f"parse({json.dumps(TEXT)})"}) == []


def test_what_is_read_in_vain_is_bounded() -> None:
    many = "a({version:" * 5000 + f"{LONG}"
    assert read(many.encode()).maps == ()


QUIET: dict[str, dict[str, str | bytes]] = {
    "no content": {"a.map": json.dumps({**LEAK, "sourcesContent": []})},
    "empty content": {"a.map": json.dumps({**LEAK, "sourcesContent": ["", None, "\n"]})},
    "no map": {"a.map": "MAP\n  NAME demo\nEND\n", "b.map": '{"tiles": [1]}', "c.map": "{\n  global: *;\n};\n"},
    "a schema of maps": {"a.json": '{"properties": {"mappings": {}, "sources": {}, "sourcesContent": {}}}'},
    "a dependency": {"a.map": TEXT.replace("../lib", "../node_modules/dep")},
    "a dependency by its root": {"a.map": json.dumps({**LEAK, "sourceRoot": "webpack://x/./node_modules/dep"})},
    "in a dependency": {"node_modules/dep/a.map": TEXT},
    "the bundler": {"a.map": json.dumps({**LEAK, "sources": ["webpack://x/webpack/bootstrap"]})},
    "a virtual module": {"a.map": json.dumps({**LEAK, "sources": ["\0commonjsHelpers.js"]})},
    "an external": {"a.map": json.dumps({**LEAK, "sources": ['webpack://x/external "react"']})},
    "a library's build": {"a.map": json.dumps({**LEAK, "sources": ["webpack://SwaggerUICore/./src/core/index.js"]})},
    "ships": {"a.map": TEXT, "lib/app.ts": SOURCE},
    "ships elsewhere": {"a.map": TEXT, "other/name.txt": SOURCE},
    "ships with other line ends": {"a.map": TEXT, "lib/app.ts": SOURCE.replace("\n", "\r\n")},
    "ships with blanks": {"a.map": TEXT, "lib/app.ts": "\ufeff" + SOURCE.replace("\n", "  \t\n") + "\n\n"},
    "ships without the last newline": {"a.map": TEXT, "lib/app.ts": SOURCE.rstrip()},
    "link to be built": {"a.js": 'out = "//# sourceMappingURL=data:application/json;base64," + btoa(map)'},
    "no JSON": {"a.js": f"{LINK}application/json;base64,AAAA"},
}


@pytest.mark.parametrize("form", QUIET)
def test_form_is_left_alone(form: str) -> None:
    assert findings(QUIET[form]) == []


def mapped(texts: dict[str, str]) -> str:
    return json.dumps({"version": 3, "sources": list(texts), "sourcesContent": list(texts.values()), "mappings": ""})


MISLEADING = [
    *(f"dist/{name}.js.map" for name in ("react", "preact", "vue.global", "codemirror.bundle", "jquery.min", "d3")),
    *(f"{place}/app.js.map" for place in ("dist/vendor", "vendor", "third_party", "dist/testing", "docs", "examples")),
    "test/bootstrap.bundle.js.map",
    "fixtures/lodash.js.map",
]


@pytest.mark.parametrize("path", MISLEADING)
def test_no_name_or_directory_takes_suspicion_away(path: str) -> None:
    assert levels({path: TEXT}) == [Level.ERROR]


BANNERS = (
    "/*! jQuery v3.7.1 | (c) OpenJS Foundation and other contributors | jquery.org/license */\nrun()\n",
    "/**\n * @license React\n * react.development.js\n */\nrun()\n",
    "/**\n * Bootstrap alert.js\n * Licensed under MIT (https://github.com/twbs/bootstrap)\n */\na()\n",
    "// CodeMirror, copyright (c) by Marijn Haverbeke and others\n// Distributed under an MIT license: x\n\na()\n",
    "// SPDX-License-Identifier: Apache-2.0\na()\n",
    '@charset "UTF-8";\n/*!\n * Bootstrap  v5.3.3 (https://getbootstrap.com/)\n */\na{}\n',
    "/*\n * Licensed to the Apache Software Foundation (ASF) under one\n" + " * or more\n" * 300 + "*/\na()\n",
)


@pytest.mark.parametrize("text", BANNERS)
def test_a_text_with_an_open_licence_is_published(text: str) -> None:
    assert findings({"dist/app.js.map": mapped({"../src/copied.js": text})}) == []
    both = findings({"dist/jquery.js.map": mapped({"../src/copied.js": text, "../src/own.ts": SOURCE})})
    assert [one.details["examples"] for one in both] == [["src/own.ts"]]


NO_LICENCE = (
    "run()\n/* jQuery is under the MIT License */\n",
    "// Pricing. Portions of this are based on foo (MIT License).\nrun()\n",
    "/* Proprietary and confidential. Not licensed under the MIT License. */\nrun()\n",
    "/* Copyright Acme. All rights reserved. */\nrun()\n",
    "const licence = 'MIT License'\n",
)


@pytest.mark.parametrize("text", NO_LICENCE)
def test_a_word_about_a_licence_publishes_nothing(text: str) -> None:
    assert levels({"dist/app.js.map": mapped({"../src/own.js": text})}) == [Level.ERROR]


def test_a_library_is_known_by_several_of_its_modules() -> None:
    leaflet = ["geo/LatLngBounds.js", "dom/DomUtil.js", "core/Handler.js", "core/Util.js"]
    texts = {f"../lib/leaflet/src/{name}": SOURCE for name in leaflet}
    assert findings({"dist/a.js.map": mapped(texts)}) == []
    assert len(findings({"dist/leaflet.js.map": mapped(dict(list(texts.items())[1:3]))})) == 1
    (found,) = findings({"dist/leaflet.js.map": mapped({**texts, "../src/own.ts": SOURCE})})
    assert found.details["examples"] == ["src/own.ts"]


def test_one_module_beside_a_licence_is_enough() -> None:
    banner = "/*! Bootstrap Reboot v4.6.2 | MIT License */\n"
    texts = {"../../scss/bootstrap-reboot.scss": banner, "../../scss/mixins/_hover.scss": "@mixin hover {}\n"}
    assert findings({"css/bootstrap-reboot.css.map": mapped(texts)}) == []
    assert len(findings({"css/a.css.map": mapped({"../../scss/mixins/_hover.scss": "@mixin hover {}\n"})})) == 1


@pytest.mark.parametrize(
    "source", ["../node_modules/@acme/engine/src/a.ts", "../node_modules/x/node_modules/@acme/y/a.ts"]
)
def test_packages_of_the_own_scope_are_own_when_closed(source: str) -> None:
    def found(name: str, licence: str, source: str = source, path: str = "dist/a.js.map") -> list[Level]:
        where = {"repository": "github:acme/cli"}
        manifest = json.dumps({"name": name, "version": "1.0.0", "license": licence, **where})
        filename, data = build(Kind.NPM, {"package.json": manifest, path: mapped({source: SOURCE})})
        (result,) = lint(filename, data).results
        return [judged.level for judged in result.judged if judged.finding.rule == "source-map"]

    assert found("@acme/cli", "UNLICENSED") == [Level.ERROR]
    assert found("@acme/cli", "MIT") == found("acme", "UNLICENSED") == found("@other/cli", "UNLICENSED") == []
    assert found("@acme/cli", "UNLICENSED", "../node_modules/@acme/x/node_modules/left/a.ts") == []
    assert found("@acme/cli", "UNLICENSED", "../src/a.ts", "node_modules/@acme/engine/dist/a.js.map") == [Level.ERROR]
    assert found("@acme/cli", "UNLICENSED", "../src/a.ts", "node_modules/engine/dist/a.js.map") == []


@pytest.mark.parametrize(
    ("licence", "address", "expected"),
    [
        ("SEE LICENSE IN LICENSE.md", "https://github.com/demo/demo", Level.WARNING),
        ("BUSL-1.1", "https://github.com/demo/demo", Level.WARNING),
        ("SEE LICENSE IN LICENSE.md", "https://git.corp.internal/demo/demo", Level.ERROR),
        ("UNLICENSED", "https://github.com/demo/demo", Level.ERROR),
    ],
)
def test_a_closed_package_whose_source_is_shown(licence: str, address: str, expected: Level) -> None:
    manifest = {"name": "demo", "version": "1.0.0", "license": licence, "repository": address}
    files: dict[str, str | bytes] = {
        "package.json": json.dumps(manifest),
        "dist/a.js.map": mapped({"../src/a.ts": "export const a = 1;\n"}),
    }
    assert levels(files) == [expected]


def test_order_does_not_matter() -> None:
    assert findings({"z.map": TEXT, "a.ts": SOURCE}) == findings({"a.map": TEXT, "z.ts": SOURCE}) == []


def test_says_what_and_how_much() -> None:
    sources = ["../src/a.ts", "../src/b.ts", "../node_modules/c/index.js", "../src/d.ts"]
    content = ["a\nb\n", "c", "third", SOURCE]
    leak = {**LEAK, "sources": sources, "sourcesContent": content}
    (found,) = findings({"dist/x.js.map": json.dumps(leak), "src/d.ts": SOURCE})
    assert found.message == "reveals 2 files of first-party source (3 lines, 5 B)"
    details = {key: found.details[key] for key in ("files", "lines", "bytes", "examples", "shipped", "third_party")}
    assert details == {
        "files": 2,
        "lines": 3,
        "bytes": 5,
        "examples": ["src/a.ts", "src/b.ts"],
        "shipped": 1,
        "third_party": 1,
    }
    assert found.fix
    assert found.fix.paths == ("dist/**/*.map",)


def test_code_that_holds_a_map_is_not_to_be_left_out() -> None:
    (found,) = findings({"dist/a.js": f"{LINK},{quote(TEXT)}"})
    assert found.message.endswith(", in 1 inline map")
    assert found.fix
    assert found.fix.paths == ()


def test_unread_packings_are_reported() -> None:
    assert levels({"dist/a.js.map.br": b"\x1b\x03\0"}) == [Level.WARNING]
    assert levels({"dist/a.js.map.zst": b"\x28\xb5\x2f\xfd", "dist/a.js.map": '{"mappings":"","sources":[]}'}) == [
        Level.INFO
    ]
    assert levels({"dist/a.js.map.gz": b"\x1f\x8b\x08\0broken"}) == [Level.WARNING]


def test_broken_without_content_is_not_passed_silently() -> None:
    (found,) = findings({"a.map": '{"version":3,"sources":["a"],"mappings":"AAAA'})
    assert found.grade is Level.WARNING


def test_truncated_gzip_still_reveals() -> None:
    packed = gzip.compress(json.dumps({**LEAK, "mappings": ";" * 9999}).encode(), 1, mtime=0)
    assert len(findings({"a.js.map.gz": packed[:-12]})) == 1


def test_large_inline_map() -> None:
    body = "".join(f"line {number}\n" for number in range(400_000))
    (found,) = findings({"a.js": f"{LINK};base64,{b64(json.dumps({**LEAK, 'sourcesContent': [body]}))}\nlast()\n"})
    assert (found.details["lines"], found.details["bytes"]) == (400_000, len(body))


def test_style_sheet_on_the_way_is_no_source() -> None:
    two = {**LEAK, "sources": ["../scss/a.scss", "a.css"], "sourcesContent": [SOURCE, "a { b: c }"]}
    assert findings({"dist/a.css.map": json.dumps(two), "scss/a.scss": SOURCE}) == []
