"""Every kind of token must pass the same harness; whatever is found, nothing of it may be reported."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.build import build, gzip_bytes
from fixtures.fake_keys import pem, rsa_der
from fixtures.fakes import KINDS, fake
from fixtures.lint import TODAY, lint
from pkglint.detect.secrets import find, tokens
from pkglint.detect.secrets.checks import Verdict
from pkglint.detect.secrets.scan import Scan, search
from pkglint.model import Judged, Kind, Level

KEYS = {kind for kind in KINDS if kind.endswith("-key") and kind not in {"google-api-key", "public-key", "twilio-key"}}
TOKENS = sorted(KINDS.keys() - KEYS - {"aws-secret", "certificate", "public-key", "google-service-account"})
# What a kind is called in a finding, where it is not the first word of the name of the generator.
NAMES = {
    "github-oauth": "github", "github-user": "github", "github-server": "github", "github-refresh": "github",
    "aws-temporary-id": "aws-id", "gitlab-routable": "gitlab", "gitlab-deploy": "gitlab", "gitlab-runner": "gitlab",
    "gitlab-trigger": "gitlab", "gitlab-build": "gitlab", "gitlab-scim": "gitlab", "gitlab-app": "gitlab",
    "slack-user": "slack", "stripe-restricted": "stripe", "openai-service": "openai", "openai-admin": "openai",
    "openai-legacy": "openai", "anthropic-admin": "anthropic", "shopify-app": "shopify",
}  # fmt: skip
# Kinds that are whole runs of a form, or begin before their anchor: glued to something, they are another run.
FORMED = {
    token.kind
    for token in tokens.every()
    if token.anchors[0][0] == "~" or token.kind in {"azure-ad", "terraform", "azure-service-bus"}
}
LOOSE = {
    token.kind
    for token in tokens.every()
    for name in TOKENS
    if name.partition("@")[0] == token.kind
    and token.check(fake(name).removeprefix("https://").encode()) is Verdict.LOOSE
}
each_kind = pytest.mark.parametrize("kind", TOKENS)


def name_of(kind: str) -> str:
    return NAMES.get(kind, kind.partition("@")[0])


def kinds_in(scan: Scan) -> list[str]:
    return [hit.kind for hit in scan.hits]


def findings(files: dict[str, str | bytes], kind: Kind = Kind.WHEEL) -> list[Judged]:
    (result,) = lint(*build(kind, files)).results
    assert not result.crashes
    return [judged for judged in result.active if judged.finding.rule == "secret"]


@each_kind
def test_at_the_start_and_at_the_end(kind: str) -> None:
    token = fake(kind).encode()
    for text in (
        token,
        token + b"\n",
        b"x = " + token,
        b"\n\n" + token + b"\n",
        b'{"a":"' + token + b'"}',
        b"'%s'" % token,
    ):
        assert kinds_in(search(text)) == [name_of(kind)], text


@each_kind
def test_off_by_one(kind: str) -> None:
    """A wrong checksum, a broken structure, a character too few or one that does not belong."""
    text = f"x = {fake(kind, off=True)}\n".encode()
    assert kinds_in(search(text)) == (["aws-id"] if kind == "aws" else [])


@each_kind
def test_twice(kind: str) -> None:
    """On two lines both are found; glued together at least one is, where an end can be told from a beginning."""
    token = fake(kind).encode()
    scan = search(token + b"\n" + token)
    assert kinds_in(scan) == [name_of(kind)] * 2
    last_line = token.count(b"\n") + 2
    assert [hit.line for hit in scan.hits] == [1, last_line]
    if kind not in {"url-password", "telegram"} and not (FORMED & {name_of(kind)}):
        assert set(kinds_in(search(token + token))) == {name_of(kind)}


@each_kind
def test_across_the_border_of_a_window(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "WINDOW", 2048)
    token = fake(kind).encode()
    for before in (*range(0, min(len(token), 90) + 1, 3), 200, 1500):
        text = b"# " * ((find.WINDOW - before) // 2) + b" " * (before % 2) + token + b"\n" + b"text " * 60
        assert kinds_in(search(text)) == [name_of(kind)], before


@each_kind
def test_behind_what_begins_like_another(kind: str) -> None:
    """The beginnings of other kinds (``ck-``, ``sk-``) stand in many paths."""
    token = fake(kind).removeprefix("https://")
    for before in ("slack-app/", "desk-top.", "task-sk-demo:", "package/of/many/directories/"):
        alone, behind = (kinds_in(search(text.encode())) for text in (f" {token}", f"{before}{token}"))
        assert set(alone) <= set(behind), before


@each_kind
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(kind: str, encoding: str) -> None:
    text = f"# Grüße aus dem Skript\n\nkey = '{fake(kind)}'\n"
    scan = search(text.encode(encoding))
    assert kinds_in(scan) == [name_of(kind)]
    assert scan.hits[0].line >= 3


@each_kind
def test_in_json_and_percent_encoding(kind: str) -> None:
    token = fake(kind)
    text = json.dumps({"script": f"set -e\n{token}\n", "n": f"\t{token}\\"})
    assert kinds_in(search(text.encode())) == [name_of(kind)] * 2
    if "\n" not in token and kind != "url-password":
        assert kinds_in(search(f"?next=%2Fa%3D{token}%26b".encode())) == [name_of(kind)]


@each_kind
def test_no_boundary_no_token(kind: str) -> None:
    """A prefix in the middle of a word is a word, unless the token proves itself."""
    token = (
        next(token for token in tokens.every() if token.kind == name_of(kind))
        if kind not in {"aws", "url-password"}
        else None
    )
    if token and not token.glued and not token.lead and token.anchors != ("/",):
        assert name_of(kind) not in kinds_in(search(b"prefix" + fake(kind).encode()))


def test_levels() -> None:
    """Precise kinds are errors, loose ones warnings, expired ones infos."""
    for kind in TOKENS:
        (judged,) = findings({"demo/conf.py": f"x = 1\nx = {fake(kind)!r}\n"})
        assert judged.level is (Level.WARNING if name_of(kind) in LOOSE else Level.ERROR), kind
        assert judged.finding.line == 2


def test_only_what_verifies_stays_an_error_in_test_trees() -> None:
    for kind, level in (
        ("npm", Level.ERROR), ("github-app", Level.ERROR), ("pypi", Level.ERROR), ("grafana", Level.ERROR),
        ("gitlab", Level.WARNING), ("aws", Level.WARNING), ("jwt", Level.INFO),
    ):  # fmt: skip
        (judged,) = findings({"demo/tests/conf.py": f"x = {fake(kind)!r}\n"})
        assert judged.level is level, kind


@pytest.mark.parametrize(
    "first", ["OTTO", "RIFF", "GIF8", "GIF89a=1;", "%PDF-", "PAR1", "ttcf", "ID3", "MZ", "wOFF", "PK\x03\x04"]
)
@pytest.mark.parametrize("name", ["README.md", "notes"])
def test_a_text_that_begins_like_a_format_is_text(first: str, name: str) -> None:
    (judged,) = findings({f"demo/{name}": f"{first} is how it begins\nx = {fake('gitlab')!r}\n" + "words\n" * 50})
    assert judged.level is Level.ERROR


def test_what_is_binary_is_searched_for_proof_alone() -> None:
    assert findings({"demo/a.otf": b"OTTO\0\1" + fake("gitlab").encode()}) == []
    assert len(findings({"demo/a.otf": b"OTTO\0\1" + fake("npm").encode()})) == 1


def test_a_token_in_the_name_of_a_file() -> None:
    (judged,) = findings({f"demo/logs/{fake('github')}.txt": "1\n", "demo/0123456789abcdef0123456789abcdef.js": "1\n"})
    assert judged.level is Level.ERROR
    assert "in its name" in judged.finding.message


def test_one_finding_for_each_kind_and_file() -> None:
    lines = [fake("npm"), fake("github"), fake("npm"), "", fake("npm")]
    found = findings({"demo/a.py": "\n".join(lines), "demo/b.py": fake("npm")})
    assert [(j.finding.path, j.finding.line, j.finding.details["count"]) for j in found] == [
        ("demo/a.py", 1, 3),
        ("demo/a.py", 2, 1),
        ("demo/b.py", 1, 1),
    ]
    assert found[0].finding.details["lines"] == [1, 3, 5]
    assert "3 npm tokens" in found[0].finding.message


def test_thousands_of_tokens_stay_short() -> None:
    (judged,) = findings({"demo/a.py": f"{fake('npm')}\n" * 5000})
    assert judged.finding.details["count"] == 5000
    assert len(repr(judged)) < 2000


@pytest.mark.parametrize(
    "name",
    ["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "Cargo.lock", "Gemfile.lock",
     "composer.lock", "go.sum", "npm-shrinkwrap.json", "pylock.toml", "pylock.dev.toml", "files.sha256"],
)  # fmt: skip
def test_in_lock_files_only_proof_counts(name: str) -> None:
    """Their digests look like keys; a checksum or a password in an address is none by chance."""
    assert not findings({f"demo/{name}": fake("gitlab")})
    (judged,) = findings({f"demo/{name}": f"resolved: git+https://{fake('github')}:x-oauth-basic@git.internal/a.git"})
    assert judged.level is Level.ERROR
    (judged,) = findings({f"demo/{name}": f"source = {fake('url-password')}"})
    assert judged.level is Level.ERROR


def test_binary_files_are_skipped_by_their_magic() -> None:
    token = b"\0" + fake("gitlab").encode() + b"\0"
    for magic in (
        b"\x89PNG\r\n\x1a\n",
        b"\x7fELF\x02\x01\x01",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"wOF2",
        b"\0asm\1\0\0\0",
    ):
        assert search(magic + token).skipped
        assert not search(magic + token).hits
        assert kinds_in(search(magic + b"\0" + fake("npm").encode() + b"\0")) == ["npm"], "a checksum proves it"
    assert not search(b"MZ is not always a program " + fake("npm").encode()).skipped
    assert kinds_in(search(b"\xa7\r\r\n" + b"\0" * 12 + b"\xe3\0\0" + token)) == ["gitlab"], "bytecode keeps strings"


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7" + "EXAMPLE",
        "sk_" + "test_" + "4eC39HqLyjWDarjtT1zdp7dcAb12",
        "gl" + "pat-" + "X" * 20,
        "gl" + "pat-" + "12345678901234567890",
        "h" + "f_" + "abcdefghijklmnopqrstuvwxyzABCDEFGH",
        "sk_" + "live_" + "your_key_goes_here_please",
        "sk_" + "live_" + "abcabcabcabcabcabcabcabc",
        "dap" + "i" + "0123456789abcdef" * 2,
        "https://user:password@example.com/",
        "https://ci:${TOKEN}@git.internal/demo.git",
        "https://ci:{token}@git.internal/demo.git",
        "postgres://postgres:postgres@localhost:5432/app",
        "postgresql://scott:tiger@db.internal/test",
        "redis://:p4ssw0rd1@127.0.0.1:6379/0",
        "amqp://guest:guest@rabbitmq:5672",
        "http://me:xxxxxxxx@proxy.internal:3128",
        "const npm_config_registry_and_other_long_names = 1",
        "data:font/woff2;base64," + "d09GMgABAAAAAGhyAA0AAAAB" * 30,
    ],
)
def test_samples_and_placeholders_are_nothing(text: str) -> None:
    scan = search(f"x = '{text}'\n".encode())
    assert not scan.hits


def test_tokens_of_tutorials_are_nothing() -> None:
    import base64

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    signature = fake("jwt").rpartition(".")[2]
    header = part({"alg": "HS256", "typ": "JWT"})
    for claims in ({"sub": "1234567890", "name": "John Doe", "iat": 1516239022}, {"some": "payload"}, {}):
        assert not search(f"{header}.{part(claims)}.{signature}".encode()).hits
    for claims in ({"iss": "auth", "exp": 1500000000}, {"iss": "db", "role": "anon", "iat": 1500000000}):
        (judged,) = findings({"demo/a.py": f"{header}.{part(claims)}.{signature}"})
        assert judged.level is Level.INFO
    assert not search(f"{part({'typ': 'JWT'})}.{part({'iat': 1})}.{signature}".encode()).hits


def test_a_web_token_expires_on_the_day_of_the_lint_not_of_the_clock() -> None:
    header, _, signature = fake("jwt").split(".")
    lint_day = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=timezone.utc)
    for expiry, level in ((lint_day - timedelta(seconds=1), Level.INFO), (lint_day, Level.WARNING)):
        claims = json.dumps({"iss": "auth", "exp": expiry.timestamp()}).encode()
        body = base64.urlsafe_b64encode(claims).decode().rstrip("=")
        (judged,) = findings({"demo/a.py": f"{header}.{body}.{signature}"})
        assert judged.level is level


def test_an_aws_pair_is_two_halves_near_each_other() -> None:
    pair = fake("aws")
    far = pair.replace("\n", "\n" + "# words between them\n" * 60)
    assert kinds_in(search(pair.encode())) == ["aws"]
    assert kinds_in(search(json.dumps({"a": fake("aws-id"), "b": fake("aws-secret")}).encode())) == ["aws"]
    assert kinds_in(search(far.encode())) == ["aws-id", "aws-secret-alone"]
    commit = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    assert kinds_in(search(f"{fake('aws-id')} {commit}".encode())) == ["aws-id"]


@pytest.mark.parametrize(
    "text",
    [
        "mongodb+srv://app:Zk39xLq2mVb7<at>cluster0.ab1cd.mongodb.net/prod",
        "postgresql://deploy:hG7%40tRw92x<at>mysql-server.prod.internal/app",
        "https://ci:9fKq2LmZx7Rw<at>gitlab.internal/group/app.git",
        "redis://:v8Nq2LmZx7RwTd<at>cache-3.prod.internal:6379",
        "amqps://svc:q7RwTd9fKq2L<at>10.20.30.40:5671/%2F",
    ],
)
def test_urls_with_a_real_password(text: str) -> None:
    url = text.replace("<at>", "@")  # written apart, so that the test does not hold what the rule looks for
    assert kinds_in(search(f"x: {url}\n".encode())) == ["url-password"]


def test_a_token_as_the_password_of_a_url() -> None:
    """The URL says less than the token in it, and is passed over."""
    for kind in ("github", "gitlab", "npm", "pypi"):
        text = f"git clone https://ci:{fake(kind)}@git.internal/a.git\n{fake('url-password')}\n{fake('npm')}"
        assert kinds_in(search(text.encode())) == [kind, "url-password", "npm"]


def test_a_service_account_in_code() -> None:
    text = fake("google-service-account")
    (judged,) = findings({"demo/account.py": f"ACCOUNT = {text}\n"})
    assert judged.finding.details["kind"] == "google-service-account"
    assert judged.level is Level.ERROR
    assert not findings({"demo/account.py": f"ACCOUNT = {fake('google-service-account', off=True)}\n"})


words = st.sampled_from(
    [" ", "\n", '"', "x", "_", "-", "=", ":", "https://", "\\n", "é", "self.", "A" * 25, "eyJ", ":AA", "\0"]
)
pieces = st.one_of(
    words, st.sampled_from(sorted(KINDS)).map(fake), st.sampled_from(sorted(KINDS)).map(lambda k: fake(k, off=True))
)


@given(st.binary(max_size=2000))
@settings(deadline=None)
def test_any_bytes(data: bytes) -> None:
    assert search(data).hits == ()


@given(
    st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6),
    st.sampled_from(list(Kind)),
    st.sampled_from(
        ["demo/a.py", "demo/.env", ".npmrc", "demo/.mcp.json", "demo/id_rsa", "demo/x.json", "a.js.map", "demo/b.pth"]
    ),
    st.sampled_from(["{}", "KEY={}", '{{"env": {{"TOKEN": "{}"}}}}', "https://ci:{}@git.internal/x", "_authToken={}"]),
)
@settings(deadline=None, max_examples=60)
def test_no_finding_holds_a_secret(kinds: list[str], kind: Kind, path: str, form: str) -> None:
    """Whatever the rules say about planted tokens, nothing of them is in it but four characters and a length."""
    tokens = [fake(k) for k in kinds if k not in {"certificate", "public-key"}]
    text = "\n".join(form.format(token) for token in tokens)
    (result,) = lint(*build(kind, {path: text})).results
    assert not result.crashes
    said = repr(result.judged) + repr(result.package)
    for token in tokens:
        for line in token.replace("-----", "\n").splitlines():
            value = line.partition("= ")[2] or line
            random = value[-24:] if len(value) >= 40 else value[8:]
            assert len(random) < 8 or random not in said


def test_evidence_is_short() -> None:
    for kind in TOKENS:
        (hit,) = search(fake(kind).encode()).hits
        assert len(hit.evidence.prefix) <= 4
        assert hit.evidence.length > 15


def test_keys_are_no_tokens() -> None:
    for kind in KEYS:
        assert not search(fake(kind).encode()).hits
    assert pem("X", rsa_der()).startswith("-----BEGIN X")


def test_a_token_in_what_is_packed_in_a_member() -> None:
    text = f'const key = "{fake("github")}";\n'
    source_map = json.dumps({"version": 3, "sources": ["a.ts"], "sourcesContent": [text], "mappings": ""}).encode()
    url = "data:application/json;base64," + base64.b64encode(source_map).decode()
    files: dict[str, str | bytes] = {
        "dist/a.js": f"run();\n//# sourceMappingURL={url}\n",
        "dist/a.css": f"a{{}}\n/*# sourceMappingURL={url} */\n",
        "dist/b.js.gz": gzip_bytes(text.encode()),
        "dist/c.js.map.gz": gzip_bytes(source_map),
        "dist/d.gz": b"\x1f\x8b\x08 damaged",
    }
    (found,) = lint(*build(Kind.NPM, files)).results
    secrets = [j.finding for j in found.active if j.finding.rule == "secret"]
    assert not found.crashes
    assert [(s.path, s.line) for s in secrets] == [
        ("dist/a.css", 2), ("dist/a.js", 2), ("dist/b.js.gz", 1), ("dist/c.js.map.gz", 1),
    ]  # fmt: skip


def test_every_row_has_a_sample_and_a_source() -> None:
    """A kind that nothing can be found of is dead; ``fakes`` makes a sample for every anchor of the table."""
    made = {name_of(kind) for kind in TOKENS}
    assert {token.kind for token in tokens.every()} - made - {"google-service-account"} == set()
    assert all(len(token.source) > 5 for token in tokens.every())
    assert len({token.kind for token in tokens.every()}) >= 180
