"""A file in which a tool keeps its login is in the artifact.

Files like `.npmrc`, `.pypirc`, `.netrc`, `.docker/config.json`, a kubeconfig, a key of a Google service account, a
Terraform state or a key store are parsed, each in its own format. With a credential inside it is an error; without one
it is a warning, because the next release may hold it. Settings of npm, yarn and pip that name a variable such as
`${NPM_TOKEN}`, or that hold settings only, are fine.

## Why it matters

These files belong to one person's machine. They open registries, clusters and clouds without a further question, and
tools write them without being asked.

## How to fix

Revoke what the file opens, then keep the file out of the artifact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pkglint.detect.secrets import parse
from pkglint.detect.secrets.binary import plain
from pkglint.detect.secrets.find import places
from pkglint.detect.secrets.keys import key_at
from pkglint.detect.secrets.noise import is_for_trial
from pkglint.detect.secrets.parse import NONE, Inside, Judge, in_json, keyed
from pkglint.detect.secrets.stores import holds_key
from pkglint.model import Entry, Evidence, Example, Finding, Fix, FixAction, Level, Pin, Rule, Scope, level
from pkglint.model.lazy import lazy

LARGEST = 4 << 20  # bytes: no such file is bigger, except a state of Terraform, which is read to here


@dataclass(frozen=True, slots=True)
class Login:
    """A kind of file. ``path`` matches the end of a lower-case logical path, from the start of a component."""

    title: str
    path: str
    judge: Judge


def _ssh_key(text: str) -> Inside | None:
    """A key of ssh, whatever its format; a file of that name that holds anything else is only odd."""
    data = text.encode("latin-1", "replace")
    for place, literal in places(data):
        key = key_at(data, place, literal) if literal in {b"PRIVATE KEY", b"PuTTY-User-Key-File-"} else None
        if key:
            return NONE if key.encrypted else Inside(key.body.decode("latin-1"))
    return None if text.startswith(("ssh-", "ecdsa-", "sk-", "# ", '"""', "import ", "from ")) else NONE


_YAML_USER = r"token|password|client-key-data|access-token|id-token|refresh-token"
_NPM = keyed(r"(?:.*:)?_(?:authtoken|auth|password)", silent=True)
_HCL = keyed(r"token", silent=True)

LOGINS = (
    Login(
        "the settings of npm", r"\.npmrc", parse.either(_NPM, parse.url_password(r"(?:https?-?)?proxy", silent=True))
    ),
    Login("the settings of yarn", r"\.yarnrc\.ya?ml", keyed(r"npmauth(?:token|ident)", ":", silent=True)),
    Login("the settings of yarn", r"\.yarnrc", keyed(r".*:_(?:authtoken|auth|password)\"?", " ", silent=True)),
    Login("the settings of bun", r"bunfig\.toml", parse.either(_HCL, parse.url_password(silent=True))),
    Login("the settings of twine", r"\.pypirc", parse.either(keyed("password"), keyed("password", ":"))),
    Login(
        "the settings of pip",
        r"(?:pip\.conf|pip\.ini|\.pip/pip\.conf)",
        parse.url_password(r"(?:extra[-_])?index[-_]url|find[-_]links|https?://|proxy", silent=True),
    ),
    Login("a login for ftp and http", r"[._]netrc", parse.netrc),
    Login("the logins of Git", r"\.git-credentials|git/credentials", parse.url_password()),
    Login("the logins of AWS", r"\.?aws/credentials", keyed(r"aws_secret_access_key|aws_session_token")),
    Login("the settings of AWS", r"\.aws/config", keyed(r"aws_secret_access_key|aws_session_token", silent=True)),
    Login("a table of AWS keys", r"[^/]*(?:accesskeys?|rootkey|credentials)\.csv", parse.keys_csv),
    Login("the settings of s3cmd", r"\.s3cfg", keyed(r"secret_key|access_token|gpg_passphrase")),
    Login(
        "the settings of boto",
        r"\.boto",
        keyed(r"(?:aws_secret_access_key|gs_secret_access_key|gs_oauth2_refresh_token)"),
    ),
    Login("the logins of Docker", r"\.docker/config\.json|\.dockercfg|\.dockerconfigjson", in_json(parse.docker)),
    Login(
        "a kubeconfig",
        r"(?:\.kube/config|(?:[^/]*[._-])?kubeconfig(?:\.ya?ml|\.json|\.conf)?)",
        keyed(_YAML_USER, ":", only="clusters"),
    ),
    Login("a login for Google Cloud", r"application_default_credentials\.json", in_json(parse.google)),
    Login("the passwords of Apache", r"[^/]*\.htpasswd", parse.htpasswd),
    Login("a state of Terraform", r"[^/]*\.tfstate(?:\.backup|\.[0-9.]+\.backup)?", in_json(parse.terraform)),
    Login("the logins of Terraform", r"\.terraformrc|terraform\.rc", keyed("token", silent=True)),
    Login("the logins of Terraform", r"credentials\.tfrc\.json", keyed("token", ":")),
    Login("the passwords of PostgreSQL", r"\.pgpass|pgpass\.conf", parse.fields(5, 4)),
    Login("the settings of MySQL", r"\.my\.cnf", parse.either(keyed("pass(?:word)?"), keyed("pass(?:word)?", ":"))),
    Login("the logins of Composer", r"auth\.json", in_json(parse.composer)),
    Login("the logins of Cargo", r"\.cargo/credentials(?:\.toml)?", keyed("token|secret-key")),
    Login("the logins of RubyGems", r"\.gem/credentials", keyed(r":?\w*api_key|.*_key", ": ")),
    Login("the logins of GitHub's command", r"\.config/gh/hosts\.ya?ml", keyed("oauth_token", ":")),
    Login("a token of Vault", r"\.vault-token", parse.whole),
    Login("a key of ssh", r"id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?", _ssh_key),
)
STORES = (".p12", ".pfx", ".jks", ".jceks", ".kdbx", ".keystore")

