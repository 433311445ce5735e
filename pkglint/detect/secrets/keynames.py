"""Names of settings: which say that what stands under them opens something."""

from __future__ import annotations

from functools import cache

from pkglint.model.lazy import lazy

_PARTS = lazy(r"[A-Z]{2,60}(?![a-z])|[A-Z]?[a-z]{1,60}|\d{1,20}|[A-Z]")
# The last word of the name of a secret.
_LAST_WORDS = (
    "password passwords passwd pwd pass pw passphrase passcode secret secrets token tokens credential credentials "
    "apikey apikeys secretkey accesskey privatekey masterkey authkey authtoken accesstoken apitoken apisecret "
    "clientsecret appsecret auth authorization bearer pat psk dsn"
)
_LAST = frozenset(_LAST_WORDS.split())
# Names in one word, as `requirepass`, `masterauth`, `ossrhpassword`, `cleartextpassword`.
_ENDS = (
    *("password", "passwd", "passphrase", "apikey", "secretkey", "secretaccesskey", "accesskey", "privatekey"),
    *("authtoken", "accesstoken", "apitoken", "clientsecret", "requirepass", "masterauth", "storepass", "keypass"),
    *("authkey", "api_key", "secret_key", "access_key", "private_key"),
)
# What a key must be called to be secret: `api key`, `signing key`; `primary key` and `sort key` are none.
_KINDS_OF_KEY_WORDS = (
    "api access secret private signing signature encryption encrypt encrypted crypt cipher auth account master app "
    "application license admin ssh deploy shared session cookie jwt aes hmac hash ingest integration restricted "
    "service storage subscription server transfer write webhook wg wireguard validation rpc"
)
_KINDS_OF_KEY = frozenset(_KINDS_OF_KEY_WORDS.split())
_PUBLIC_WORDS = (
    "public pub publishable anon csrf xsrf cancel page next continuation design syntax cursor nopass max min length "
    "delimiter separator start end stop eos bos pad unk special begin"
)
_PUBLIC = frozenset(_PUBLIC_WORDS.split())


@cache
def words(key: str) -> tuple[str, ...]:
    """The words of a name in lower case: divided where a capital begins, and by what is no letter."""
    return tuple(part.lower() for part in _PARTS.findall(key[-200:]))


def is_secret_key(key: str) -> bool:
    """Whether a name says that its value is secret: by its last word, numbers after it aside."""
    parts = words(key)
    while parts and parts[-1].isdigit():
        parts = parts[:-1]
    if not parts or not _PUBLIC.isdisjoint(parts):
        return False
    last = parts[-1]
    if last in _LAST or last.endswith(_ENDS):
        return True
    if last in {"key", "keys"}:
        return len(parts) > 1 and (parts[-2] in _KINDS_OF_KEY or "secret" in parts)
    return last == "base" and parts[-3:-1] == ("secret", "key")
