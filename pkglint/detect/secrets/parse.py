"""Small readers for the files that hold credentials: what each says is parsed, not searched for.

Every judge takes the text of a file and gives :class:`Inside`: a credential with its line, none, or "not such a file".
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from pkglint.detect.secrets.binary import plain
from pkglint.detect.secrets.inside import NONE, Inside, Judge
from pkglint.detect.secrets.pairs import Pair, unquoted
from pkglint.detect.secrets.values import is_secret
from pkglint.model import Entry
from pkglint.model.lazy import lazy

SMALL_JSON = 16_384
_COMMENTS = ("#", ";", "//#", "!")


def divided(text: str, separator: str) -> Iterator[Pair]:
    """Every ``key<separator>value`` line: INI, YAML and TOML alike. Comments are skipped."""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith(_COMMENTS):
            continue
        key, mark, value = bare.removeprefix("- ").partition(separator)
        if mark:
            yield Pair(number, key.strip().strip("\"'"), unquoted(value))


def keyed(pattern: str, separator: str = "=", *, only: str = "", silent: bool = False) -> Judge:
    """A judge of files made of keys and values: a credential stands under a key that ``pattern`` matches as a whole.

    ``only`` must occur in the text, else it is some other file. ``silent`` files are nothing without a credential.
    """
    keys = lazy(pattern, re.IGNORECASE)

    def judge(text: str) -> Inside | None:
        if only and only not in text:
            return None
        for number, key, value in divided(text, separator):
            if keys.fullmatch(key) and is_secret(value):
                return Inside(value, number)
        return None if silent else NONE

    return judge


def either(*judges: Judge) -> Judge:
    """The first judge that finds a credential; otherwise the first that knows the file."""

    def judge(text: str) -> Inside | None:
        said = [judge(text) for judge in judges]
        return next((inside for inside in said if inside and inside.secret), next(filter(None, said), None))

    return judge


def url_password(key: str = "", *, silent: bool = False) -> Judge:
    """A judge of files with URLs in them, or under the keys that ``key`` matches: a user and a password in one."""
    keys = lazy(key or ".*", re.IGNORECASE)
    url = lazy(r"[a-z][a-z0-9+.-]{0,20}://([^\s:/@]{0,200}):([^\s/@]{1,500})@", re.IGNORECASE)

    def judge(text: str) -> Inside | None:
        for number, line in enumerate(text.splitlines(), 1):
            match = url.search(line)
            if match and not line.lstrip().startswith(_COMMENTS) and keys.match(line.strip()) and is_secret(match[2]):
                return Inside(match[2], number)
        return None if silent else NONE

    return judge


def netrc(text: str) -> Inside | None:
    """``machine name login user password secret``, on one line or many; ``macdef`` is not followed."""
    words = [
        (number, word)
        for number, line in enumerate(text.splitlines(), 1)
        if not line.lstrip().startswith("#")
        for word in line.split()
    ]
    if not any(word in {"machine", "default"} for _, word in words):
        return NONE
    for (_, word), (number, value) in pairwise(words):
        if word in {"password", "passwd"} and is_secret(value):
            return Inside(value, number)
    return NONE


def fields(count: int, secret: int) -> Judge:
    """A judge of files with ``count`` fields in a line, divided by colons; the one at ``secret`` is the secret."""

    def judge(text: str) -> Inside | None:
        for number, line in enumerate(text.splitlines(), 1):
            parts = re.split(r"(?<!\\):", line.strip())
            if len(parts) >= count and not line.startswith("#") and is_secret(parts[secret]):
                return Inside(parts[secret], number)
        return NONE

    return judge


HASH = lazy(r"\$(?:apr1|2[abxy]|1|5|6|y)\$[^\s:]{8,}|\{(?:SHA|SSHA|SHA256|SSHA256)\}[^\s:]{8,}|[./0-9A-Za-z]{13}")


def htpasswd(text: str) -> Inside | None:
    """``user:hash`` lines of Apache: MD5, bcrypt, crypt, SHA."""
    for number, line in enumerate(text.splitlines(), 1):
        user, _, rest = line.strip().partition(":")
        match = HASH.match(rest)
        if user and match and not line.startswith("#"):
            return Inside(match[0], number)
    return NONE


def json_object(text: str) -> dict[str, Any] | None:
    """The object that a JSON text is, ``None`` for anything else."""
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def in_json(inside: Callable[[dict[str, Any]], str | None]) -> Judge:
    """A judge of JSON files: ``inside`` gives a secret, an empty string, or ``None`` for some other file."""

    def judge(text: str) -> Inside | None:
        value = json_object(text)
        secret = None if value is None else inside(value)
        if secret is None:
            return None
        place = text.find(json.dumps(secret)[1:-1][:200]) if secret else -1
        return Inside(secret, text.count("\n", 0, max(place, 0)) + 1)

    return judge


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def strings(value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every key that has a string under it, with that string, down to a depth of 40."""
    if depth > 40:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str):
                yield str(key), item
            else:
                yield from strings(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, depth + 1)


