"""Readers of files with logins by the names that ``logins.tsv`` gives them.

``any`` takes every pair of key and value whose key says that it is secret, ``any:KEYS`` those that KEYS matches as
well, ``only:KEYS`` those alone, ``words`` and ``words:KEYS`` also what stands behind a key and a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pkglint.detect.secrets import parse, sessions
from pkglint.detect.secrets.inside import NONE, Inside, Judge
from pkglint.detect.secrets.keynames import is_secret_key
from pkglint.detect.secrets.keys import private_key_in
from pkglint.detect.secrets.pairs import Pair, pairs
from pkglint.detect.secrets.values import has_login, is_drawn, is_secret, login_of
from pkglint.model.lazy import lazy

MOST_PAIRS = 50_000  # of one file
_TAGGED = lazy(r"!\w.*|[*&]\w+|[\[{(].*|.*[()\[\]{}<>\s].*", re.DOTALL)
_WORD_LINE = lazy(r"[\w:.-]{1,60}[ \t]+\S{4,500}")


def first(found: Iterator[Pair], keys: re.Pattern[str] | None, *, others: bool) -> Inside:
    """The first drawn value under a key that counts, or else the first that somebody may have chosen."""
    weak = NONE
    for number, pair in enumerate(found):
        if number > MOST_PAIRS:
            break
        counts = keys is not None and keys.fullmatch(pair.key) is not None
        if not counts and not (others and (is_secret_key(pair.key) or is_drawn(login_of(pair.value)))):
            continue
        if is_drawn(pair.value):
            return Inside(pair.value.strip(), pair.line)
        if has_login(pair.value):
            return Inside(pair.value, pair.line)
        if not weak.secret and is_secret(pair.value) and not _TAGGED.fullmatch(pair.value):
            weak = Inside(pair.value.strip(), pair.line, weak=True)
    return weak


def keyed(pattern: str, *, others: bool) -> Judge:
    """A reader of pairs: those whose key ``pattern`` matches as a whole, and with ``others`` all secret keys."""
    keys = lazy(pattern, re.IGNORECASE) if pattern else None
    return lambda text: first(pairs(text), keys, others=others)


def words(pattern: str) -> Judge:
    """As ``any``, for grammars of words: ``requirepass x``, ``set imap_pass = "x"``, ``(password "x")``."""
    keys = lazy(pattern, re.IGNORECASE) if pattern else None

    def judge(text: str) -> Inside:
        said = first(pairs(text), keys, others=True)
        return said if said.secret else first(parse.divided(text, " "), keys, others=True)

    return judge


def whole_or_any(text: str) -> Inside | None:
    """One word that is the secret, or pairs."""
    said = parse.whole(text)
    return said if said and said.secret else first(pairs(text), None, others=True)


def kubeconfig(text: str) -> Inside | None:
    """Clusters and users of Kubernetes; a certificate of the cluster is none."""
    if not ("clusters" in text or "kind: Config" in text or "users:" in text or '"users"' in text):
        return None
    return first(pairs(text), _KUBE_USER, others=False)


_KUBE_USER = lazy(r"token|password|client-key-data|access-token|id-token|refresh-token", re.IGNORECASE)


def ansible(text: str) -> Inside | None:
    """Variables; a file that a vault has sealed holds none."""
    return NONE if text.startswith("$ANSIBLE_VAULT") else first(pairs(text), None, others=True)


def inventory(text: str) -> Inside | None:
    """Hosts with their variables behind them in one line (INI), or as pairs (YAML)."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in _VARIABLE.finditer(line[:4096]) if not line.lstrip().startswith(("#", ";")) else ():
            if is_secret(match[1]):
                return Inside(match[1], number, weak=not is_drawn(match[1]))
    return NONE


_VARIABLE = lazy(r"ansible_(?:ssh_|become_|sudo_|winrm_)?pass(?:word)?[ \t]{0,9}[:=][ \t]{0,9}[\"']?([^\s\"'#]{4,500})")


def password(text: str) -> Inside | None:
    """A file that is nothing but a password; a script that asks somebody for it holds none."""
    lines = text.split()
    if len(lines) != 1:
        return None if text.startswith("#!") else NONE
    return Inside(lines[0]) if is_secret(lines[0]) else NONE


