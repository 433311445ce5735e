"""Each kind of login file is parsed: a real login, a placeholder, and settings only are three different things."""

from __future__ import annotations

import base64
import json

import pytest

from fixtures.build import build
from fixtures.fake_keys import tlv
from fixtures.fakes import fake, pick
from fixtures.lint import lint
from pkglint.model import Judged, Kind, Level

DRAWN = pick("login", "abcdefghkmnpqrstuvwxyz23456789", 20)
ENTRY = base64.b64encode(f"deploy:{DRAWN}".encode()).decode()
KEY_BAG = bytes.fromhex("060b2a864886f70d010c0a0102")


def judged(path: str, data: str | bytes) -> Judged | None:
    (result,) = lint(*build(Kind.NPM, {path: data})).results
    assert not result.crashes
    own = [item for item in result.active if item.finding.rule == "credential-file"]
    assert len(own) <= 1
    if own and isinstance(data, str):
        assert DRAWN not in repr(own)
    return own[0] if own else None


def kube(user: str) -> str:
    head = "apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: https://k8s\n"
    return f"{head}users:\n- name: ci\n  user:\n    {user}\n"


def state(resources: object = (), outputs: object = None) -> str:
    return json.dumps(
        {"version": 4, "terraform_version": "1.9.0", "outputs": outputs or {}, "resources": resources}, indent=1
    )


def java(*tags: int) -> bytes:
    text = b"\0\1a"
    certificate = text + bytes(8) + b"\0\5X.509" + b"\0\0\0\4abcd"
    entries = b"".join(tag.to_bytes(4, "big") + (certificate if tag == 2 else text + bytes(8)) for tag in tags)
    return b"\xfe\xed\xfe\xed\0\0\0\2" + len(tags).to_bytes(4, "big") + entries


