"""Environment files: which names they have, which settings they hold, and whether a value tells anything."""

from __future__ import annotations

from typing import NamedTuple

from pkglint.model.lazy import lazy

# A part of the name that says "copy me": the file is a form, not the filled-in thing.
_FORM = lazy(
    r"(?:^|[._-])(?:example|examples|sample|samples|template|templates|tpl|tmpl|default|defaults|dist|schema|spec"
    r"|skeleton|stub|j2|jinja|jinja2|erb|mustache|hbs|ejs|test-example)(?:$|[._-])"
)
# Endings under which a name that starts with `.env` is code or prose, not settings.
_CODE = ".js .mjs .cjs .jsx .ts .mts .cts .tsx .py .rb .php .go .rs .java .sh .ps1 .snap .vault"
_PROSE = ".md .rst .txt .html .map .json .yml .yaml .toml"
_NOT_SETTINGS = frozenset(f"{_CODE} {_PROSE}".split())
_STAGES = "ci|dev|development|live|local|prod|production|qa|secret|secrets|stage|staging|test|uat"
_NAME = lazy(rf"^\.env(?:rc|~|$|[._-].+)|.+\.env$|^env\.(?:{_STAGES})(?:\.local)?$")
# Readers take `KEY: value` as well (dotenv and its ports), but not without a blank.
_SETTING = lazy(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]{0,1000})(?:[ \t]*=[ \t]*|:[ \t]+)(.*)")

# Keys that steer tools and say nothing about anybody.
_STEERING = (
    "BABEL_ENV,BROWSER,BUILD_PATH,CI,COLUMNS,COMPOSE_PROJECT_NAME,DEBUG,EXTEND_ESLINT,FAST_REFRESH,FLASK_APP,"
    "FLASK_DEBUG,FLASK_ENV,DJANGO_SETTINGS_MODULE,FORCE_COLOR,GENERATE_SOURCEMAP,HOST,HOSTNAME,HTTPS,"
    "INLINE_RUNTIME_CHUNK,LANG,LC_ALL,LOG_LEVEL,LOGLEVEL,NO_COLOR,NODE_ENV,NODE_OPTIONS,NODE_PATH,NODE_BINARY,"
    "PATH,PORT,PUBLIC_URL,PYTHONDONTWRITEBYTECODE,PYTHONPATH,PYTHONUNBUFFERED,RUST_BACKTRACE,RUST_LOG,"
    "SKIP_PREFLIGHT_CHECK,TERM,TZ,WDS_SOCKET_PORT,ESLINT_NO_DEV_ERRORS,DISABLE_ESLINT_PLUGIN,APP_ENV,RAILS_ENV,"
    "TSC_COMPILE_ON_ERROR,CHOKIDAR_USEPOLLING,VERSION,ENVIRONMENT"
)
_HARMLESS_KEYS = frozenset(_STEERING.split(","))
_SENSITIVE = lazy(
    r"(?:^|_)(?:SECRET|SECRETS|TOKEN|TOKENS|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|PW|KEY|KEYS|APIKEY|CREDENTIAL"
    r"|CREDENTIALS|AUTH|PRIVATE|DSN|WEBHOOK|SALT|SIGNATURE|COOKIE|CERT|PAT)(?:$|_)|SECRET|PASSWORD|TOKEN|APIKEY"
)
_COMMON = (
    "true,false,yes,no,on,off,none,null,nil,undefined,auto,dev,develop,development,prod,production,test,testing,"
    "tests,local,staging,debug,info,warn,warning,error,trace,verbose,silent,localhost,sqlite,memory,root,admin,"
    "user,username,password,passwd,secret,postgres,mysql,mariadb,redis,guest,demo,example,changeme,todo,tbd,fixme,"
    "foo,bar,baz,foobar,empty,dummy,fake,placeholder,default,utf-8,utc"
)
_WORDS = frozenset(_COMMON.split(","))
_PLACEHOLDER = lazy(
    r"<[^<>]*>|\[[^\[\]]*\]|\*{3}.*|\.{3}|x{3}.*|(?:your|my|some|insert|replace|put|enter|add|set|fill)[ _.-].*"
    r"|(?:your|changeme|change.?me|change.?this|replace.?me|example|placeholder|dummy|redacted|todo|fixme)\b.*"
    r"|.*(?:[_.-]here|[_ .-](?:placeholder|example)|change.?me|replace.?me)|encrypted:.*"
)
_LOCAL_URL = lazy(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:[^@/\s]*@)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|::1|host\.docker\.internal"
    r"|(?:[\w-]+\.)*example\.(?:com|org|net))(?::\d+)?(?:[/?#].*)?"
)
_LOGIN = lazy(r"[a-z][a-z0-9+.-]*://[^\s:/?#@]*:([^\s/?#@]+)@[^\s/?#@]")
_INTERPOLATED = lazy(
    r"\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*|\{\{[^{}]*\}\}|%\([^()]*\)s|<%[^<>%]*%>|@[A-Z_]+@|__[A-Z_]{1,100}__"
)
_SMALL = lazy(r"[+-]?\d{1,5}(?:\.\d{1,5}){0,3}|[vV]?\d{1,4}(?:\.\d{1,5}){1,3}")
_PATH = lazy(r"\.{0,2}(?:/[\w.@*-]*)+|\.{1,2}|[\w@-]+(?:/[\w.@*-]+)*\.(?:json|ya?ml|toml|js|ts|py|css|html|db|log|xml)")


