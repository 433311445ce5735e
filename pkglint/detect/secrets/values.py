"""Values of settings: what says nothing, what says something, and what only a machine would have drawn."""

from __future__ import annotations

import base64
import binascii
import re

from pkglint.detect.secrets.noise import entropy, made_up
from pkglint.model.lazy import lazy

_COMMON = (
    "true,false,yes,no,on,off,none,null,nil,undefined,auto,dev,develop,development,prod,production,test,testing,"
    "tests,local,staging,debug,info,warn,warning,error,trace,verbose,silent,localhost,sqlite,memory,root,admin,"
    "user,username,password,passwd,secret,postgres,mysql,mariadb,redis,guest,demo,example,changeme,todo,tbd,fixme,"
    "foo,bar,baz,foobar,empty,dummy,fake,placeholder,default,utf-8,utc"
)
WORDS = frozenset(_COMMON.split(","))
# Words that ask for something else in their place: a value that is nothing but words counts when one is among them.
_ASKING_WORDS = (
    "your my some insert replace put enter add set fill changeme change example placeholder dummy redacted todo fixme "
    "here sample fake mock"
)
_ASKING = frozenset(_ASKING_WORDS.split())
_WORD = r"(?:[a-z]+|[A-Z][a-z]*|[A-Z]{2,})"
_SPOKEN = lazy(rf"{_WORD}(?:[ _.:/-]{{1,2}}{_WORD}){{0,20}}[ _.-]?\d{{0,3}}(?:\.{{3}}|!)?")
_DIVIDER = lazy(r"[^a-z]+")
_PLACEHOLDER = lazy(
    r"""
    <[^<>]*> | \[[^\[\]]*\]                     # an opening and its end
    | \*{3}.* | \.{3} | x{3}.*                  # stars, dots and crosses
    | (?:change|replace).?(?:me|this|it).{0,3}
    | .*[_.-]here | .*[_ .-](?:placeholder|example)
    | .*(?:change|replace)[_.-]?me
    | encrypted:.* | enc[\[(].* | \{cipher\}.*  # dotenvx; sops, eyaml and jasypt; Spring Cloud Config
    | op://.* | vault:.* | arn:aws:.* | ref\+.* | @microsoft\.keyvault\(.* | projects/.*/secrets/.*  # where to ask
    """,
    re.VERBOSE | re.DOTALL,
)
INTERPOLATED = lazy(
    r"\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*|\{\{[^{}]*\}\}|%\([^()]*\)s|<%[^<>%]*%>|@[A-Z_]+@|__[A-Z_]{1,100}__"
    r"|%[A-Z_]{1,100}%|\{%[^{}%]*%\}|#\{[^{}]*\}"
)
_LOCAL_URL = lazy(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:[^@/\s]*@)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|::1|host\.docker\.internal"
    r"|(?:[\w-]+\.)*example\.(?:com|org|net))(?::\d+)?(?:[/?#].*)?"
)
_LOGIN = lazy(r"[a-z][a-z0-9+.-]*://[^\s:/?#@]*:([^\s/?#@]+)@[^\s/?#@]")
_SMALL = lazy(r"[+-]?\d{1,5}(?:\.\d{1,5}){0,3}|[vV]?\d{1,4}(?:\.\d{1,5}){1,3}")
_PATH = lazy(r"\.{0,2}(?:/[\w.@*-]*)+|\.{1,2}|[\w@-]+(?:/[\w.@*-]+)*\.(?:json|ya?ml|toml|js|ts|py|css|html|db|log|xml)")
# A sample's password in a longer one: what is left without it must have been drawn.
_SAMPLE = lazy(
    rb"pass|pwd|tiger|secret|token|user|admin|guest|changeit|hunter2|s3cr|p[4a@]ss|key|private|hidden|somebody|xxx"
    rb"|test|example|sample|change|your|demo|default|dummy|fake|qwert|asdf|foo|bar",
    re.IGNORECASE,
)
_PART = lazy(rb"[0-9A-Za-z]+")
# Calls, members, paths, addresses, dates: what code and settings hold where a value is named and not given.
_NAMED = lazy(
    r"""
    .*[\s()<>|{}]. *                            # prose, calls, markup
    | [A-Za-z]\w*(?:\.[A-Za-z_]\w*){1,8}(?:\[.*)?  # a member of something
    | [a-z][a-z0-9+.-]{1,20}://.*               # an address
    | [~.]{0,2}/?[\w.@-]+(?:/[\w.@-]+)*/?\.[a-z]{1,5}  # a file
    | (?:/[\w.@-]+)+/? | ~/.* | [A-Za-z]:\\.*
    | \d{4}-\d\d-\d\d.* | [\d.,:+-]*
    """,
    re.VERBOSE | re.DOTALL,
)
_TOKEN = lazy(
    r"eyJ[0-9A-Za-z_-]{10,4000}\.[0-9A-Za-z_-]{2,4000}(?:\.[0-9A-Za-z_-]{0,2000})?"
)  # a web token is no member
_SEALED = lazy(r"\A\{([0-9A-Za-z+/=]{16,4000})\}\Z")  # Maven and Jenkins: sealed with a key that is beside it
LONGEST = 4096  # characters of a value that is judged
_LEAST_WORDS = 6  # bytes: of six that are drawn, one in 700 has no other byte
_SHORTEST = 8  # characters: fewer are guessed in an hour, and prove nothing


