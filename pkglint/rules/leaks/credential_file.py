"""A file in which a tool keeps its login is in the artifact.

Some hundred tools and frameworks are known by the places of their files: `.npmrc`, `.pypirc`, `.netrc`, a kubeconfig,
a Terraform state, `secrets.toml`, `appsettings.json`, a key store. Each is parsed in its own format. With a credential
inside it is an error; without one, files that exist for nothing else are a warning, because the next release may hold
it. Sessions of browsers, recorded requests, exports of passwords and Secrets of Kubernetes are known by what they hold.
In settings that belong to no known tool, a value that a machine must have drawn, under a key that names a password, a
secret or a token, is a warning. Variables such as `${NPM_TOKEN}`, placeholders, and values that dotenvx or sops have
encrypted are fine.

## Why it matters

These files belong to one person's machine. They open registries, clusters and clouds without a further question, and
tools write them without being asked.

## How to fix

Revoke what the file opens, then keep the file out of the artifact.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.secrets.binary import plain
from pkglint.detect.secrets.complete import is_strong
from pkglint.detect.secrets.inside import NONE, Inside
from pkglint.detect.secrets.logins import Login, is_settings, login_of, plain_settings
from pkglint.detect.secrets.noise import is_for_trial
from pkglint.detect.secrets.scan import scan
from pkglint.detect.secrets.shapes import may_have_shape, shape_of
from pkglint.detect.secrets.stores import holds_key
from pkglint.detect.secrets.values import is_chosen
from pkglint.model import Entry, Evidence, Example, Finding, Fix, FixAction, Level, Pin, Rule, Scope, level

LARGEST = 4 << 20  # bytes: no such file is bigger, except a state of Terraform, which is read to here
SETTINGS = 256 << 10  # bytes: people do not write longer settings, and what is longer is data
STORES = (".p12", ".pfx", ".jks", ".jceks", ".kdbx", ".kdb", ".keystore")


def _wants(entry: Entry) -> bool:
    if not entry.is_file or not entry.size:
        return False
    return (
        entry.suffix in STORES
        or may_have_shape(entry)
        or is_settings(entry.path, entry.suffix)
        or login_of(entry.path) is not None
    )


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if entry.suffix in STORES:
        yield from _store(entry, scope)
        return
    login = login_of(entry.path)
    if login is not None:
        inside = _read(entry, login)
        if inside is not None and (inside.secret or login.sort in _LOUD):
            yield _reported(entry, scope, login, inside)
            return
    shaped = shape_of(entry) if may_have_shape(entry) else None
    if shaped is not None:
        shape, inside = shaped
        yield _reported(
            entry, scope, Login(shape.title, "shape", shape.judge), inside._replace(weak=shape.weak or inside.weak)
        )
    elif login is None and entry.size <= SETTINGS and is_settings(entry.path, entry.suffix):
        login = plain_settings()
        inside = _read(entry, login)
        # A token of a known kind is reported by another rule, and what somebody chose may be a sample.
        if inside and inside.secret and not inside.weak and not _is_reported(entry, inside.line):
            yield _reported(entry, scope, login, inside._replace(weak=not is_strong(inside.secret.encode())))


# Of these it is reported that they are there, even if no credential could be read.
_LOUD = frozenset({"login", "shape", "present", "sealed"})


def _is_reported(entry: Entry, line: int) -> bool:
    """Whether another rule reports a token here; the two parts of an AWS key stand on two lines."""
    found = scan(entry)
    lines = [hit.line for hit in found.hits] + [key.line for key in found.keys]
    return any(abs(one - line) <= 1 for one in lines)


def _read(entry: Entry, login: Login) -> Inside | None:
    text = plain(entry.content.data[:LARGEST])[0]
    inside = login.judge(text.decode("utf-8", "replace"))
    if inside and inside.weak and login.sort not in {"login", "shape"} and not is_chosen(inside.secret):
        return NONE
    return inside._replace(weak=True) if inside and login.sort == "build" else inside


def _reported(entry: Entry, scope: Scope, login: Login, inside: Inside) -> Finding:
    if not inside.secret:
        quiet = Level.INFO if login.sort == "sealed" else Level.WARNING
        return _found(entry, scope, f"is made for credentials: {login.title}", login.title, grade=quiet)
    evidence = Evidence.of("credential", inside.secret)
    grade = Level.WARNING if inside.weak and login.sort != "login" else None
    return _found(entry, scope, f"holds a credential: {login.title}", login.title, inside.line, evidence, grade)


def _store(entry: Entry, scope: Scope) -> Iterator[Finding]:
    """A key store, except the one for debugging that Android's tools make with a password that everybody knows."""
    holds = holds_key(entry.content.data)
    if entry.name == "debug.keystore":
        return
    if holds:
        evidence = Evidence("key store", "", entry.size)
        yield _found(entry, scope, "holds a private key: a key store", "a key store", None, evidence)
    elif holds is not None or entry.content.is_binary:
        yield _found(entry, scope, "is made for credentials: a key store", "a key store")


def _found(
    entry: Entry,
    scope: Scope,
    message: str,
    title: str,
    line: int | None = None,
    evidence: Evidence | None = None,
    grade: Level | None = None,
) -> Finding:
    return scope.found(
        entry,
        message,
        line=line,
        fix=Fix(FixAction.ROTATE if evidence else FixAction.EXCLUDE, (entry.path,)),
        details={"file": title.removeprefix("the ").removeprefix("a "), "credential": evidence is not None},
        evidence=evidence,
        grade=grade or (None if evidence else Level.WARNING),
        lowered=is_for_trial(entry.path),
    )


RULE = Rule(
    id="credential-file",
    summary="A file in which a tool keeps its login is in the artifact",
    levels=level(Level.ERROR),
    wants=_wants,
    visit=_visit,
    pin=Pin.MEMBER,
    grades="warning when no credential can be read in it; one level lower where the path says it is for tests",
    examples=(
        Example(
            "a login for a private registry",
            {"demo/.npmrc": "//npm.internal/:_auth=ZGVwbG95OjdIcTItdnZMeDk=\n"},
            1,
        ),
        Example("a login for ftp", {"demo/.netrc": "machine ftp.internal login deploy password 7Hq2-vvLx9\n"}, 1),
        Example(
            "settings that name a variable, and settings only",
            {"demo/.npmrc": "save-exact=true\n//npm.internal/:_authToken=${NPM_TOKEN}\n"},
        ),
        Example("a file without a login is lowered", {"demo/.pypirc": "[distutils]\nindex-servers = internal\n"}, 1),
    ),
)
