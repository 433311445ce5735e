"""Source text that stands in code and in statistics: strings of every quote, modules that are evaluated or listed."""

from __future__ import annotations

import base64
import json

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.detect.sourcemaps.maps import read
from pkglint.model import Finding, Kind, Level

SOURCE = "export const plan = 'x';\nconst said = `${plan}`;\nimport \"ledger\";\n" * 8
LEAK = {"version": 3, "sources": ["../src/app.ts"], "sourcesContent": [SOURCE], "names": [], "mappings": "AAAA"}
TEXT = json.dumps(LEAK)
CLOSED = '{"name":"demo","version":"1.0.0","license":"UNLICENSED"}'
OPEN = '{"license":"MIT","repository":"github:demo/demo"}'


def template(text: str) -> str:
    return "`" + text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${") + "`"


def single(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def evaluated(name: str, text: str = SOURCE, quote: str = '"') -> str:
    body = f"{text}\n\n//# sourceURL={name}?"
    literal = json.dumps(body) if quote == '"' else single(body)
    return f'var m = {{"{name}": (module) => {{eval({literal});}}}};\n'


def statistics(*modules: dict[str, object]) -> str:
    return json.dumps({"hash": "0f", "chunks": [], "modules": modules})


def judged(files: dict[str, str | bytes], licence: str = CLOSED) -> list[tuple[Level, Finding]]:
    (result,) = lint(*build(Kind.NPM, {"package.json": licence, **files})).results
    assert not result.crashes
    return [(one.level, one.finding) for one in result.judged if one.finding.rule == "source-map"]


FORMS = {
    "content in a template": f"x({{sources:['a.ts'],sourcesContent:[{template(SOURCE)}],mappings:'A'}})",
    "content in single quotes": f"// don't\nx({{sources:['a.ts'],sourcesContent:[{single(SOURCE)}],mappings:''}})",
    "keys in single quotes": f"x({{'sources': ['a.ts'], 'sourcesContent': [{single(SOURCE)}], 'mappings': ''}})",
    "JSON in a template": f"export default {template(TEXT)};",
    "JSON in single quotes": f"const map = JSON.parse({single(TEXT)});",
    "base64 without a URL": f'const map = atob("{base64.b64encode(TEXT.encode()).decode()}");',
    "evaluated by webpack 4": evaluated("webpack:///./src/app.js"),
    "evaluated by webpack 5": evaluated("webpack://demo/./src/app.js"),
    "evaluated in single quotes": evaluated("webpack://demo/./src/app.js", quote="'"),
    "evaluated in braces": evaluated("webpack://demo/./src/app.js")
    .replace('eval("', 'eval("{')
    .replace('?")', '?\\n}")'),
    "evaluated as trusted": evaluated("webpack://demo/./src/app.js")
    .replace("eval(", "eval(__webpack_require__.ts(")
    .replace(");}", "));}"),
    "statistics": statistics({"name": "./src/app.js", "source": SOURCE}),
    "statistics of joined modules": statistics({"name": "a", "modules": [{"name": "./src/app.js", "source": SOURCE}]}),
    "statistics of several builds": '{"children":[' + statistics({"name": "./src/app.js", "source": SOURCE}) + "]}",
    "statistics that break off": statistics({"name": "./src/app.js", "source": SOURCE}, {"name": "b"})[:-9],
}


@pytest.mark.parametrize("form", FORMS)
def test_text_in_code_is_seen(form: str) -> None:
    ((level, finding),) = judged({"dist/data.js": FORMS[form]})
    assert level is Level.ERROR
    assert finding.details["files"] == 1
    assert finding.details["lines"] in {24, 25}


QUIET = {
    "of a dependency": evaluated("webpack://demo/./node_modules/dep/index.js"),
    "of the bundler": evaluated("webpack://demo/./webpack/bootstrap"),
    "of nobody": evaluated("webpack://demo/./src/app.js").replace("sourceURL=webpack:", "sourceURL=blob:"),
    "a word": evaluated("webpack://demo/./src/app.js", "1"),
    "a test of the bundler": f"expect({json.dumps(SOURCE + '//# sourceURL=webpack://demo/./a.js?')})",
    "statistics without text": statistics({"name": "./src/app.js", "size": 1}),
    "statistics of a dependency": statistics({"name": "./node_modules/dep/index.js", "source": SOURCE}),
    "other lists of modules": json.dumps({"modules": [{"name": "intro", "source": SOURCE}]}),
    "other base64": f'x("{base64.b64encode(json.dumps({"version": 1, "a": "b" * 999}).encode()).decode()}")',
}


@pytest.mark.parametrize("form", QUIET)
def test_other_text_is_left_alone(form: str) -> None:
    assert judged({"dist/data.js": QUIET[form]}) == []


def test_text_that_ships_anyway_is_no_leak() -> None:
    assert judged({"dist/data.js": FORMS["statistics"], "src/app.js": SOURCE}) == []


def test_an_open_package_is_warned() -> None:
    ((level, finding),) = judged({"dist/data.js": FORMS["evaluated by webpack 5"]}, OPEN)
    assert (level, finding.message.rpartition(", ")[2]) == (Level.WARNING, "in strings that a bundle evaluates")


def test_a_module_with_a_map_of_its_own_counts_once() -> None:
    inline = base64.b64encode(TEXT.encode()).decode()
    text = f"{SOURCE}//# sourceMappingURL=data:application/json;base64,{inline}\n"
    (one,) = read(evaluated("webpack-internal:///./src/app.ts", text).encode()).maps
    assert [content.source for content in one.contents] == ["../src/app.ts"]