def listed(text: str) -> Inside | None:
    """A list of passwords as people write them: pairs, or a drawn word behind a name."""
    said = first(pairs(text), None, others=True)
    if said.secret and not said.weak:
        return said
    for number, line in enumerate(text.splitlines()[:_LISTED], 1):
        parts = re.split(r"[\s:;,|/]+", line[:500])
        for word in parts if len(parts) <= 6 else ():
            if _PASSWORD.fullmatch(word) and is_drawn(word) and _is_mixed(word):
                return Inside(word, number)
    return NONE


_LISTED = 100  # lines: people who keep their passwords in a text have no more
_PASSWORD = lazy(r"[\w!@#$%^&*+?.-]{8,64}")


def _is_mixed(word: str) -> bool:
    return word != word.lower() and word != word.upper() and any(character.isdigit() for character in word)


def last_word(text: str) -> Inside | None:
    """``client server secret address`` of pppd, ``share user password`` of davfs2, ``: PSK "x"`` of IPsec."""
    for number, line in enumerate(text.splitlines(), 1):
        fields = [field.strip("\"'") for field in line.split()]
        if len(fields) >= 3 and not line.lstrip().startswith("#") and is_secret(fields[2]):
            return Inside(fields[2], number)
    return NONE


def second_line(text: str) -> Inside | None:
    """A user in the first line, the password in the second (OpenVPN's ``auth-user-pass``)."""
    lines = text.split()
    return Inside(lines[1], 2) if len(lines) == 2 and is_secret(lines[1]) else NONE


def quoted_pairs(text: str) -> Inside | None:
    """``"user" "password"`` in each line (pgbouncer's ``auth_file``)."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _QUOTED_PAIR.match(line)
        if match and is_secret(match[1]):
            return Inside(match[1], number)
    return NONE


def spoken(text: str) -> Inside | None:
    """Words and values in any order: ``user deploy password "x"`` of fetchmail, ``:password "x"`` of Clojure."""
    for match in _SPOKEN.finditer(text):
        if is_secret(match[1]) and not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].lstrip().startswith(
            "#"
        ):
            return Inside(match[1], text.count("\n", 0, match.start()) + 1)
    return NONE


_QUOTED_PAIR = lazy(r"\s{0,9}\"[^\"\n]{1,200}\"\s{1,9}\"([^\"\n]{4,500})\"")
_SPOKEN = lazy(
    r"(?:^|[\s:{,])(?:password|passwd|pass|passphrase)[ \t]{1,9}(?:is[ \t]{1,9})?[\"']?([^\s\"'{}]{4,500})[\"']?"
)


def sasl(text: str) -> Inside | None:
    """``host user:password`` of Postfix."""
    for number, line in enumerate(text.splitlines(), 1):
        word = (line.split() or [""])[-1].partition(":")[2]
        if not line.startswith("#") and is_secret(word):
            return Inside(word, number)
    return NONE


def shadow(text: str) -> Inside | None:
    """``user:$id$salt$hash:...`` (shadow(5))."""
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split(":")
        if len(fields) >= 2 and fields[1].startswith("$") and fields[1].count("$") >= 3:
            return Inside(fields[1], number)
    return None


def windows(text: str) -> Inside | None:
    """``<Password><Value>x</Value></Password>`` of an answer file: plain, or in base64 of UTF-16."""
    match = _ANSWER.search(text)
    if match is None or not is_secret(match[1]):
        return None
    return Inside(match[1], text.count("\n", 0, match.start()) + 1)


_ANSWER = lazy(r"Password>\s{0,100}<Value>([^<]{4,500})</Value>")


def subversion(text: str) -> Inside | None:
    """``K 8 / password / V 12 / x`` of Subversion's store."""
    lines = text.splitlines()
    for number in range(len(lines) - 2):
        if lines[number] in {"password", "passphrase"} and is_secret(lines[number + 2]):
            return Inside(lines[number + 2], number + 3)
    return None


def curl(text: str) -> Inside | None:
    """``user = "name:password"``, ``-u name:password``, ``header = "Authorization: ..."``."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _CURL_USER.match(line)
        if match and is_secret(match[1]):
            return Inside(match[1], number)
    return None


_CURL_USER = lazy(
    r"""\s{0,20}(?:-u|--?(?:proxy-)?user|(?:proxy-)?user)[ =:]{1,4}["']?[^\s:"']{1,200}:([^\s"']{4,500})"""
    r"""|\s{0,20}(?:-H|--?header|header)[ =:]{1,4}["']?[Aa]uthorization: \w{1,20} ([^\s"']{4,2000})"""
)