ERRORS: list[tuple[str, str | bytes, int | None]] = [
    (".npmrc", f"registry=https://npm.internal/\n//npm.internal/:_authToken={DRAWN}\n", 2),
    (".npmrc", f"_auth={ENTRY}\n", 1),
    (".npmrc", f"; old\n//npm.internal/:_password = \"{ENTRY}\"\n//npm.internal/:username=ci\n", 2),
    (".npmrc", f"https-proxy=http://ci:{DRAWN}@proxy.internal:3128\n", 1),
    ("lib/.npmrc", f"\ufeff//npm.internal/:_authToken={DRAWN}\n", 1),
    (".yarnrc.yml", f"npmScopes:\n  demo:\n    npmAuthToken: \"{DRAWN}\"\n", 3),
    (".yarnrc.yml", f"npmAuthIdent: ci:{DRAWN}\n", 1),
    (".yarnrc", f'"//npm.internal/:_authToken" "{DRAWN}"\n', 1),
    ("bunfig.toml", f'[install.scopes]\ntoken = "{DRAWN}"\n', 2),
    (".pypirc", f"[internal]\nrepository = https://pypi.internal\nusername = ci\npassword = {DRAWN}\n", 4),
    (".pypirc", f"[internal]\npassword: {DRAWN}\n", 2),
    ("pip.conf", f"[global]\nindex-url = https://ci:{DRAWN}@pypi.internal/simple\n", 2),
    (".netrc", f"machine git.internal\n  login ci\n  password {DRAWN}\n", 3),
    ("_netrc", f"machine git.internal login ci password {DRAWN}\n", 1),
    (".git-credentials", f"https://ci:{DRAWN}@git.internal\n", 1),
    (".aws/credentials", f"[default]\n{fake('aws')}\n", 3),
    ("deploy_accessKeys.csv", f"Access key ID,Secret access key\n{fake('aws-id')},{fake('aws-secret')}\n", 2),
    (".docker/config.json", json.dumps({"auths": {"docker.internal": {"auth": ENTRY}}}, indent=1), 4),
    (".dockercfg", json.dumps({"docker.internal": {"auth": ENTRY, "email": "a@b"}}), 1),
    (".docker/config.json", json.dumps({"auths": {"x": {"identitytoken": DRAWN}}}), 1),
    (".kube/config", kube(f"token: {DRAWN}"), 9),
    ("deploy/kubeconfig.yaml", kube(f"client-key-data: {ENTRY}"), 9),
    ("prod.kubeconfig", kube(f"password: '{DRAWN}'"), 9),
    ("demo-prod-1a2b3c.json", fake("google-service-account"), 5),
    ("gcloud/application_default_credentials.json", json.dumps({"type": "authorized_user", "refresh_token": DRAWN}), 1),
    (".htpasswd", "ci:$apr1$" + "mJQ8Zr1c$Fq3dV0yYb8Vh6cN0xgTz91\n", 1),
    ("conf/site.htpasswd", "# users\nci:{SHA}" + "W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n", 2),
    ("terraform.tfstate", state([{"type": "db", "instances": [{"attributes": {"password": DRAWN}}]}]), 11),
    ("env/prod.tfstate.backup", state(outputs={"key": {"sensitive": True, "value": DRAWN}}), 7),
    (".pgpass", f"db.internal:5432:app:ci:{DRAWN}\n", 1),
    (".my.cnf", f"[client]\nuser=ci\npassword={DRAWN}\n", 3),
    ("auth.json", json.dumps({"http-basic": {"repo.internal": {"username": "ci", "password": DRAWN}}}), 1),
    ("auth.json", json.dumps({"github-oauth": {"github.com": DRAWN}}), 1),
    (".cargo/credentials.toml", f'[registry]\ntoken = "{DRAWN}"\n', 2),
    (".gem/credentials", f"---\n:rubygems_api_key: {DRAWN}\n", 2),
    (".vault-token", DRAWN, 1),
    ("id_ed25519", fake("openssh-key"), 1),
    ("home/id_rsa", fake("rsa-key"), 1),
    ("release.p12", tlv(0x30, b"\x02\x01\x03", tlv(0x30, KEY_BAG, bytes(400))), None),
    ("release.pfx", tlv(0x30, b"\x02\x01\x03", tlv(0x30, KEY_BAG, bytes(60))), None),
    ("release.jks", java(2, 1), None),
    ("upload.keystore", java(1), None),
    ("team.kdbx", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5" + bytes(200), None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "data", "line"), ERRORS)
def test_a_credential_inside(path: str, data: str | bytes, line: int | None) -> None:
    item = judged(path, data)
    assert item
    assert item.level is Level.ERROR
    assert item.finding.line == line
    assert item.finding.details["credential"] is True
    assert item.finding.evidence
    lower = judged(f"tests/{path}", data)
    assert lower
    assert lower.level is Level.WARNING


def test_the_certificate_that_visual_studio_makes_for_trying_out() -> None:
    item = judged("demo/Demo_TemporaryKey.pfx", tlv(0x30, b"\x02\x01\x03", tlv(0x30, KEY_BAG, bytes(60))))
    assert item
    assert item.level is Level.WARNING


WARNINGS: list[tuple[str, str | bytes]] = [
    (".pypirc", "[distutils]\nindex-servers = internal\n"),
    (".pypirc", "[pypi]\nusername = __token__\npassword = <your token>\n"),
    (".netrc", "# nothing yet\n"),
    (".netrc", "machine git.internal login ci password ${GIT_PASSWORD}\n"),
    (".git-credentials", "https://user:password@git.internal\n"),
    (".aws/credentials", "[default]\naws_access_key_id =\naws_secret_access_key =\n"),
    (".docker/config.json", json.dumps({"auths": {"docker.internal": {}}, "credsStore": "desktop"})),
    (".kube/config", kube("exec:")),
    ("gcloud/application_default_credentials.json", json.dumps({"type": "authorized_user", "refresh_token": ""})),
    (".htpasswd", "# none\n"),
    ("terraform.tfstate", state()),
    (".pgpass", "localhost:5432:*:postgres:\n"),
    (".my.cnf", "[client]\nuser=root\n"),
    ("auth.json", json.dumps({"http-basic": {}})),
    ("id_rsa", fake("encrypted-openssh-key")),
    ("id_rsa", "not a key\n"),
    ("trust.jks", java(2, 2)),
    ("empty.p12", tlv(0x30, b"\x02\x01\x03", tlv(0x30, bytes(100)))),
]


@pytest.mark.parametrize(("path", "data"), WARNINGS)
def test_none_inside(path: str, data: str | bytes) -> None:
    item = judged(path, data)
    assert item
    assert item.level is Level.WARNING
    assert item.finding.details["credential"] is False
    assert item.finding.evidence is None


NOTHING: list[tuple[str, str | bytes]] = [
    (".npmrc", "//npm.internal/:_authToken=${NPM_TOKEN}\nsave-exact=true\n"),
    (".npmrc", "//npm.internal/:_authToken=$NPM_TOKEN\n"),
    (".npmrc", "# //npm.internal/:_authToken=" + DRAWN + "\npackage-lock=false\n"),
    (".npmrc", "\n"),
    (".npmrc", ""),
    (".yarnrc.yml", "nodeLinker: node-modules\nnpmAuthToken: ${NPM_TOKEN:-}\n"),
    (".yarnrc", 'registry "https://registry.yarnpkg.internal"\n'),
    ("bunfig.toml", '[install]\nregistry = "https://npm.internal"\n'),
    ("pip.conf", "[global]\nindex-url = https://pypi.internal/simple\n"),
    ("auth.json", '{"login": "Log in", "password": "Your password"}'),
    ("locales/auth.json", '["a"]'),
    ("kubeconfig.py", "token: " + DRAWN),
    ("kubeconfig.yaml", "description: how to write a kubeconfig\n"),
    ("data.json", json.dumps({"auths": {"x": {"auth": ENTRY}}})),
    ("service.json", json.dumps({"type": "service_account", "private_key": "-----BEGIN ..."})),
    ("service.json", fake("google-service-account", off=True)),
    ("kms_credentials.json", json.dumps({"privateKey": base64.b64encode(b"privateKey\n").decode()})),
    ("id_rsa.pub", fake("public-key")),
    ("id_rsa.py", "import x\n"),
    ("debug.keystore", java(1)),
    ("users.csv", "Access key ID,Secret access key\n"),
    ("credentials.csv", "name,age\na,1\n"),
    ("netrc.py", "machine a login b password " + DRAWN),
    ("credentials", "aws_secret_access_key = " + DRAWN),
]


@pytest.mark.parametrize(("path", "data"), NOTHING)
def test_nothing_at_all(path: str, data: str | bytes) -> None:
    assert judged(path, data) is None


@pytest.mark.parametrize(
    "data", ["[" * 100_000, "{" * 100_000, '{"auths": 3}', '{"auths": {"x": 3}}', "null", '"x"', "\0\0"]
)
@pytest.mark.parametrize(
    "path", [".docker/config.json", "terraform.tfstate", "auth.json", ".kube/config", "x.json", "x.jks"]
)
def test_odd_content(path: str, data: str) -> None:
    """No parser may fall over."""
    item = judged(path, data)
    assert item is None or item.level is not Level.ERROR


def test_in_utf_16() -> None:
    item = judged(".netrc", f"machine git.internal login ci password {DRAWN}\r\n".encode("utf-16"))
    assert item
    assert item.level is Level.ERROR
