"""Environment files: which names they have, which settings they hold, and whether a value is a secret."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pkglint.detect.secrets import values
from pkglint.detect.secrets.pairs import pairs
from pkglint.detect.secrets.places import Places
from pkglint.model.lazy import lazy

# A part of the name that says "copy me": the file is a form, not the filled-in thing.
_FORM = lazy(
    r"(?:^|[._-])(?:example|examples|sample|samples|template|templates|tpl|tmpl|default|defaults|dist|schema|spec"
    r"|skeleton|stub|j2|jinja|jinja2|erb|mustache|hbs|ejs|test-example)(?:$|[._-])"
)
_LOCAL = lazy(r"[._-]local$")
# Endings under which a name that starts with `.env` is code or prose, not settings.
_NOT_SETTINGS_WORDS = (
    ".js .mjs .cjs .jsx .ts .mts .cts .tsx .py .rb .php .go .rs .java .ps1 .snap .vault .md .rst .html .map .lock"
)
_NOT_SETTINGS = frozenset(_NOT_SETTINGS_WORDS.split())
_READ_IN_CODE = (".env-cmdrc",)
# Readers take `KEY: value` as well (dotenv and its ports), but not without a blank.
_SETTING = lazy(
    r"^[ \t]*(?:(?:export|set|setx|declare -x)[ \t]+)?([A-Za-z_][A-Za-z0-9_.]{0,1000})(?:[ \t]*=[ \t]*|:[ \t]+)(.*)"
)

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
_PUBLIC_KEYS = lazy(r"DOTENV_PUBLIC_KEY(?:_[A-Z0-9_]{0,100})?")
# What bundlers write into the page for everybody: Vite, Next, Create React App, Vue CLI, Gatsby, Expo, Nuxt, SvelteKit
# and Astro, Angular's @ngx-env, Storybook, Rsbuild, Snowpack, Preact, WXT and Plasmo, as each documents its prefix.
_PUBLISHED = lazy(
    r"(?:VITE|NEXT_PUBLIC|REACT_APP|VUE_APP|GATSBY|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC|NG_APP|STORYBOOK|SNOWPACK_PUBLIC"
    r"|PREACT_APP|WXT|PLASMO_PUBLIC|RAZZLE|BUN_PUBLIC|QCLI|SKY_APP|PARCEL_PUBLIC|CLIENT_PUBLIC|TARO_APP|UMI_APP)_.*"
)
_SENSITIVE = lazy(
    r"(?:^|_)(?:SECRET|SECRETS|TOKEN|TOKENS|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|PW|KEY|KEYS|APIKEY|CREDENTIAL"
    r"|CREDENTIALS|AUTH|PRIVATE|DSN|WEBHOOK|SALT|SIGNATURE|COOKIE|CERT|PAT)(?:$|_)|SECRET|PASSWORD|TOKEN|APIKEY"
)


class Setting(NamedTuple):
    """One ``KEY=value`` line, 1-based; quotes and a trailing comment are gone from the value."""

    line: int
    key: str
    value: str


def env_reader(path: str) -> str:
    """How an environment file of this logical path is read (``dotenv``, ``any``, ``code``); empty when it is none."""
    name = path.rpartition("/")[2].lower()
    spec = _names().of(path) or ""
    dot = name.rfind(".")
    if dot > 0 and name[dot:] in _NOT_SETTINGS and not name.startswith(_READ_IN_CODE) and spec != "code":
        return ""
    return "" if spec == "none" else spec


def is_form(path: str) -> bool:
    """Whether a name says that the file is to be copied and filled in."""
    name = path.rpartition("/")[2].lower()
    return _FORM.search(name) is not None and _LOCAL.search(name) is None


def is_env_name(path: str) -> bool:
    """Whether a file of this path is an environment file that is not meant to be copied."""
    return env_reader(path) not in {"", "code"} and not is_form(path)


@cache
def _names() -> Places[str]:
    return Places("env.tsv", lambda row: row[1])


def decoded(data: bytes) -> str:
    """The text of an environment file; Windows PowerShell writes UTF-16 when it redirects into one."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def settings(text: str, how: str = "dotenv") -> list[Setting]:
    """All settings of a file, in order; of JSON and YAML with their tables opened."""
    text = text.removeprefix("\ufeff")
    if how == "code":  # of code only what stands there as a text that was drawn
        return [Setting(*pair) for pair in pairs(text) if sensitive(pair.key) and values.is_drawn(pair.value)]
    if how == "any" or text.lstrip()[:1] == "{":
        return [Setting(*pair) for pair in pairs(text)]
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _SETTING.match(line)
        if match:
            found.append(Setting(number, match[1], _value(match[2].strip())))
    return found


def sensitive(key: str) -> bool:
    """Whether the key's name says that its value is secret."""
    return bool(_SENSITIVE.search(key.upper())) and not published(key)


def published(key: str) -> bool:
    """Whether what stands under this key is in every page that a bundler makes."""
    return _PUBLISHED.fullmatch(key) is not None or _PUBLIC_KEYS.fullmatch(key) is not None


def telling(setting: Setting) -> bool:
    """Whether the value is something that strangers should not know: see :func:`values.telling`."""
    is_sensitive = bool(_SENSITIVE.search(setting.key.upper()))
    if not is_sensitive and setting.key.upper() in _HARMLESS_KEYS:
        return False
    return not _PUBLIC_KEYS.fullmatch(setting.key) and values.telling(setting.value, sensitive=is_sensitive)


def _value(raw: str) -> str:
    if raw[:1] in {'"', "'", "`"}:
        end = raw.find(raw[0], 1)
        return raw[1:end] if end > 0 else raw[1:]
    return raw.partition(" #")[0].strip() if not raw.startswith("#") else ""