def placeholder(value: str) -> bool:
    """Whether a value stands for another: empty, a variable, a common word, a request, or cipher text."""
    bare = INTERPOLATED.sub("", value[:LONGEST]).strip()
    plain = bare.lower()
    if not bare or plain in WORDS or _PLACEHOLDER.fullmatch(plain):
        return True
    return _SPOKEN.fullmatch(bare) is not None and not _ASKING.isdisjoint(_DIVIDER.split(plain))


def telling(value: str, *, sensitive: bool) -> bool:
    """Whether a value is something that strangers should not know.

    Numbers, switches, common words, local addresses and placeholders do not; under a key that names a secret, numbers
    and paths do.
    """
    if placeholder(value):
        return False
    if sensitive:
        return True
    bare = INTERPOLATED.sub("", value[:LONGEST]).strip()
    return not (_LOCAL_URL.fullmatch(bare.lower()) or _SMALL.fullmatch(bare) or _PATH.fullmatch(bare))


def is_secret(value: str) -> bool:
    """Whether a value is more than a placeholder, a reference to a variable, or one character said again."""
    value = value.strip()
    return len(set(value)) > 3 and len(value) >= 4 and telling(value, sensitive=True)


def is_chosen(value: str) -> bool:
    """Whether a value may be a password that somebody chose: letters with digits, and no word that samples have."""
    value = value.strip()
    if not is_secret(value) or len(value) < 6 or _NAMED.fullmatch(value) or _SAMPLE.search(value.encode()):
        return False
    if _says_words(value):
        return False
    return any(character.isdigit() for character in value) and any(character.isalpha() for character in value)


def is_drawn(value: str) -> bool:
    """Whether a value looks as if a machine had drawn it: one of its parts has letters and digits and no pattern."""
    value = _SEALED.sub(r"\1", value.strip())
    if not _SHORTEST <= len(value) <= LONGEST or INTERPOLATED.search(value) or placeholder(value):
        return False
    if (_NAMED.fullmatch(value) and not _TOKEN.fullmatch(value)) or not value.isascii():
        return False
    return _has_drawn_part(value.encode()) and not _says_words(value)


def _says_words(value: str) -> bool:
    """Whether a value is base64 of words: what is drawn decodes to bytes of which a third are no characters."""
    try:
        text = base64.b64decode(value, validate=True).strip()
    except binascii.Error:
        return False
    return len(text) >= _LEAST_WORDS and all(32 <= byte < 127 and not 48 <= byte <= 57 for byte in text)


def _has_drawn_part(value: bytes) -> bool:
    if is_random(value) and not _SAMPLE.search(value):
        return True
    return any(is_random(part) and not _SAMPLE.search(part) for part in _PART.findall(value))


def is_random(part: bytes) -> bool:
    """Whether letters and digits are mixed without a pattern, in at least eight characters."""
    if len(part) < _SHORTEST or entropy(part) < 2.7:
        return False
    has_digit = any(48 <= byte <= 57 for byte in part)
    has_letter = any(65 <= byte & 0xDF <= 90 for byte in part)
    return has_digit and has_letter and not made_up(part)


def has_login(value: str) -> bool:
    """Whether the value is an address with a password in it, as ``DATABASE_URL`` holds: no placeholder, not local."""
    return bool(login_of(value))


def login_of(value: str) -> str:
    """The password in an address; empty where there is none, or only a placeholder, or the address is local."""
    if "://" not in value:
        return ""
    plain = value.lower()
    match = _LOGIN.match(plain)
    if match is None or match[1] in WORDS or INTERPOLATED.search(value) or _LOCAL_URL.fullmatch(plain):
        return ""
    found = value[match.start(1) : match.end(1)]
    return "" if placeholder(found) else found
