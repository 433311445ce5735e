"""Where values in Python come from and what becomes of them: what decodes, fetches, reads, or keeps a part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pkglint.detect.code import danger

DECODERS = frozenset(
    {
        "b64decode", "b32decode", "b16decode", "b85decode", "a85decode", "urlsafe_b64decode", "standard_b64decode",
        "decodebytes", "decodestring", "a2b_base64", "a2b_hex", "a2b_uu", "unhexlify", "fromhex", "decompress",
        "decrypt",
    }
)  # fmt: skip
_CODINGS = frozenset({"rot13", "rot_13", "hex", "base64", "zlib", "bz2", "uu", "hex_codec", "base64_codec"})
# Functions that may turn numbers, or text that is no code, into code.
_PLAIN_MAKERS = frozenset(
    {
        "translate", "replace", "join", "reversed", "format", "decode", "to_bytes", "chr", "bytes", "bytearray", "str",
        "struct.pack", "pack", "swapcase", "strip", "map", "list",
    }
)  # fmt: skip
CLIENTS = frozenset({"requests", "httpx", "urllib3", "aiohttp", "urllib", "http", "httplib", "pycurl", "urllib2"})
_FETCHERS = frozenset({"urlopen", "urlretrieve"})
_ASKERS = frozenset({"get", "post", "put", "patch", "request"})
# What is asked of a file, or kept of what was read, is no longer all of it.
_KEEPS_LITTLE = frozenset(
    {
        "exists", "isfile", "isdir", "is_file", "is_dir", "stat", "len", "bool", "int", "float", "mkdir", "makedirs",
        "listdir", "load", "loads", "safe_load", "parse", "search", "match", "fullmatch", "findall", "split", "find",
        "startswith", "endswith", "isinstance", "hasattr", "any", "all", "hexdigest", "digest", "sha256", "md5", "sha1",
        "sum", "min", "max", "getLogger", "basename", "index", "count", "from_file", "load_cert_chain", "mask",
    }
)  # fmt: skip
_READS = frozenset({"read", "read_text", "read_bytes", "readlines", "readline"})
_FEW = 16  # characters; what is decoded from fewer is a word
_NONE: frozenset[str] = frozenset()
_LONGEST_PATH = 200


def of_text(value: Any) -> frozenset[str]:
    """The mark of a text that names a file of logins, or where a machine in a cloud asks for its keys."""
    if not isinstance(value, str) or len(value) >= _LONGEST_PATH:
        return _NONE
    if danger.OWN_KEYS.search(value):
        return frozenset({"own keys"})
    return frozenset({"login"}) if danger.SECRET_FILES.search(value) else _NONE


def of_name(path: str) -> frozenset[str]:
    """The mark of a name: all environment variables."""
    return frozenset({"env"}) if path in ("os.environ", "os.environb") else _NONE


def takes_one(name: str) -> bool:
    """Whether a method gives one of many."""
    return name in ("get", "setdefault", "pop", "keys", "update")


def looked_up(owner: str, member: str) -> str:
    """The name of what a table of names holds: ``builtins.exec``, ``sys.modules["os"]``."""
    if owner in ("sys.modules", "globals()", "locals()", "vars()"):
        return member.removeprefix(owner + ".")
    is_builtins = owner.partition(".")[0].strip("_") in ("builtins", "builtin")
    return "builtins." + member.rpartition(".")[2] if is_builtins else ""


def path_of(path: str, given: Sequence[Any], otherwise: str) -> str:
    """The name of what a call gives: a module that is imported by it, a member that is asked for by its text."""
    consts = [value.const for value in given]
    first = consts[0] if consts else None
    if path in ("__import__", "builtins.__import__", "importlib.import_module", "importlib.__import__"):
        return first if isinstance(first, str) else otherwise
    if path in ("getattr", "builtins.getattr") and len(given) > 1 and isinstance(consts[1], str):
        return f"{given[0].path}.{consts[1]}" if given[0].path else otherwise
    if path in ("functools.partial", "partial") and given:
        return str(given[0].path)
    return otherwise


def hides(name: str) -> bool:
    """Whether a function by this name may make code of what is none."""
    return name in _PLAIN_MAKERS


def after(path: str, last: str, marks: frozenset[str], given: Sequence[Any]) -> frozenset[str]:
    """The marks of what a call gives, from those of what it was given and called on."""
    if last in _KEEPS_LITTLE:
        return (
            marks - {"env", "secret", "login", "fetched", "machine keys"}
            if last not in ("split", "loads", "load")
            else (marks - {"env", "secret", "login", "machine keys"})
        )
    more = set()
    coded = any(isinstance(const, str) and const.lower() in _CODINGS for const in given)
    if last in DECODERS or (last == "decode" and coded) or path in ("marshal.loads", "codecs.getdecoder"):
        more.add("decoded")
        if any(isinstance(const, (str, bytes)) and len(const) >= _FEW for const in given):
            more.add("hidden")
    top = path.partition(".")[0]
    if last in _FETCHERS or (top in CLIENTS and last in _ASKERS):
        more |= {"fetched", "machine keys"} if "own keys" in marks else {"fetched"}
        marks -= {"own keys"}
    if path in ("socket.socket", "socket.create_connection"):
        more.add("socket")
    if "socket" in marks and last in ("recv", "recvfrom", "readline"):
        more.add("fetched")
    if last in _READS and "login" in marks:
        more.add("secret")
    return marks | more
