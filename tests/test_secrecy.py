"""No secret is ever printed: tokens of every kind in every place, searched for in every output of the command."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.build import build
from fixtures.fakes import KINDS, fake
from fixtures.lint import lint
from pkglint.cli import run
from pkglint.detect.secrets.redact import redacted
from pkglint.engine import documentation
from pkglint.model import Kind
from pkglint.report import FORMATS, Style, render

# What is long enough to be of use to somebody: a report may show four characters and the length, never this much.
TELLING = 9
NAMED = re.compile(r"[\w.=-]{20,150}")  # what may be the name of a file on every system


@pytest.mark.parametrize("kind", ["github", "npm", "pypi", "url-password"])
def test_no_rule_repeats_a_credential_that_it_finds_in_its_way(kind: str) -> None:
    token = max(fake(kind).split(), key=len)
    url = token if "://" in token else f"https://example.com/x.map?token={token}"
    files = {
        "x.js": f"a()\n//# sourceMapp{''}ingURL={url}\n",
        "package.json": '{"license": "MIT", "bin": {"demo": "' + token.replace("://", "/") + '"}}',
        "y.js.map": '{"version":3,"sources":["/home/me/' + token + '/a.js"],"mappings":""}',
    }
    result = lint(*build("npm", files)).results[0]
    said = [str((j.finding.message, j.finding.details, j.finding.fix and j.finding.fix.text)) for j in result.judged]
    assert {"source-map-reference", "source-map-paths"} <= {judged.finding.rule for judged in result.judged}
    assert token not in "".join(said)


def test_what_is_no_credential_is_reported_as_it_is() -> None:
    for text in ("names dist/index.js, which is not in the tarball", "https://example.com/x.map", "\udcff and é"):
        assert redacted(text) == text
    assert redacted(f"a {fake('github')} b {fake('npm')}") == "a ... b ..."


def pieces(token: str) -> set[str]:
    """Every run of ``TELLING`` characters of the secret part of a token, by itself a proof of a leak."""
    secret = max(re.split(r"[\s\"',:;/@]+|\\n", token), key=len)
    tail = secret[4:] if len(secret) > 40 else secret
    # What many tokens of a kind share is no secret: fixed beginnings and what base64 makes of {"alg": ...}.
    body = tail[len(tail) // 2 :]
    return {body[i : i + TELLING] for i in range(max(1, len(body) - TELLING + 1))} if len(body) >= TELLING else {body}


def places(kind: str, token: str, salt: int, *, named: bool = True) -> dict[str, str | bytes]:
    """The token in files of many sorts, names and encodings."""
    quoted = token.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return {
        f"demo/{kind}.py": f'VALUE = """{token}"""\n',
        f"demo/{kind}.js": f"/* {token} */ const a = '{quoted}'; // {salt}\n",
        f"demo/{kind}/.env": f'API_TOKEN="{quoted}"\nPORT=1\n',
        f"demo/{kind}/.env.local": f"SECRET={token}\n",
        f"demo/{kind}/.npmrc": f"//registry.example/:_authToken={token}\n",
        f"demo/{kind}/.netrc": f"machine example.org login x password {token}\n",
        f"demo/{kind}/.git-credentials": f"https://x:{token}@example.org\n",
        f"demo/{kind}/.pypirc": f"[pypi]\nusername = __token__\npassword = {token}\n",
        f"demo/{kind}/wide.txt": f"x = {token}\n".encode("utf-16"),
        f"demo/{kind}/.claude/settings.local.json": f'{{"env": {{"KEY": "{quoted}"}}}}',
        f"demo/{kind}/.mcp.json": f'{{"mcpServers": {{"a": {{"env": {{"KEY": "{quoted}"}}}}}}}}',
        f"demo/{kind}/app.js.map": (
            f'{{"version":3,"sources":["src/{kind}.ts","/home/me/{kind}.ts"],"mappings":"",'
            f'"sourcesContent":["const k = `{quoted}`;\\n","x"]}}'
        ),
        f"demo/{kind}/credentials.json": f'{{"type": "service_account", "private_key": "{quoted}"}}',
        f"{kind}.pth": f"import os; os.environ['K'] = '{quoted}'\n",
        f"demo/{kind}/{token if named and NAMED.fullmatch(token) else 1}.log": "1\n",
        "setup.py": f"import urllib.request\nurllib.request.urlopen('https://x:{quoted}@example.org')\n",
        "package.json": (
            '{"name": "demo", "version": "1.0.0", "license": "MIT", "main": "nothing.js",'
            f' "scripts": {{"preinstall": "curl -H {quoted} example.org"}},'
            f' "dependencies": {{"a": "git+https://x:{quoted}@example.org/a.git"}}}}'
        ),
    }


def checked(place: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Everything that ``check`` writes about ``dist/``: every format, every verbosity."""
    run(["check", "-vv", "--show-ignored", "--statistics", "--no-config", *(f"--report={n}=out/{n}" for n in FORMATS)])
    captured = capsys.readouterr()
    written = [path.read_text("utf-8") for path in (place / "out").iterdir()]
    assert len(written) == len(FORMATS)
    return "\n".join([captured.out, captured.err, *written])


