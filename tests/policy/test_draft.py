"""``init``: what it writes is met by the artifacts it was made from, and by nothing that was planted in them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_regressions.file_regression import FileRegressionFixture

from fixtures.build import build
from fixtures.fakes import expand
from pkglint.model import Kind, Level, Result
from pkglint.policy import Policy, default_policy, load_policy
from pkglint.policy.author.draft import budget, draft, nice
from pkglint.policy.author.generalise import MOST, expected
from pkglint.policy.judge.patterns import Patterns
from pkglint.rules import catalogue
from tests.policy.planting import MAP, lint, plant, plants

FILES: dict[Kind, dict[str, str | bytes]] = {
    Kind.WHEEL: {
        **{f"demo/{name}.py": f"{name} = 1\n" for name in ("__init__", "a", "b", "sub/__init__", "sub/c")},
        "demo/py.typed": "",
        "demo/_speed.cpython-311-x86_64-linux-gnu.so": b"\x7fELF" + bytes(2000),
    },
    Kind.SDIST: {
        **{f"src/demo/{name}.py": f"{name} = 1\n" for name in ("__init__", "a", "b")},
        "pyproject.toml": "[project]\nname = 'demo'\n",
        "README.md": "# demo\n",
        "LICENSE": "MIT\n",
    },
    Kind.NPM: {
        **{f"dist/{name}.js": f"export const {name} = 1;\n" for name in ("index", "a", "b")},
        "dist/index.d.ts": "export {};\n",
        "README.md": "# demo\n",
    },
}
CORPUS = (
    "wheels/attrs-25.4.0-py3-none-any.whl",
    "wheels/click-*.whl",
    "wheels/jinja2-*.whl",
    "wheels/requests-*.whl",
    "sdists/attrs-25.4.0.tar.gz",
    "sdists/flask-*.tar.gz",
    "npm/express-5.1.0.tgz",
    "npm/lodash-4.17.21.tgz",
    "npm/semver-*.tgz",
    "npm/zod-*.tgz",
)


def drafted(*results: Result) -> tuple[str, Policy]:
    text = draft(results, catalogue())
    return text, load_policy(".pkglint.yaml", text.encode(), catalogue())


def errors(result: Result) -> dict[str, set[str | None]]:
    assert not result.not_linted, result.not_linted
    assert not result.crashes, result.crashes
    found: dict[str, set[str | None]] = {}
    for judged in result.active:
        if judged.level is Level.ERROR:
            found.setdefault(judged.finding.rule, set()).add(judged.finding.path)
    return found


def green_and_red(kind: Kind, name: str, data: bytes, top: str, blob: int = 1_000_000) -> None:
    """The drafted policy passes the artifact, and fails it for each file that is planted in it."""
    text, policy = drafted(lint(name, data, default_policy(catalogue())))
    assert errors(lint(name, data, policy)) == {}, text
    for path, content, rule in plants(top, blob).values():
        result = lint(name, plant(kind, data, path, content), policy)
        assert errors(result), (path, text)
        assert rule in {j.finding.rule for j in result.active if j.finding.path == path}, (path, text)


@pytest.mark.parametrize("kind", Kind)
def test_green_then_red(kind: Kind) -> None:
    name, data = build(kind, FILES[kind])
    green_and_red(kind, name, data, {Kind.WHEEL: "demo/", Kind.SDIST: "src/demo/", Kind.NPM: "dist/"}[kind])


@pytest.mark.corpus
@pytest.mark.parametrize("pattern", CORPUS)
def test_green_then_red_on_real_packages(pattern: str) -> None:
    (path,) = Path(os.environ["PKGLINT_CORPUS"]).glob(pattern)
    kind = {"wheels": Kind.WHEEL, "sdists": Kind.SDIST, "npm": Kind.NPM}[path.parent.name]
    data = path.read_bytes()
    tops = [r.path for r in lint(path.name, data, default_policy(catalogue())).rows if r.path.count("/") >= 1]
    top = min(
        (p.rpartition("/")[0] + "/" for p in tops if "info/" not in p and "/." not in f"/{p}"), key=len, default=""
    )
    green_and_red(kind, path.name, data, top, 20_000_000)


@pytest.mark.corpus
def test_no_drafted_policy_makes_a_new_error() -> None:
    default = default_policy(catalogue())
    for path in sorted(Path(os.environ["PKGLINT_CORPUS"]).glob("*/*.*")):
        if not path.name.endswith((".whl", ".tgz", ".tar.gz")) or path.stat().st_size > 20_000_000:
            continue
        data = path.read_bytes()
        before = lint(path.name, data, default)
        if before.not_linted:
            continue
        _, policy = drafted(before)
        after = errors(lint(path.name, data, policy))
        assert {rule: after[rule] for rule in after if after[rule] - errors(before).get(rule, set())} == {}, path.name


def test_the_whole_draft(file_regression: FileRegressionFixture) -> None:
    results = []
    for kind in (Kind.NPM, Kind.WHEEL):
        files = dict(FILES[kind])
        if kind is Kind.WHEEL:
            files["demo.pth"] = "import demo\n"
        name, data = build(kind, files)
        results.append(lint(f"dist/{name}", data, default_policy(catalogue())))
    text, policy = drafted(*results)
    file_regression.check(text, encoding="utf-8", extension=".yaml")
    assert policy.ignores == ()
    assert not re.search(r"^\s*reason: .", text, re.MULTILINE), "no reason may be made up"


def test_the_commented_exceptions_wait_for_a_reason_and_nothing_else() -> None:
    name, data = build(Kind.WHEEL, {**FILES[Kind.WHEEL], "demo.pth": "import demo\n"})
    text, _ = drafted(lint(name, data, default_policy(catalogue())))
    start = text.index("# ignore:")
    uncommented = re.sub("^# ", "", text[start:], flags=re.MULTILINE)
    policy_text = (text[:start] + uncommented).replace("reason:", "reason: The hook is what it is for")
    policy = load_policy(".pkglint.yaml", policy_text.encode(), catalogue())
    assert {i.rule for i in policy.ignores} >= {"pth-hook"}
    assert errors(lint(name, data, policy)) == {}


def test_what_has_to_go_is_expected_apart_and_only_while_it_is_there() -> None:
    files = {
        **FILES[Kind.WHEEL],
        "demo.pth": "import demo\n",
        "demo/.env": "DATABASE_PASSWORD=correct-horse-battery\n",
        "demo/conf.py": "KEY = '${fake:npm}'\n",
        "demo/__pycache__/a.cpython-311.pyc": b"\xa7\r\r\n" + bytes(12),
    }
    name, data = build(Kind.WHEEL, {p: expand(c) if isinstance(c, str) else c for p, c in files.items()})
    text, policy = drafted(lint(name, data, default_policy(catalogue())))
    lines = [line.strip() for line in text.splitlines()]
    start = next(i for i, line in enumerate(lines) if line.startswith("# In question"))
    assert lines[start + 1 : start + 4] == [
        '- "demo/.env"  # error: env-file',
        '- "/demo.pth"  # error: pth-hook',
        '- "demo/__pycache__/a.*.pyc"  # warning: bytecode',
    ]
    assert {'- "!.*"', '- "!*.map"'} <= set(lines[:start])
    assert "unexpected-file" not in errors(lint(name, data, policy)), text
    gone = "\n".join(line for i, line in enumerate(text.splitlines()) if i not in range(start + 1, start + 4))
    tight = load_policy(".pkglint.yaml", gone.encode(), catalogue())
    assert errors(lint(name, data, tight))["unexpected-file"] == {
        "demo.pth",
        "demo/.env",
        "demo/__pycache__/a.cpython-311.pyc",
    }


def test_forty_maps_that_have_to_go_are_one_line() -> None:
    files: dict[str, str | bytes] = {**FILES[Kind.NPM], "package.json": '{"name":"demo","version":"1.0"}'}
    files |= {f"dist/{i}/x.js.map": json.dumps(MAP) for i in range(40)}
    name, data = build(Kind.NPM, files)
    text, _ = drafted(lint(name, data, default_policy(catalogue())))
    assert text.count("# error: source-map\n") == 1
    assert '- "dist/**/*.map"  # error: source-map\n' in text


def test_what_the_measured_budgets_allow_needs_no_exception() -> None:
    name, data = build(Kind.NPM, {**FILES[Kind.NPM], "dist/model.bin": b"\1\2\3\4" * 2_700_000})
    before = lint(name, data, default_policy(catalogue()))
    assert "oversized-file" in {judged.finding.rule for judged in before.active}
    text, policy = drafted(before)
    assert "rule: oversized-file" not in text
    assert "oversized-file" not in {judged.finding.rule for judged in lint(name, data, policy).active}


def test_forty_maps_and_some_secrets_are_one_exception_each() -> None:
    files: dict[str, str | bytes] = {**FILES[Kind.NPM], "package.json": '{"name":"demo","version":"1.0"}'}
    files |= {f"dist/{i}/x.js.map": json.dumps(MAP) for i in range(40)} | {"x.js.map": json.dumps(MAP)}
    files |= {f"lib/{i}.js": expand(f"k = '${{fake:{kind}}}'\n") for i, kind in enumerate(("npm", "github"))}
    name, data = build(Kind.NPM, files)
    text, _ = drafted(lint(name, data, default_policy(catalogue())))
    assert text.count("#   - rule: source-map\n") == text.count("#   - rule: secret\n") == 1
    assert '#     paths: ["/x.js.map", "dist/**/*.map"]\n' in text
    assert '#     paths: ["lib/0.js", "lib/1.js"]\n' in text
    start = text.index("# ignore:")
    taken = re.sub("^# ", "", text[start:], flags=re.MULTILINE).replace("reason:", "reason: It is meant to be so")
    policy = load_policy(".pkglint.yaml", (text[:start] + taken).encode(), catalogue())
    assert errors(lint(name, data, policy)) == {}


@pytest.mark.parametrize("kind", [Kind.SDIST, Kind.NPM])
def test_the_policy_itself_may_be_packed_with_everything_else(kind: Kind) -> None:
    name, data = build(kind, FILES[kind])
    text, policy = drafted(lint(name, data, default_policy(catalogue())))
    assert errors(lint(name, plant(kind, data, ".pkglint.yaml", text.encode()), policy)) == {}
    if kind is Kind.SDIST:
        assert errors(lint(name, plant(kind, data, "MANIFEST.in", b"exclude a\n"), policy)) == {}


@pytest.mark.parametrize("kind", Kind)
def test_a_day_of_work_stays_green(kind: Kind) -> None:
    """A version more, a module more, a module in a new directory: nothing that a release is stopped for."""
    before = dict(FILES[kind])
    name, data = build(kind, before)
    text, policy = drafted(lint(name, data, default_policy(catalogue())))
    top = {Kind.WHEEL: "demo/", Kind.SDIST: "src/demo/", Kind.NPM: "dist/"}[kind]
    suffix = ".js" if kind is Kind.NPM else ".py"
    code = "value = 1;\n" * 500
    more = {f"{top}new{suffix}": code, f"{top}later/__init__{suffix}": code + "1\n", f"{top}later/x{suffix}": "2\n"}
    name, data = build(kind, {**before, **more}, version="2.0.1")
    assert errors(lint(name, data, policy)) == {}, text


def test_tests_are_expected_where_they_are_and_nowhere_else() -> None:
    matcher = Patterns(
        expected(["src/a/b.py", "docs/conf.py", "tests/conftest.py", "tests/x/test_b.py", "ex/tests/b.py"])
    )
    assert matcher.matches("tests/test_new.py")
    for path in (
        "src/a/test_b.py",
        "docs/tests/x.py",
        "src/a/conftest.py",
        "tests/.env.py",
        "tests/test/x.py",
        "src/tests/a.py",
    ):
        assert not matcher.matches(path), path


def test_what_was_not_linted_is_named_and_left_out() -> None:
    name, data = build(Kind.NPM, FILES[Kind.NPM])
    good = lint(name, data, default_policy(catalogue()))
    bad = lint("broken-1.0.tgz", data[:100], default_policy(catalogue()))
    assert bad.not_linted
    text, policy = drafted(good, bad)
    assert "# broken-1.0.tgz was not linted" in text
    assert policy.for_kind(Kind.WHEEL).expectations.expected is None


def test_several_versions_of_one_kind_share_their_patterns() -> None:
    results = []
    for version in ("1.0", "1.1"):
        name, data = build(Kind.WHEEL, {**FILES[Kind.WHEEL], f"demo/v{version}.txt": "x\n"}, version=version)
        results.append((name, data, lint(name, data, default_policy(catalogue()))))
    text, policy = drafted(*(result for _, _, result in results))
    assert "demo-*.dist-info/**" in text
    for name, data, _ in results:
        assert errors(lint(name, data, policy)) == {}


PART = st.text(st.sampled_from("ab.-_ []*?!#{}\\1é\udcff"), min_size=1, max_size=6).filter(
    lambda t: t not in (".", "..")
)
PATHS = st.lists(st.lists(PART, min_size=1, max_size=4).map("/".join), min_size=1, max_size=40, unique=True)


@given(paths=PATHS, version=st.sampled_from(["", "1.1", "1"]))
def test_patterns_match_every_path_they_were_made_from(paths: list[str], version: str) -> None:
    patterns = expected(paths, version)
    matcher = Patterns(patterns)
    assert [p for p in paths if not matcher.matches(p)] == []
    text = "expected-files:\n" + "".join(f"  - {_quoted(p)}\n" for p in patterns)
    load_policy(".pkglint.yaml", text.encode(), catalogue())


def _quoted(pattern: str) -> str:
    from pkglint.policy.author.text import quoted

    return quoted(pattern)


def test_patterns_are_neither_one_for_each_file_nor_one_for_everything() -> None:
    paths = [f"d{i % 30}/s{i % 7}/f{i}.e{i % 11}" for i in range(3000)]
    patterns = expected(paths)
    assert len(patterns) <= MOST + 10
    assert not {"*", "**", "/**", "/*", "**/*"} & set(patterns)


@pytest.mark.parametrize(
    ("paths", "version", "pattern"),
    [
        (["a/x.py", "a/y.py"], "", "a/**/*.py"),
        (["a/__init__.py"], "", "a/**/*.py"),
        (["tests/test_x.py"], "", "tests/**/*.py"),
        (["dist/index.js", "dist/index.d.ts"], "", "dist/**/*.js"),
        (["dist/index.mjs", "dist/index.d.mts"], "", "dist/**/*.d.mts"),
        (["dist/cli.js"], "", "dist/cli.js"),
        (["dist/cli.js", "dist/worker.js"], "", "dist/*.js"),
        (["a/data/x.json"], "", "a/data/x.json"),
        (["src/a/b.py", "tests/test_b.py"], "", "!src/**/test_*.py"),
        (["a/x.py", "a/b/y.py"], "", "a/**/*.py"),
        (["a/b/x.d.ts", "a/b/y.d.ts"], "", "a/b/*.d.ts"),
        (["README.md"], "", "/README*"),
        (["demo-1.2.dist-info/RECORD"], "1.2", "demo-*.dist-info/**"),
        (["d.libs/libx-0123abcd.so.1"], "", "d.libs/libx-*.so.*"),
        (["d/m.cpython-311-x86_64-linux-gnu.so"], "", "d/m.*.so"),
        (["x.js", "y.js", "z.js"], "", "/*.js"),
        (["#a/x.py"], "", "/#a/**/*.py"),
    ],
)
def test_patterns(paths: list[str], version: str, pattern: str) -> None:
    assert pattern in expected(paths, version)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "100 kB"), (100, "120 kB"), (67_641, "200 kB"), (1_000_000, "1.5 MB"), (9_000_000_000, "12 GB")],
)
def test_budgets_are_easy_to_say(number: int, text: str) -> None:
    assert budget(number) == text


@given(st.integers(1, 10**12))
def test_headroom(number: int) -> None:
    assert number <= nice(number) <= 2 * number
    assert len(str(nice(number)).rstrip("0")) <= 2
    policy = load_policy(".pkglint.yaml", f"budgets: {{packed: {budget(number)}}}".encode(), catalogue())
    packed = policy.for_kind(None).expectations.budgets.packed
    assert packed is not None
    assert max(number * 1.2, number + 100_000) <= packed <= max(number + 100_000, number * 1.25) * 2
