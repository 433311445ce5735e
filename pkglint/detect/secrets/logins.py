"""Which files hold logins by their names and places: the rows of ``logins.tsv``, and what settings are called."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pkglint.detect.secrets.inside import Judge
from pkglint.detect.secrets.keynames import words
from pkglint.detect.secrets.places import Places
from pkglint.detect.secrets.readers import reader

# Files of settings by any name, and those that are when a word of their name says so.
_ALWAYS_WORDS = ".ini .cfg .conf .cnf .properties .tfvars"
_ALWAYS = frozenset(_ALWAYS_WORDS.split())
_BY_NAME_WORDS = ".json .json5 .jsonc .yml .yaml .toml .xml .config .plist .php"
_BY_NAME = frozenset(_BY_NAME_WORDS.split())
_SAYING_WORDS = (
    "config configuration conf cfg settings setting secret secrets credential credentials creds password passwords "
    "application appsettings env environment production prod staging auth login logins account accounts database db "
    "connection connections vault deploy deployment private local server parameters params"
)
_SAYING = frozenset(_SAYING_WORDS.split())


class Login(NamedTuple):
    """A kind of file. ``sort`` is the third column: what follows when no credential is inside; see the table."""

    title: str
    sort: str
    judge: Judge


@cache
def _places() -> Places[Login]:
    return Places("logins.tsv", lambda row: Login(row[1], row[2], reader(row[3])))


def login_of(path: str) -> Login | None:
    """The kind of file that a logical path names; the first row of the table that fits."""
    return _places().of(path)


@cache
def plain_settings() -> Login:
    """A file of settings that no row names."""
    return Login("a file of settings", "plain", reader("any"))


def is_settings(path: str, suffix: str) -> bool:
    """Whether a file is one of settings by its name or that of its directory, whatever it belongs to."""
    if suffix in _ALWAYS:
        return True
    *folders, name = path.rsplit("/", 2)[-2:]
    return suffix in _BY_NAME and not _SAYING.isdisjoint([*words(name.rpartition(".")[0]), *map(str.lower, folders)])