def listed(place: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Every listing of what is in ``dist/``, and the policy that is drafted for it."""
    (artifact,) = map(str, (place / "dist").iterdir())
    for more in ((), ("--format", "json"), ("--tree",), ("--findings",), ("--top", "9")):
        run(["ls", artifact, *more])
    run(["init"])
    captured = capsys.readouterr()
    return "\n".join([captured.out, captured.err, (place / ".pkglint.yaml").read_text("utf-8")])


# So many kinds are planted in one artifact: the suite asks of all of them what one lint per kind would ask.
TOGETHER = 28
CHUNKS = [sorted(KINDS)[start : start + TOGETHER] for start in range(0, len(KINDS), TOGETHER)]


# What finds and hides a token knows nothing of the artifact's kind: each artifact kind has its third of all tokens, so
# that each place of each kind is tried with more than a hundred of them.
CASES = [(list(Kind)[number % len(Kind)], kinds) for number, kinds in enumerate(CHUNKS)]


def planted(place: Path, artifact: Kind, kinds: list[str], only: str = "") -> None:
    """An artifact in ``dist/`` with a token of each kind in each place, or in those whose path ends so."""
    files: dict[str, str | bytes] = {}
    for kind in kinds:
        held = places(kind, fake(kind), 1)
        files |= {path: data for path, data in held.items() if path.endswith(only)}
    name, data = build(artifact, files)
    (place / "dist").mkdir()
    (place / "dist" / name).write_bytes(data)


def shown(kinds: list[str], said: str) -> dict[str, str]:
    return {kind: piece for kind in kinds for piece in pieces(fake(kind)) if piece in said}


@pytest.mark.parametrize(
    ("artifact", "kinds"), CASES, ids=[f"{artifact}-{kinds[0]}..{kinds[-1]}" for artifact, kinds in CASES]
)
def test_no_report_holds_a_secret(
    kinds: list[str],
    artifact: Kind,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    planted(tmp_path, artifact, kinds)
    said = checked(tmp_path, capsys)
    assert "env-file" in said
    assert shown(kinds, said) == {}


@pytest.mark.parametrize("artifact", Kind)
def test_no_listing_and_no_draft_holds_a_secret(
    artifact: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What they show of an artifact are names and findings: tokens of every kind are names of files."""
    monkeypatch.chdir(tmp_path)
    kinds = sorted(KINDS)
    planted(tmp_path, artifact, kinds, ".log")
    said = listed(tmp_path, capsys)
    assert said.count(".log") > len(KINDS)
    assert shown(kinds, said) == {}


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1 << 32))
def test_no_message_holds_a_drawn_password(seed: int) -> None:
    """Not only known forms: whatever stands as a value in an environment or credential file stays there."""
    draw = random.Random(seed)
    password = "".join(draw.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789") for _ in range(24))
    for kind in Kind:
        report = lint(*build(kind, places("drawn", password, seed, named=False)))
        said = "\n".join(render(name, report, Style(verbose=2), documentation()) for name in FORMATS)
        assert ".env" in said
        assert password[6:] not in said
