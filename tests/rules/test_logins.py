"""Every row of the tables of names: a file of that name with a credential is reported, by that row and no other."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from fixtures.build import build
from fixtures.fakes import fake, pick
from fixtures.grammar import sample
from fixtures.lint import lint
from pkglint.detect.secrets.env import env_reader
from pkglint.detect.secrets.logins import login_of
from pkglint.detect.secrets.places import spread
from pkglint.detect.secrets.token import rows
from pkglint.model import Judged, Kind, Level

DRAWN = pick("logins", "abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789", 24)
ENTRY = base64.b64encode(f"deploy:{DRAWN}".encode()).decode()
HEX = pick("logins hex", "0123456789abcdef", 32)
SAMPLES = {
    "npmrc": f"//npm.internal/:_authToken={DRAWN}\n",
    "yarnrc_yml": f"npmAuthToken: {DRAWN}\n",
    "yarnrc": f'"//npm.internal/:_authToken" "{DRAWN}"\n',
    "pip": f"index-url = https://ci:{DRAWN}@pypi.internal/simple\n",
    "url": f"url = https://ci:{DRAWN}@db.internal/x\n",
    "git": f"[remote]\n\turl = https://ci:{DRAWN}@git.internal/x\n",
    "composer": json.dumps({"github-oauth": {"github.com": DRAWN}}),
    "docker": json.dumps({"auths": {"docker.internal": {"auth": ENTRY}}}),
    "google": json.dumps({"type": "authorized_user", "refresh_token": DRAWN}),
    "terraform": json.dumps({"resources": [{"password": DRAWN}]}),
    "civo": json.dumps({"apikeys": {"live": DRAWN}}),
    "tunnel": json.dumps({"AccountTag": HEX, "TunnelSecret": ENTRY}),
    "netrc": f"machine git.internal login ci password {DRAWN}\n",
    "htpasswd": "ci:$apr1$" + "mJQ8Zr1c$Fq3dV0yYb8Vh6cN0xgTz91\n",
    "hashes": "basic_auth_users:\n  ci: $2y$10$" + pick("bcrypt", "abcdefghijkABCDEFGH23456789", 53) + "\n",
    "pgpass": f"db.internal:5432:app:ci:{DRAWN}\n",
    "fields2": f"ci:{DRAWN}\n",
    "whole": DRAWN,
    "password": DRAWN,
    "keys_csv": f"Access key ID,Secret access key\n{fake('aws-id')},{fake('aws-secret')}\n",
    "kubeconfig": f"apiVersion: v1\nclusters: []\nusers:\n- user:\n    token: {DRAWN}\n",
    "last_word": f"ci server {DRAWN} *\n",
    "second_line": f"ci\n{DRAWN}\n",
    "spoken": f"poll mail.internal user ci password {DRAWN}\n",
    "quoted_pairs": f'"ci" "{DRAWN}"\n',
    "inventory": f"db1 ansible_user=ci ansible_become_pass={DRAWN}\n",
    "sasl": f"[smtp.internal]:587 ci:{DRAWN}\n",
    "shadow": "root:$6$" + f"{HEX}${DRAWN}{DRAWN}:19000:0:99999:7:::\n",
    "windows": f"<unattend><AdministratorPassword><Value>{DRAWN}</Value></AdministratorPassword></unattend>",
    "svn": f"K 8\npassword\nV 24\n{DRAWN}\nEND\n",
    "curl": f'user = "ci:{DRAWN}"\n',
    "idea": f"<data-source><password>postgres://ci:{DRAWN}@db.internal/x</password></data-source>",
    "rails": HEX,
    "ssh_key": fake("openssh-key"),
    "accounts_csv": f"name,url,username,password\nlive,https://git.internal,ci,{DRAWN}\n",
    "cookies": f".shop.internal\tTRUE\t/\tTRUE\t2000000000\tsession\t{DRAWN}\n",
    "har": json.dumps(
        {"log": {"entries": [{"request": {"headers": [{"name": "Authorization", "value": f"Bearer {DRAWN}"}]}}]}}
    ),
    "none": "anything\n",
}


def content(spec: str, name: str) -> str:
    """A file with a credential that the reader must find: what it alone looks for, where there is a choice."""
    kind, _, pattern = spec.partition(":")
    if kind in SAMPLES:
        return SAMPLES[kind]
    plain = re.sub(r"(?<!\\)\.\*", "x", re.sub(r"\(\?![^()]*\)", "", pattern))
    key = sample(plain, spec).lower() if pattern else "password"
    if name.endswith(".json") or spec == "any:sessionsecret|id":
        return json.dumps({key: DRAWN})
    if name.endswith((".xml", ".config", ".pubxml.user", ".publishsettings", ".azureauth", ".rdg")):
        return f'<a><add key="{key}" value="{DRAWN}"/></a>'
    return f"{key} {DRAWN}\n" if kind == "words" else f'{key} = "{DRAWN}"\n'


def places(table: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A path of every alternative of every row, each below a directory of its own, with its row."""
    number = 0
    for row in rows(table):
        for pattern in spread(row[0]):
            number += 1
            plain = re.sub(r"\[(.)[^\]]*\]", r"\1", pattern.replace("**", "x").replace("*", "x"))
            yield f"r{number}/{plain}", row