def data_sources(text: str) -> Inside | None:
    """JetBrains keeps users and hosts here and passwords elsewhere, unless the address holds one."""
    if "<data-source" not in text:
        return None
    said = first(pairs(text), None, others=True)
    return said if said.secret and has_login(said.secret) else NONE


def ssh_key(text: str) -> Inside | None:
    """A key of ssh, whatever its format; a file of that name that holds anything else is only odd."""
    key = private_key_in(text.encode("latin-1", "replace"))
    if key:
        return NONE if key.encrypted else Inside(key.body.decode("latin-1"))
    return None if text.startswith(("ssh-", "ecdsa-", "sk-", "# ", '"""', "import ", "from ")) else NONE


def rails(text: str) -> Inside | None:
    """``config/master.key`` is 32 hex digits: a key of AES-128-GCM."""
    word = text.strip()
    return Inside(word) if _RAILS.fullmatch(word) and is_drawn(word) else None


def hashes(text: str) -> Inside | None:
    """Users with the hashes of their passwords, or passwords in the clear."""
    for number, _, value in pairs(text):
        if parse.HASH.fullmatch(value):
            return Inside(value, number, weak=True)
    return first(pairs(text), None, others=True)


_RAILS = lazy(r"[0-9a-f]{32}|[0-9a-f]{64}")
_NPM = parse.keyed(r"\A(?:[^\s]{0,500}:)?_(?:authtoken|auth|password)", silent=True)
_URL = parse.url_password()
_SETTINGS_URL = parse.url_password(silent=True)

NAMED: dict[str, Judge] = {
    "npmrc": parse.either(_NPM, parse.url_password(r"(?:https?-?)?proxy", silent=True)),
    "yarnrc_yml": parse.keyed(r"npmauth(?:token|ident)", ":", silent=True),
    "yarnrc": parse.keyed(r"\A[^\s]{0,500}:_(?:authtoken|auth|password)\"?", " ", silent=True),
    "bunfig": parse.either(keyed("", others=True), _SETTINGS_URL),
    "pip": parse.url_password(r"(?:extra[-_])?index[-_]url|find[-_]links|https?://|proxy", silent=True),
    "url": _URL,
    "git": parse.either(_SETTINGS_URL, keyed(r"extraheader", others=False)),
    "composer": parse.in_json(parse.composer),
    "docker": parse.in_json(parse.docker),
    "google": parse.in_json(parse.google),
    "terraform": parse.in_json(parse.terraform),
    "civo": parse.in_json(parse.civo),
    "tunnel": parse.in_json(parse.tunnel),
    "netrc": parse.netrc,
    "hashes": hashes,
    "htpasswd": parse.htpasswd,
    "pgpass": parse.fields(5, 4),
    "fields2": parse.fields(2, 1),
    "whole": parse.whole,
    "whole_or_any": whole_or_any,
    "keys_csv": parse.keys_csv,
    "kubeconfig": kubeconfig,
    "ansible": ansible,
    "inventory": inventory,
    "password": password,
    "list": listed,
    "last_word": last_word,
    "second_line": second_line,
    "sasl": sasl,
    "spoken": spoken,
    "quoted_pairs": quoted_pairs,
    "shadow": shadow,
    "windows": windows,
    "svn": subversion,
    "curl": curl,
    "idea": data_sources,
    "rails": rails,
    "ssh_key": ssh_key,
    "accounts_csv": sessions.accounts_csv,
    "cookies": sessions.cookies,
    "har": sessions.har,
    "filled": lambda text: Inside(text[:40]) if len(text) > 16 else NONE,
    "none": lambda _: NONE,
}


@cache
def reader(spec: str) -> Judge:
    """The reader that a cell of the table names; raises ``KeyError`` for a name that does not exist."""
    name, _, pattern = spec.partition(":")
    if name in {"any", "only"}:
        return keyed(pattern, others=name == "any")
    return words(pattern) if name == "words" else NAMED[name]