class Setting(NamedTuple):
    """One ``KEY=value`` line, 1-based; quotes and a trailing comment are gone from the value."""

    line: int
    key: str
    value: str


def is_env_name(name: str) -> bool:
    """Whether a file of this name is an environment file that is not meant to be copied."""
    name = name.lower()
    if not _NAME.match(name) or _FORM.search(name):
        return False
    dot = name.rfind(".")
    return dot <= 0 or name[dot:] not in _NOT_SETTINGS


def decoded(data: bytes) -> str:
    """The text of an environment file; Windows PowerShell writes UTF-16 when it redirects into one."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def settings(text: str) -> list[Setting]:
    """All settings of a file, in order."""
    found = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        match = _SETTING.match(line)
        if match:
            found.append(Setting(number, match[1], _value(match[2].strip())))
    return found


def sensitive(key: str) -> bool:
    """Whether the key's name says that its value is secret."""
    return bool(_SENSITIVE.search(key.upper()))


def telling(setting: Setting) -> bool:
    """Whether the value tells something that strangers should not know.

    Numbers, switches, common words, local addresses and placeholders do not; under a key that names a secret, numbers
    and paths do.
    """
    value = _INTERPOLATED.sub("", setting.value).strip()
    plain = value.lower()
    if not value or plain in _WORDS or _PLACEHOLDER.fullmatch(plain):
        return False
    if sensitive(setting.key):
        return True
    if setting.key.upper() in _HARMLESS_KEYS or _LOCAL_URL.fullmatch(plain) or _SMALL.fullmatch(value):
        return False
    return not _PATH.fullmatch(value)


def has_login(value: str) -> bool:
    """Whether the value is an address with a password in it, as ``DATABASE_URL`` holds: no placeholder, not local."""
    plain = value.lower()
    match = _LOGIN.match(plain)
    if match is None or match[1] in _WORDS or _INTERPOLATED.search(value) or _LOCAL_URL.fullmatch(plain):
        return False
    return not _PLACEHOLDER.fullmatch(match[1])


def _value(raw: str) -> str:
    if raw[:1] in {'"', "'", "`"}:
        end = raw.find(raw[0], 1)
        return raw[1:end] if end > 0 else raw[1:]
    return raw.partition(" #")[0].strip() if not raw.startswith("#") else ""
