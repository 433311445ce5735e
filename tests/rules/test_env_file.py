"""Which names are environment files, and which values tell anything."""

from __future__ import annotations

import pytest

from fixtures.build import build
from fixtures.fakes import expand
from fixtures.lint import lint
from pkglint.detect.secrets.env import Setting, is_env_name, settings, telling
from pkglint.detect.secrets.values import has_login
from pkglint.model import Kind, Level


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        ".env.local",
        ".env.production",
        ".env-dylan",
        ".env_old",
        ".envrc",
        "prod.env",
        ".ENV",
        ".env.prod.local",
    ],
)
def test_is_one(name: str) -> None:
    assert is_env_name(name)


@pytest.mark.parametrize(
    "name",
    [
        ".env.example",
        ".env-sample",
        ".env.template",
        ".env.defaults",
        ".env.dist",
        ".env.schema",
        ".env.test-example",
        ".env.local.example",
        "example.env",
        "env.d.ts",
        ".env.d.ts",
        ".env.js",
        "env.py",
        ".environment",
        "envrc",
        ".env.vault",
        ".env.md",
    ],
)
def test_is_none(name: str) -> None:
    assert not is_env_name(name)


@pytest.mark.parametrize(
    "line",
    [
        "A_TOKEN=pz8Hq2vRk5",
        "export A_TOKEN=pz8Hq2vRk5",
        'DB_PASSWORD="hunter2 and more"',
        "DB_PASSWORD='12345678'",
        "API_URL=https://api.internal.demo.io/v1",
        "DATABASE_URL=postgres://u:p4ss@db.demo.io/x",
        "ACCOUNT = jane.doe",
        "PRIVATE_KEY=/keys/id",
        "PORT_SECRET=9f8e7d",
    ],
)
def test_tells(line: str) -> None:
    (setting,) = settings(line)
    assert telling(setting)


@pytest.mark.parametrize(
    "line",
    [
        "PORT=3000",
        "NODE_ENV=production",
        "BROWSER=none",
        "DEBUG=app:*",
        "FEATURE=true",
        "RETRIES=5",
        "VERSION=1.2.3",
        "API_URL=http://localhost:8080/api",
        "DATABASE_URL=postgres://postgres:postgres@localhost:5432/app",
        "API_URL=https://api.example.com",
        "A_TOKEN=",
        'A_TOKEN=""',
        "A_TOKEN= # to be set",
        "A_TOKEN=<your token>",
        "A_TOKEN=your-token-here",
        "A_TOKEN=xxxxxxxx",
        "A_TOKEN=changeme",
        "A_TOKEN=${CI_TOKEN}",
        "A_TOKEN=$(pass show token)",
        "SECRET_KEY={{ cookiecutter.secret }}",
        "DB_PASSWORD=postgres",
        "A_TOKEN=encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt",
        "NODE_OPTIONS=--max-old-space-size=4096",
        "CONFIG=./config/app.json",
    ],
)
def test_tells_nothing(line: str) -> None:
    (setting,) = settings(line)
    assert not telling(setting)


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("postgres://admin:hunter2x9" + "@db.internal/prod", True),
        ("redis://:Zq8vRk5p" + "@cache.internal:6379/0", True),
        ("postgres://user:password" + "@db.internal/prod", False),
        ("postgres://admin:${DB_PASSWORD}" + "@db.internal/prod", False),
        ("postgres://admin:hunter2x9" + "@localhost:5432/prod", False),
        ("https://db.internal:8080/a@b", False),
        ("https://db.internal/", False),
    ],
)
def test_an_address_with_a_password(value: str, holds: bool) -> None:
    assert has_login(value) is holds


def test_lines_that_are_no_settings() -> None:
    assert settings("# A=1\n\nplain words\nif [ -f x ]; then\nA-B=1\n") == []
    assert settings("\ufeffA=1\n") == [Setting(1, "A", "1")]


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ({".env": "A_TOKEN=${fake:npm}\n"}, Level.ERROR),
        ({"tests/.env": "A_TOKEN=${fake:npm}\n"}, Level.WARNING),
        ({"tests/app/.flaskenv": "FOO=flaskenv\nBAR=bar\n"}, Level.INFO),
        ({"demo/boilerplate/app/.env": "ACCOUNT=jane\n"}, Level.WARNING),
        ({".env": "# nothing\n"}, Level.INFO),
        ({".env": "PORT=1\n"}, Level.INFO),
        ({"demo/shell.env": "# nothing\n"}, None),
    ],
)
def test_level(files: dict[str, str | bytes], level: Level | None) -> None:
    filename, data = build(Kind.SDIST, files)
    (result,) = lint(filename, data).results
    found = [judged.level for judged in result.judged if judged.finding.rule == "env-file"]
    assert found == ([] if level is None else [level])


def test_never_says_a_value() -> None:
    secret = expand("${fake:npm}")
    filename, data = build(Kind.NPM, {".env": f"OTHER=1\nMY_TOKEN={secret}\nHOME_NAME=jane-doe-3\n"})
    (result,) = lint(filename, data).results
    (found,) = [judged.finding for judged in result.judged if judged.finding.rule == "env-file"]
    assert found.message == "is an environment file with 1 secret"
    assert found.details == {"settings": 3, "values": 2, "secrets": 1, "keys": ["MY_TOKEN"]}
    assert (found.line, str(found.evidence)) == (2, f"secret {secret[:4]}... ({len(secret)} characters)")
    assert secret[4:] not in repr(found)
    assert "jane" not in repr(found)


def test_keys_are_bounded() -> None:
    filename, data = build(Kind.NPM, {".env": "".join(f"KEY_{i:03}{'K' * 300}=value-{i}\n" for i in range(99))})
    (result,) = lint(filename, data).results
    (found,) = [judged.finding for judged in result.judged if judged.finding.rule == "env-file"]
    assert len(found.details["keys"]) <= 10
    assert max(map(len, found.details["keys"])) <= 60