def docker(value: dict[str, Any]) -> str | None:
    """``auths.<host>.auth`` is base64 of ``user:password``; the older file has the hosts on top."""
    hosts = _mapping(value.get("auths")) or {host: item for host, item in value.items() if "auth" in _mapping(item)}
    if not hosts and not {"auths", "credsStore", "credHelpers", "HttpHeaders"} & value.keys():
        return None
    for login in map(_mapping, hosts.values()):
        for key in ("identitytoken", "registrytoken", "password"):
            if is_secret(str(login.get(key, ""))):
                return str(login[key])
        auth = str(login.get("auth", ""))
        if auth and is_secret(_decoded(auth).partition(":")[2]):
            return auth
    return ""


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def google(value: dict[str, Any]) -> str | None:
    """A key of a service account, or the refresh token that ``gcloud auth`` leaves behind."""
    kind = str(value.get("type", ""))
    if kind == "impersonated_service_account" and isinstance(value.get("source_credentials"), dict):
        return google(value["source_credentials"])
    if kind.endswith("service_account") and "private_key" in value:
        from pkglint.detect.secrets.keys import key_at

        pem = str(value["private_key"]).encode("utf-8", "replace")
        key = key_at(pem, pem.find(b"PRIVATE KEY"), b"PRIVATE KEY") if b"PRIVATE KEY" in pem else None
        return pem.decode("utf-8", "replace") if key else ""
    if kind == "authorized_user":
        token = str(value.get("refresh_token", ""))
        return token if is_secret(token) else ""
    return None


def account(text: str) -> Inside | None:
    """The key of a Google service account; nothing unless the key is real."""
    inside = in_json(google)(text)
    return inside if inside and inside.secret else None


def is_account_file(entry: Entry) -> bool:
    """Whether a file is the key of a Google service account and nothing else."""
    if entry.suffix != ".json" or entry.size >= SMALL_JSON or b"service_account" not in entry.content.data:
        return False
    return account(plain(entry.content.data)[0].decode("utf-8", "replace")) is not None


def composer(value: dict[str, Any]) -> str | None:
    """Composer's ``auth.json``, and those of tools that keep their login in a file of the same name."""
    kinds = (
        "github-oauth",
        "gitlab-oauth",
        "gitlab-token",
        "http-basic",
        "bearer",
        "bitbucket-oauth",
        "custom-headers",
    )
    known = {key: value[key] for key in (*kinds, "tokens", "OPENAI_API_KEY") if key in value}
    if not known:
        return None
    if is_secret(str(known.get("OPENAI_API_KEY") or "")):
        return str(known["OPENAI_API_KEY"])
    for key, text in strings(known):
        if key not in {"username", "consumer-key", "OPENAI_API_KEY"} and is_secret(text):
            return text
    return ""


_SENSITIVE = lazy(r"(?:^|_)(?:password|passwd|secret|token|private_key(?:_pem|_openssh)?|access_key|api_key)$")


_DRAWN_BY_TERRAFORM = frozenset({"random_password"})


def terraform(value: dict[str, Any]) -> str | None:
    """A state file: outputs that are marked as sensitive, and attributes whose name says so."""
    if not {"terraform_version", "resources", "modules"} & value.keys():
        return None
    for output in map(_mapping, _mapping(value.get("outputs")).values()):
        if output.get("sensitive") is True and is_secret(str(output.get("value", ""))):
            return str(output["value"])
    for resource in map(_mapping, value.get("resources") or ()) if isinstance(value.get("resources"), list) else ():
        for made in (
            map(_mapping, resource.get("instances") or ()) if resource.get("type") in _DRAWN_BY_TERRAFORM else ()
        ):
            if is_secret(str(_mapping(made.get("attributes")).get("result", ""))):
                return str(made["attributes"]["result"])
    for key, text in strings([value.get("resources"), value.get("modules")]):
        if _SENSITIVE.search(key) and is_secret(text):
            return text
    return ""


def civo(value: dict[str, Any]) -> str | None:
    """``apikeys`` by the names that their owner gave them."""
    return next((text for _, text in strings(value.get("apikeys")) if is_secret(text)), "")


def tunnel(value: dict[str, Any]) -> str | None:
    """The credentials of a tunnel: an account, an id, and a secret in base64."""
    if not {"AccountTag", "TunnelSecret"} <= value.keys():
        return None
    return str(value["TunnelSecret"]) if is_secret(str(value["TunnelSecret"])) else ""


def keys_csv(text: str) -> Inside | None:
    """The table that the AWS console offers for download: a header, then an id and a secret."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or "secret access key" not in lines[0].lower():
        return None
    column = [name.strip().lower() for name in lines[0].split(",")].index("secret access key")
    for number, line in enumerate(lines[1:], 2):
        cells = line.split(",")
        if len(cells) > column and is_secret(cells[column]):
            return Inside(cells[column].strip(), number)
    return NONE


def whole(text: str) -> Inside | None:
    """A file that is nothing but one secret."""
    words = text.split()
    return Inside(words[0]) if len(words) == 1 and len(words[0]) >= 16 and is_secret(words[0]) else NONE