LOGINS = list(places("logins.tsv"))
ENVIRONMENTS = list(places("env.tsv"))


@cache
def judged() -> dict[str, list[Judged]]:
    files: dict[str, str | bytes] = {path: content(row[3], path) for path, row in LOGINS}
    (result,) = lint(*build(Kind.SDIST, files)).results
    assert not result.crashes
    found: dict[str, list[Judged]] = {}
    for item in result.active:
        if item.finding.rule == "credential-file":
            found.setdefault(item.finding.path or "", []).append(item)
    return found


@pytest.mark.parametrize(("path", "row"), LOGINS, ids=[path for path, _ in LOGINS])
def test_a_row_decides(path: str, row: tuple[str, ...]) -> None:
    _, title, sort, spec, source = row
    login = login_of(path)
    assert login
    assert (login.title, login.sort) == (title, sort)
    assert source
    (item,) = judged()[path]
    wanted = {"present": Level.WARNING, "build": Level.WARNING, "sealed": Level.INFO}.get(sort, Level.ERROR)
    assert item.finding.message.endswith(f": {title}")
    assert item.level is (Level.WARNING if spec == "hashes" else wanted)
    assert DRAWN not in repr(item)


def test_placeholders_are_nothing_under_any_name() -> None:
    files: dict[str, str | bytes] = {
        path: content(row[3], path).replace(DRAWN, "${SECRET}")
        for path, row in LOGINS
        if row[2] in ("silent", "config")
    }
    files = {path: text for path, text in files.items() if "SECRET}" in str(text)}
    (result,) = lint(*build(Kind.SDIST, files)).results
    assert len(files) > 400
    assert not [item.finding.path for item in result.active if item.finding.rule == "credential-file"]


@pytest.mark.parametrize(("path", "row"), ENVIRONMENTS, ids=[path for path, _ in ENVIRONMENTS])
def test_an_environment_file(path: str, row: tuple[str, ...]) -> None:
    assert env_reader(path) == ("" if row[1] == "none" else row[1])


def test_environment_files_are_reported() -> None:
    files: dict[str, str | bytes] = {}
    for path, row in ENVIRONMENTS:
        if row[1] != "none":
            files[path] = json.dumps({"A_TOKEN": DRAWN}) if ".json" in path else f"A_TOKEN: {DRAWN}\n"
    (result,) = lint(*build(Kind.SDIST, files)).results
    found = {item.finding.path for item in result.active if item.finding.rule == "env-file"}
    assert found == files.keys()