_KNOWN = lazy("|".join(f"(?:^|.*/)(?P<k{i}>{login.path})" for i, login in enumerate(LOGINS)))


# How the names of all these files begin or end: nearly every member of a package is told apart by this alone.
_BEGINNINGS = (".", "_netrc", "id_", "bunfig", "pip.", "kubeconfig", "pgpass", "terraform.")
_ENDINGS = (
    *("credentials", "config", "kubeconfig", ".csv", ".htpasswd", ".tfstate", ".backup", "auth.json", "config.json"),
    *("credentials.json", "credentials.toml", "tfrc.json", "hosts.yml", "hosts.yaml", "config.yaml", "config.yml"),
    "config.conf",
)


def _login(entry: Entry) -> Login | None:
    name = entry.name.lower()
    if not name.startswith(_BEGINNINGS) and not name.endswith(_ENDINGS):
        return None
    match = _KNOWN.fullmatch(entry.path.lower())
    return LOGINS[int(match.lastgroup[1:])] if match and match.lastgroup else None


def _wants(entry: Entry) -> bool:
    if not entry.is_file or not entry.size:
        return False
    return (
        (entry.suffix == ".json" and entry.size < parse.SMALL_JSON)
        or entry.suffix in STORES
        or _login(entry) is not None
    )


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if entry.suffix in STORES:
        yield from _store(entry, scope)
        return
    login = _login(entry)
    if login is None:
        inside, title = parse.account_key(entry), "the key of a Google service account"
    else:
        text = plain(entry.content.data[:LARGEST])[0]
        inside, title = login.judge(text.decode("utf-8", "replace")), login.title
    if inside is None:
        return
    if inside.secret:
        evidence = Evidence.of("credential", inside.secret)
        yield _found(entry, scope, f"holds a credential: {title}", title, inside.line, evidence)
    else:
        yield _found(entry, scope, f"is made for credentials: {title}", title)


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
    entry: Entry, scope: Scope, message: str, title: str, line: int | None = None, evidence: Evidence | None = None
) -> Finding:
    return scope.found(
        entry,
        message,
        line=line,
        fix=Fix(FixAction.ROTATE if evidence else FixAction.EXCLUDE, (entry.path,)),
        details={"file": title.removeprefix("the ").removeprefix("a "), "credential": evidence is not None},
        evidence=evidence,
        grade=None if evidence else Level.WARNING,
        demoted=is_for_trial(entry.path),
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
            {"demo/.npmrc": "//npm.internal/:_authToken=5f0c1e9a-77d2-4b18-9c3e-0a6d4f21b8e7\n"},
            1,
        ),
        Example("a login for ftp", {"demo/.netrc": "machine ftp.internal login deploy password 7Hq2-vvLx9\n"}, 1),
        Example(
            "settings that name a variable, and settings only",
            {"demo/.npmrc": "save-exact=true\n//npm.internal/:_authToken=${NPM_TOKEN}\n"},
        ),
        Example("a file without a login weighs less", {"demo/.pypirc": "[distutils]\nindex-servers = internal\n"}, 1),
    ),
)
