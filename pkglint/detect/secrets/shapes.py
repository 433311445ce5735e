"""Files with credentials that are known by what they hold, whatever they are called.

Each is asked for by a few bytes that it cannot be without. Sources: ``sessions``; Kubernetes docs, Secret; Web3 Secret
Storage Definition (Ethereum); the key file of a Google service account.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, NamedTuple

from pkglint.detect.secrets import parse, sessions
from pkglint.detect.secrets.binary import plain
from pkglint.detect.secrets.inside import Inside, Judge
from pkglint.detect.secrets.jsonc import mapping
from pkglint.detect.secrets.pairs import Pair
from pkglint.detect.secrets.values import is_drawn, is_secret
from pkglint.model import Entry
from pkglint.model.lazy import lazy

LARGEST = 1 << 20  # bytes


class Shape(NamedTuple):
    """A form of content: the bytes it must hold, the endings of names it may have, and its reader."""

    title: str
    marks: tuple[bytes, ...]
    suffixes: tuple[str, ...]
    judge: Judge
    weak: bool = False


def keystore(value: dict[str, Any]) -> str | None:
    """A key of Ethereum under a passphrase: cipher text, parameters and a checksum."""
    crypto = mapping(value.get("crypto") or value.get("Crypto"))
    return str(crypto["ciphertext"]) if {"ciphertext", "kdfparams", "mac"} <= crypto.keys() else None


def kubernetes(text: str) -> Inside | None:
    """A Secret: ``data`` in base64, ``stringData`` in the clear. What is decoded may be a file of its own."""
    if not _SECRET.search(text):
        return None
    weak, inside = None, ""
    for number, key, value in _yaml(text):
        if key in {"data", "stringData"} and not value:
            inside = key
        elif not value or key in {"kind", "apiVersion", "metadata", "type", "name", "namespace"}:
            inside = "" if key in {"kind", "apiVersion", "metadata", "type"} else inside
        elif inside:
            decoded = value if inside == "stringData" else _decoded(value)
            login = parse.in_json(parse.docker)(decoded) if "auth" in decoded else None
            if is_drawn(decoded) or "PRIVATE KEY-----" in decoded or (login and login.secret):
                return Inside(value, number)
            if weak is None and is_secret(decoded) and "\n" not in decoded:
                weak = Inside(value, number, weak=True)
    return weak


def _yaml(text: str) -> list[Pair]:
    lines = (line + " " if line.rstrip().endswith(":") else line for line in text.splitlines())
    return [pair._replace(value=pair.value.strip()) for pair in parse.divided("\n".join(lines), ":")]


_SECRET = lazy(r"(?m)^[ \t]{0,8}kind:[ \t]{0,8}[\"']?Secret[\"']?[ \t]{0,8}$")


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


def bitwarden(value: dict[str, Any]) -> str | None:
    """An export of Bitwarden: logins in the clear, unless it says that it is encrypted."""
    if value.get("encrypted") is not False or not isinstance(value.get("items"), list):
        return None
    for item in map(mapping, value["items"]):
        secret = mapping(item.get("login")).get("password")
        if isinstance(secret, str) and is_secret(secret):
            return secret
    return ""


SHAPES = (
    Shape("an export of passwords", (b'"encrypted"', b'"login"', b'"items"'), (".json",), parse.in_json(bitwarden)),
    Shape("the key of a Google service account", (b"service_account",), (".json",), parse.account),
    Shape("a session of a browser", (b'"cookies"', b'"origins"'), (".json",), parse.in_json(sessions.storage_state)),
    Shape("an environment of Postman", (b"_postman_variable_scope",), (".json",), parse.in_json(sessions.postman)),
    Shape("requests of Postman", (b"_postman_id",), (".json",), parse.in_json(sessions.postman)),
    Shape("an export of Insomnia", (b"_type", b"resources", b"export"), (".json",), parse.in_json(sessions.insomnia)),
    Shape("recorded requests", (b'"entries"', b'"request"', b'"log"'), (".json",), sessions.har),
    Shape("a wallet of Ethereum", (b"kdfparams", b"ciphertext"), (".json", ".wallet"), parse.in_json(keystore), True),
    Shape("a Secret of Kubernetes", (b"Secret", b"kind"), (".yml", ".yaml"), kubernetes),
)
SUFFIXES = frozenset(suffix for shape in SHAPES for suffix in shape.suffixes)


def may_have_shape(entry: Entry) -> bool:
    """Whether the name of a file leaves it open what it is."""
    return entry.size <= LARGEST and (entry.suffix in SUFFIXES or entry.name.startswith("UTC--"))


def _may_be(entry: Entry, shape: Shape) -> bool:
    return entry.suffix in shape.suffixes or (shape.weak and entry.name.startswith("UTC--"))


def shape_of(entry: Entry) -> tuple[Shape, Inside] | None:
    """The first form that a file has with a credential inside."""
    if entry.size > LARGEST:
        return None
    data = entry.content.data
    for shape in SHAPES:
        if _may_be(entry, shape) and all(mark in data for mark in shape.marks):
            inside = shape.judge(plain(data)[0].decode("utf-8", "replace"))
            if inside and inside.secret:
                return shape, inside
    return None
