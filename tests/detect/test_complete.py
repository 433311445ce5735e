"""Logins that are complete: a drawn password beside its user, in commands, headers, connections, calls and settings."""

from __future__ import annotations

import base64

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.detect.secrets import complete
from pkglint.model import Kind, Level

PASSWORD = "k7RmQ2xWv9-Lp4Tz"  # made up here, and used nowhere
KEY = base64.b64encode(bytes(range(7, 231, 7))).decode()
PUSH = KEY[:43].replace("/", "_").replace("+", "-")
HEX = bytes(range(7, 231, 7)).hex()
DRAWN = "".join(chr(97 + (n * 7 + n // 5) % 26) if n % 3 else chr(50 + n % 8) for n in range(40)).swapcase()


def basic(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


ERRORS: dict[str, tuple[str, str | bytes]] = {
    "docker login": ("ci/login.sh", f"docker login reg.acme.io -u svc -p {PASSWORD}\n"),
    "curl": ("Jenkinsfile", f"sh 'curl -u deploy:{PASSWORD} -T a.whl https://nexus.acme.dev/pypi/'\n"),
    "a variable of psql": ("a.sh", f"PGPASSWORD={PASSWORD} psql -h db.acme.io -U app\n"),
    "keytool": ("a.sh", f"keytool -genkey -storepass {PASSWORD} -alias a\n"),
    "openssl": ("a.sh", f"openssl pkcs12 -in a.p12 -passin pass:{PASSWORD}\n"),
    "a share": ("a.bat", f"net use z: \\\\srv\\x /user:ACME\\svc {PASSWORD}\n"),
    "a header": ("a.py", f'HEADERS = {{"Authorization": "Basic {basic("svc:" + PASSWORD)}"}}\n'),
    "a header of a proxy": ("a.conf", f'proxy_set_header Authorization "Basic {basic("svc:" + PASSWORD)}";\n'),
    "SQL Server": ("a.cs", f'var c = "Server=tcp:db.acme.io,1433;User ID=svc;Password={PASSWORD};Encrypt=True";\n'),
    "a call": ("a.py", f'db = connect(user="svc", password="{PASSWORD}", host="db.acme.io")\n'),
    "an object": ("a.js", f'const c = {{ username: "svc", password: "{PASSWORD}" }};\n'),
    "a table": ("a.toml", f'[smtp]\nusername = "alerts"\npassword = "{PASSWORD}"\n'),
    "an address": ("a.py", f'engine = create_engine("postgresql://app:{PASSWORD}@db.acme.io/live")\n'),
    "an address in a lock": ("poetry.lock", f'[[package]]\nurl = "https://svc:{PASSWORD}@pypi.acme.dev/simple"\n'),
    "a form": (".env.template", f"DB_PASSWORD={PASSWORD}\n"),
    "code": (".env.js", f'module.exports = {{ DB_PASSWORD: "{PASSWORD}" }};\n'),
    "settings": ("config/mailer.yml", f"host: smtp.acme.io\nusername: alerts\npassword: {PASSWORD}\n"),
    "an editor": (".idea/workspace.xml", f'<envs><env name="DB_PASSWORD" value="{PASSWORD}" /></envs>\n'),
    "Subversion": ("svn/auth/svn.simple/0f", f"K 8\nusername\nV 1\na\nK 8\npassword\nV 16\n{PASSWORD}\nEND\n"),
    "Fernet": ("a.py", f'f = Fernet(b"{KEY.replace("+", "-").replace("/", "_")}")\n'),
    "a cipher of Node.js": ("a.ts", f'createCipheriv("aes-256-gcm", Buffer.from("{HEX}", "hex"), iv);\n'),
    "a box": ("a.py", f'box = SecretBox(bytes.fromhex("{HEX}"))\n'),
    "Laravel": ("a.php", f"<?php return ['key' => 'base64:{KEY}', 'cipher' => 'AES-256-CBC'];\n"),
    "Web Push": (
        "a.json",
        f'{{"publicKey": "B{"x7Qr" * 21}x7", "privateKey": "{PUSH}"}}\n',
    ),
    "DBeaver": (".dbeaver/credentials-config.json", bytes(range(128, 250))),
    "Snyk": (".snyk/configstore.json", '{"api": "3f2b8c1e-9d47-4e6a-b5c0-7a81d2f94e63", "org": "acme"}\n'),
    "Apple": ("a.json", '{"apple_id": "dev@acme.io", "app_specific_password": "' + "qwzt-mbrx-kdvn-hpfs" + '"}\n'),
}
WARNINGS: dict[str, tuple[str, str | bytes]] = {
    "a build service": (".travis.yml", f"deploy:\n  provider: pypi\n  user: acme\n  password: {PASSWORD}\n"),
    "a client by its name": ("a.ts", f'const c = new CohereClient({{ token: "{DRAWN}" }});\n'),
    "a form with words": (".env.template", "API_TOKEN=pz8Hq2vRk5\n"),
}
QUIET: dict[str, tuple[str, str | bytes]] = {
    "samples": (
        "README.md",
        (
            "docker login -u user -p password\ncurl -u user:pass https://x\nmysql -u root -psecret\n"
            'connect(user="me", password="hunter2")\nServer=a;User ID=sa;Password=yourStrong(!)Password;\n'
        ),
    ),
    "variables": (
        "a.sh",
        (
            'docker login -u "$USER" -p "$PASSWORD"\ncurl -u "$A:$B" x\nPGPASSWORD=${PASSWORD} psql\n'
            "curl -u deploy:${{ secrets.TOKEN_A1b2C3d4E5 }} x\n"
        ),
    ),
    "ports": (
        "a.sh",
        "docker run -p 127.0.0.1:8080:80 acme/web\nmkdir -p build/Release64/Out\ncp -p A1b2/C3d4E5f6 x\n",
    ),
    "a password alone": ("a.py", f'check(password="{PASSWORD}")\n'),
    "headers of samples": (
        "a.md",
        f"Authorization: Basic {basic('Aladdin:open sesame')}\nBasic {basic('user:pass')}\n",
    ),
    "a search in pages": ("a.js", f'docsearch({{ appId: "A", apiKey: "{HEX[:32]}", indexName: "docs" }});\n'),
    "a form": (".env.example", "DB_PASSWORD=changeme\nAPI_KEY=<your key>\n"),
    "code of an environment": (".env.js", "module.exports = { PASSWORD: process.env.PASSWORD, A: 'b' };\n"),
    "keys of tests": ("a.py", f'f = Fernet(b"{"A" * 43}=")\ng = AESGCM(os.urandom(32))\nh = Fernet(key)\n'),
    "digests": ("a.ts", f'createHmac("sha256", key).update("{HEX}");\n'),
}


def levels(path: str, content: str | bytes) -> set[Level]:
    (result,) = lint(*build(Kind.NPM, {path: content})).results
    assert not result.crashes
    rules = {"secret", "private-key", "credential-file", "env-file"}
    return {judged.level for judged in result.judged if judged.finding.rule in rules}


@pytest.mark.parametrize("form", ERRORS)
def test_a_complete_login_is_an_error(form: str) -> None:
    assert max(levels(*ERRORS[form])) is Level.ERROR


@pytest.mark.parametrize("form", WARNINGS)
def test_what_may_be_a_sample_is_a_warning(form: str) -> None:
    assert levels(*WARNINGS[form]) == {Level.WARNING}


@pytest.mark.parametrize("form", QUIET)
def test_samples_are_left_alone(form: str) -> None:
    assert levels(*QUIET[form]) <= {Level.INFO}


@pytest.mark.parametrize(
    "password",
    [b"short7Rm", b"alllowercase77", b"ALLUPPERCASE77", b"NoDigitsInIt", b"Password123456", b"p%40sS%2Fword%3F%23__"],
)
def test_what_somebody_thought_of_is_not_strong(password: bytes) -> None:
    assert not complete.is_strong(password)


def test_many_places_are_bounded() -> None:
    assert list(complete.logins(b'user="a", password="aaaaaaaaaaaa"\n' * 20_000)) == []
