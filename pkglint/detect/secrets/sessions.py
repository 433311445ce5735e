"""Sessions and accounts that programs write out: cookies, storage of browsers, recorded requests, exports.

Sources: the cookie file of Netscape as curl documents it, Playwright's ``storageState``, HTTP Archive 1.2, the formats
of Postman (collections 2.1, environments) and Insomnia (export 4), and the CSV exports of browsers and keepers of
passwords.
"""

from __future__ import annotations

import csv
import re
from typing import Any

from pkglint.detect.secrets.inside import NONE, Inside
from pkglint.detect.secrets.jsonc import items, mapping
from pkglint.detect.secrets.keynames import is_secret_key
from pkglint.detect.secrets.values import is_drawn, is_secret
from pkglint.model.lazy import lazy

MOST_ROWS = 10_000
_SCHEME = lazy(r"(?:Bearer|Basic|Token|Digest|ApiKey|Negotiate)\s{1,4}", re.IGNORECASE)
_SESSION = lazy(r"sess|auth|token|sid|jwt|login|remember|csrf|identity|credential|user", re.IGNORECASE)
_HEADERS_WORDS = "authorization proxy-authorization cookie set-cookie"
_HEADERS = frozenset(_HEADERS_WORDS.split())
_COLUMN_WORDS = "password login_password pass passwd secret totp login_totp"
_COLUMNS = frozenset(_COLUMN_WORDS.split())
_ACCOUNT_WORDS = "username login_username user login email url login_uri uri website web site account name title group"
_ACCOUNT = frozenset(_ACCOUNT_WORDS.split())


def accounts_csv(text: str) -> Inside | None:
    """A table with a column of passwords and one that says whose they are."""
    lines = text.lstrip("\ufeff").splitlines()[:MOST_ROWS]
    if not lines or len(lines[0]) > 2000:
        return None
    try:
        table = list(csv.reader(lines))
    except csv.Error:
        return None
    head = [cell.strip().lower() for cell in table[0]] if table else []
    columns = [number for number, cell in enumerate(head) if cell in _COLUMNS]
    if not columns or len(_ACCOUNT.intersection(head)) < 2:
        return None
    for number, cells in enumerate(table[1:], 2):
        for column in columns:
            if column < len(cells) and is_secret(cells[column]):
                return Inside(cells[column], number, weak=not is_drawn(cells[column]))
    return None


def cookies(text: str) -> Inside | None:
    """Seven fields apart by tabs: domain, all hosts, path, secure, expiry, name, value."""
    found = None
    for number, line in enumerate(text.splitlines()[:MOST_ROWS], 1):
        fields = line.removeprefix("#HttpOnly_").split("\t")
        if len(fields) != 7 or fields[1] not in {"TRUE", "FALSE"} or not fields[4].isdigit():
            continue
        found = found or NONE
        if _is_session(fields[5], fields[6]):
            return Inside(fields[6], number)
    return found


def _is_session(name: str, value: str) -> bool:
    """Whether a cookie's value is long enough to be a session; names that say so need less."""
    return is_drawn(value) and len(value) >= (16 if _SESSION.search(name) else 24)


def _credential(key: str, value: str) -> str:
    """The credential in a header or a parameter; empty for none."""
    name = key.lower()
    if name not in _HEADERS and not is_secret_key(key):
        return ""
    match = _SCHEME.match(value)
    if name.endswith("cookie"):
        parts = [part.partition("=") for part in value.split(";")[:50]]
        return next((item for part, _, item in parts if _is_session(part, item)), "")
    bare = value[match.end() :] if match else value
    return bare if is_drawn(bare) else ""


def _listed(pairs: Any) -> str:
    for pair in map(mapping, items(pairs)):
        found = _credential(str(pair.get("name") or pair.get("key") or ""), str(pair.get("value") or ""))
        if found:
            return found
    return ""


def recorded(value: dict[str, Any]) -> str | None:
    """HTTP Archive: headers, cookies and queries of the first entry that holds a credential."""
    log = mapping(value.get("log"))
    if "entries" not in log:
        return None
    for entry in map(mapping, items(log["entries"])[:MOST_ROWS]):
        for side in ("request", "response"):
            message = mapping(entry.get(side))
            for part in ("headers", "queryString"):
                if found := _listed(message.get(part)):
                    return found
            for cookie in map(mapping, items(message.get("cookies"))):
                if _is_session(str(cookie.get("name")), str(cookie.get("value"))):
                    return str(cookie["value"])
    return ""


def har(text: str) -> Inside | None:
    """Recorded requests with a credential that was sent or set; nothing without."""
    from pkglint.detect.secrets.parse import in_json

    inside = in_json(recorded)(text)
    return inside if inside and inside.secret else None


def storage_state(value: dict[str, Any]) -> str | None:
    """Playwright: ``cookies`` with domain and value, ``origins`` with ``localStorage``."""
    if not isinstance(value.get("cookies"), list) or not isinstance(value.get("origins"), list):
        return None
    for cookie in map(mapping, value["cookies"]):
        if "domain" in cookie and _is_session(str(cookie.get("name")), str(cookie.get("value"))):
            return str(cookie["value"])
    for origin in map(mapping, value["origins"]):
        for item in map(mapping, items(origin.get("localStorage"))):
            if _is_session(str(item.get("name")), str(item.get("value"))):
                return str(item["value"])
    return ""


def postman(value: dict[str, Any]) -> str | None:
    """An environment has values, a collection auth blocks of key and value, at any depth."""
    is_environment = "_postman_variable_scope" in value
    if not is_environment and "_postman_id" not in mapping(value.get("info")):
        return None
    for one in map(mapping, items(value.get("values") if is_environment else value.get("variable"))):
        text = str(one.get("value") or "")
        if (one.get("type") == "secret" or is_secret_key(str(one.get("key")))) and is_drawn(text):
            return text
    return _deep(value, 0)


def _deep(value: Any, depth: int) -> str:
    """The first ``{"key": K, "value": V}`` that is a credential, at any depth down to 40."""
    if depth > 40:
        return ""
    for item in value.values() if isinstance(value, dict) else items(value):
        if isinstance(item, list) and (found := _listed(item)):
            return found
        if isinstance(item, (dict, list)) and (found := _deep(item, depth + 1)):
            return found
    return ""


def insomnia(value: dict[str, Any]) -> str | None:
    """An export has resources: environments with data, requests with headers and authentication."""
    if value.get("_type") != "export" or not isinstance(value.get("resources"), list):
        return None
    for one in map(mapping, value["resources"]):
        for part in (one.get("data"), one.get("authentication")):
            for key, text in mapping(part).items():
                if is_secret_key(str(key)) and isinstance(text, str) and is_drawn(text):
                    return text
        if found := _listed(one.get("headers")):
            return found
    return ""
