"""Logins that are complete: a password that a machine drew, beside the name of its user, in code, settings, commands.

A password alone may be a sample. One that nobody would think of, in the same call, table, address, header or command as
a user, opens something. Sources: the manuals of the commands; RFC 7617 (Basic); the documentation of connection strings
of SQL Server, ODBC, JDBC and Oracle; the keyword arguments of clients of databases, mail and brokers.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from pkglint.detect.secrets.noise import entropy, made_up
from pkglint.detect.secrets.values import is_drawn
from pkglint.detect.words import Words, ask
from pkglint.model.lazy import lazy

MOST = 200  # places of a sort that are looked at in one file
_NEAR = 300  # bytes around a password in which its user stands
_LEAST, _ENTROPY = 12, 3.2  # bytes and bits per byte of a password that nobody thought of
_VALUE = rb"[^\s\"'`\\<>{}$,;()&|]{8,128}"
_PASSWORD = lazy(
    rb"""
    (?i: pass(?:word|wd|phrase) | pwd | (?<![a-z_])pass )  # whatever the name begins with: it is not looked for
    (?: \\{0,2}["'] )? \s{0,4} (?: => | [:=] ) \s{0,4} \\{0,2}["'`] (%s) \\{0,2}["'`]
    """
    % _VALUE.replace(rb"\s", rb"\s\#"),
    re.VERBOSE,
)
_ASSIGNED = tuple(
    word + sign for word in (b"assword", b"ASSWORD", b"assWord", b"pwd", b"Pwd", b"PWD") for sign in (b"=", b" =")
)
_BEGINNINGS = (b"pass", b"Pass", b"PASS", b"pwd", b"Pwd", b"PWD")
_USER = lazy(
    rb"""
    (?i: (?<![a-z]) (?:[a-z]{2,20}[_.-]?){0,2}
      (?: user | username | user[_-]?name | login | uid | user[_-]?id | account | email | principal ) )
    (?: \\{0,2}["'] )? \s{0,4} (?: => | [:=] ) \s{0,4} \\{0,2}["'`] [^"'`\n]{1,80} ["'`]
    """,
    re.VERBOSE,
)
# Server=...;User ID=...;Password=...; in any order: the password, and that a server or a user stands beside it.
_CONNECTION = lazy(rb"(?i:[;\"'?&\s](?:password|pwd)\s{0,3}=\s{0,3})([^;\"'\s&<>{}$]{8,128})(?=[;\"'&\s]|\Z)")
_CONNECTED = lazy(
    rb"(?i:[;\"'?&\s](?:server|data source|host|address|addr|user id|uid|user|username)\s{0,3}=)[^;=\n]{1,120};"
)
_BASIC = lazy(rb"[Bb]asic\s{1,3}([0-9A-Za-z+/]{16,400}={0,2})(?![0-9A-Za-z+/=])")
_COMMANDS = lazy(
    rb"""
    \b (?:
      (?: docker | podman | nerdctl | buildah | skopeo | helm | oras | crane | az | oc | cf | npm | twine | vault
        | conan | jf | jfrog | snowsql ) \b [^\n]{0,120}?\s
        (?: -p | --password | --passwd ) [=\s]\s{0,4} ["']? (?P<p>%(v)s)
    | (?: curl | wget | https? | httpie | xh | lftp | smbclient ) \b [^\n]{0,200}?\s
        (?: -u | --user | -a | --auth | -U ) [=\s]?\s{0,4} ["']? [\w.@+-]{1,80} [:,%%] (?P<u>%(v)s)
    | (?: wget | svn | hg | duplicity | mysql(?:dump|admin)? | mariadb | sqlcmd | mongo(?:sh|dump)? | ldapsearch
        | redis-cli | influx | sshpass ) \b [^\n]{0,120}?\s
        (?: -p | -P | -w | -a | --password | --passwd | --http-password | --auth ) [=\s]? ["']? (?P<m>%(v)s)
    | (?: keytool | jarsigner | apksigner | openssl | gpg2? | signtool | osslsigncode | security | 7z | zip ) \b
        [^\n]{0,200}?\s (?: -storepass | -keypass | --(?:ks|key)-pass\s{1,4}pass: | -pass(?:in|out)?\s{1,4}pass:
        | --passphrase | -pass | /p | -p | --password | -P ) [=\s]?\s{0,4} ["']? (?P<k>%(v)s)
    | (?: PGPASSWORD | MYSQL_PWD | SSHPASS | RESTIC_PASSWORD | BORG_PASSPHRASE | TWINE_PASSWORD | LFTP_PASSWORD
        | REDISCLI_AUTH ) = ["']? (?P<e>%(v)s)
    | net\s{1,4}use\s [^\n]{0,120}? \s/user:\S{1,80}\s{1,4} ["']? (?P<n>%(v)s)
    )
    """
    % {b"v": _VALUE.replace(rb"\s", rb"\s\#")},
    re.VERBOSE,
)
_APPLE = lazy(
    rb"(?i:app(?:lication)?[_-]?specific[_-]?password|--password|AC_PASSWORD)[\"']?\s{0,4}[:=]?\s{0,4}[\"']?"
    rb"([a-z]{4}(?:-[a-z]{4}){3})(?![a-z-])"
)
_APPLE_WORDS = (
    *(b"pecific-pass", b"pecific_pass", b"pecificpass", b"pecificPass", b"PECIFIC_PASS", b"PECIFICPASS"),
    *(b"--password", b"AC_PASSWORD"),
)
_COMMAND_WORDS = (
    b" -p", b"--pass", b" -u", b"--user", b"--auth", b"pass:", b"MYSQL_PWD", b"SSHPASS", b" -a ",
    b" -w ", b"PASSWORD=", b"-storepass", b"-keypass", b"/user:", b"_PASSPHRASE=", b"-passin", b"--http-pass", b" -U ",
    b" -P", b"REDISCLI_AUTH",
)  # fmt: skip
ask(b"assw", b"wd=", b"wd:", b"pass", b"asic ", b"pecific", *_COMMAND_WORDS)


class Login(NamedTuple):
    """A password with its user: what it is, and where the password stands."""

    title: str
    start: int
    end: int


def logins(data: bytes, words: Words | None = None) -> Iterator[Login]:
    """All complete logins of a text, in no order; ``words`` says what is in it."""
    words = words or Words(data)
    if b"asic " in words:
        yield from _headers(data)
    if any(word in words for word in (b"assw", b"wd=", b"wd:", b"pass")):
        yield from _pairs(data)
        yield from _connections(data)
    if any(word in words for word in _COMMAND_WORDS):
        yield from _commands(data)
    if b"pecific" in words or b"--pass" in words:
        yield from _apple(data)


def is_strong(password: bytes) -> bool:
    """Whether nobody thought of a password: small and large letters, digits, no word, and no pattern.

    In an address a sign may be written by its number, which makes digits of none.
    """
    password = unquote_to_bytes(password)
    if len(password) < _LEAST or entropy(password) < _ENTROPY or made_up(password):
        return False
    if password.lower() == password or password.upper() == password or not any(48 <= byte <= 57 for byte in password):
        return False
    return is_drawn(password.decode("latin-1"))


def _matches(pattern: re.Pattern[bytes], data: bytes) -> Iterator[re.Match[bytes]]:
    for _, match in zip(range(MOST), pattern.finditer(data), strict=False):
        yield match


def _pairs(data: bytes) -> Iterator[Login]:
    for match in _passwords(data):
        if is_strong(match[1]) and _USER.search(data, max(0, match.start() - _NEAR), match.end() + _NEAR):
            yield Login("complete login", *match.span(1))


def _passwords(data: bytes) -> Iterator[re.Match[bytes]]:
    """Values of what is called a password, found by the beginnings of the word: few files have many of them."""
    left = MOST
    for word in _BEGINNINGS:
        at = data.find(word)
        while at >= 0 and left:
            if match := _PASSWORD.match(data, at):
                yield match
                left -= 1
            at = data.find(word, at + len(word))


def _connections(data: bytes) -> Iterator[Login]:
    if not any(word in data for word in _ASSIGNED):
        return
    for match in _matches(_CONNECTION, data):
        start = data.rfind(b"\n", max(0, match.start() - _NEAR), match.start()) + 1 or max(0, match.start() - _NEAR)
        if is_strong(match[1]) and _CONNECTED.search(data, start, match.start() + 1):
            yield Login("connection with a password", *match.span(1))


def _headers(data: bytes) -> Iterator[Login]:
    for match in _matches(_BASIC, data):
        try:
            user, colon, password = base64.b64decode(match[1]).partition(b":")
        except binascii.Error:
            continue
        if colon and user.isascii() and password.isascii() and user[:1].isalnum() and is_strong(password):
            yield Login("login of Basic authentication", *match.span(1))


def _commands(data: bytes) -> Iterator[Login]:
    for start, end in _windows(data):
        for match in _COMMANDS.finditer(data, start, end):
            name = match.lastgroup or "p"
            if is_strong(match[name]):
                yield Login("password in a command", *match.span(name))


def _windows(data: bytes) -> list[tuple[int, int]]:
    """Where commands are looked for: around the words with which a password is handed over, joined where they touch."""
    places: list[int] = []
    for word in _COMMAND_WORDS:
        at = data.find(word)
        for _ in range(MOST):
            if at < 0:
                break
            places.append(at)
            at = data.find(word, at + len(word))
    joined: list[tuple[int, int]] = []
    for at in sorted(places):
        start, end = max(0, at - _NEAR), at + _NEAR
        if joined and start <= joined[-1][1]:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _apple(data: bytes) -> Iterator[Login]:
    if not any(word in data for word in _APPLE_WORDS):
        return
    for match in _matches(_APPLE, data):
        if len(set(match[1])) > 8:
            yield Login("app-specific password of Apple", *match.span(1))


def has_secret(text: bytes, start: int, end: int) -> bool:
    """Whether the secret of an Alibaba Cloud key stands near its id: 30 letters and digits that were drawn."""
    near = text[max(0, start - _NEAR) : end + _NEAR]
    return any(is_strong(match[1]) for match in _matches(_THIRTY, near))


_THIRTY = lazy(rb"[\"'`=:\s,]([0-9A-Za-z]{30})(?![0-9A-Za-z])")
