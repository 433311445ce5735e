"""One pass over a member's content for everything that is known by its form: tokens, private keys, URLs.

Several rules ask for the same member while it is current; the answer is made once. It holds places and redacted
evidence, never a secret.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import NamedTuple

from pkglint.detect.packed import texts
from pkglint.detect.secrets import complete, find
from pkglint.detect.secrets.binary import plain, skipped
from pkglint.detect.secrets.checks import Verdict, jwt_expiry
from pkglint.detect.secrets.keys import Key, key_at
from pkglint.detect.secrets.locks import lists_digests
from pkglint.detect.secrets.near import Near, near_at
from pkglint.detect.secrets.noise import entropy, made_up
from pkglint.detect.secrets.pins import mark as mark_of
from pkglint.detect.secrets.token import Token
from pkglint.detect.secrets.tokens import addresses, anchored, beginnings, shapes
from pkglint.detect.secrets.urls import password_at
from pkglint.detect.sourcemaps.inline import located
from pkglint.model import Entry, Evidence
from pkglint.model.lazy import lazy
from pkglint.model.magic import COMPILED, GZIP

_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_ESCAPES = lazy(rb"(?:\\[nrtbf]|%[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\0\d\d)\Z")
_RUN = lazy(rb"[0-9A-Za-z_-]+")
# Base64: a plus or a slash in it is no boundary. A path has no capital or no digit among so many characters.
_PACKED = lazy(rb"(?=[0-9a-z+/]{0,24}[A-Z])(?=[A-Za-z+/]{0,24}[0-9])[0-9A-Za-z+/]{25}\Z")
_AWS_SECRET = lazy(rb"[0-9A-Za-z+/]{40,}")
_ACCOUNT = ("google-service-account", "key of a Google service account")
LONGEST = 4096  # bytes of the longest token
# What is looked at in one member: places where an anchor stands, and pieces that have the form of a token.
MAX_PLACES = 500_000
MAX_CHECKS = 5_000
_MAX_INFLATED = 64 << 20
_LONGEST_ARMOUR = 12_000  # bytes between the lines of PEM
_NEAR = 600  # bytes around an access key id in which its secret is looked for


class Hit(NamedTuple):
    """One token: a line from 1, how sure it is, what may be printed of it, its mark, its expiry (Unix time)."""

    kind: str
    title: str
    line: int
    verdict: Verdict
    evidence: Evidence
    mark: bytes = b""
    expiry: float | None = None


class KeyHit(NamedTuple):
    """One private key."""

    title: str
    line: int
    encrypted: bool
    in_account: bool
    evidence: Evidence


class Scan(NamedTuple):
    """What a member holds. ``skipped`` names the format of a binary file, in which only proof counts.

    ``excess`` is set when the search ended early, among thousands of what looks like tokens.
    """

    hits: tuple[Hit, ...] = ()
    keys: tuple[KeyHit, ...] = ()
    skipped: str = ""
    excess: bool = False


def is_scanned(entry: Entry) -> bool:
    """Whether the content of a member is searched: all but the digests of a wheel's own members."""
    if not entry.is_file or not entry.size:
        return False
    return not (entry.name.lower() in {"record", "record.jws", "record.p7s"} and ".dist-info/" in entry.path)


def scan(entry: Entry) -> Scan:
    """What the content of ``entry`` holds; computed once while the entry is current."""
    return entry.content.once(scan, partial(_whole, entry))


def _whole(entry: Entry) -> Scan:
    """A member with what stands packed in it: one stream, documents' texts, and the maps that are ``data:`` URLs.

    Lines inside a map are those of its link. Archives in gzip are looked into as archives.
    """
    data = entry.content.data
    opened = entry.content.archive_at
    if opened is not None:
        if not opened:
            return Scan(skipped=skipped(data))  # its members are looked at
        data = data[:opened]
    elif data.startswith(GZIP):
        data = entry.content.inflated(_MAX_INFLATED) or data
    found = search(data, proven=lists_digests(entry))
    inside: Iterable[tuple[int, bytes]] = texts(data)
    if b"sourceMappingURL" in data and not found.skipped:
        inside = chain(inside, located(data))
    lines, hits, keys, excess = _Lines(data), list(found.hits), list(found.keys), found.excess
    for offset, payload in inside:
        inner, line = search(payload), lines.at(offset)
        hits += [hit._replace(line=line) for hit in inner.hits]
        keys += [key._replace(line=line) for key in inner.keys]
        excess = excess or inner.excess
    return Scan(tuple(hits), tuple(keys), found.skipped, excess)


def search(data: bytes, *, proven: bool = False) -> Scan:
    """Search bytes, whatever they are; ``proven`` for kinds with a checksum, keys and addresses alone.

    In images, programs and packed data nothing but a checksum or the structure of a key is believed.
    """
    name = skipped(data)
    text, is_text = (data, False) if name else plain(data)
    lines = _Lines(text)
    keys: list[KeyHit] = []
    hits: list[Hit] = []
    taken: list[tuple[int, int]] = []
    url_end = 0
    places = find.proven_places(text) if proven or name else find.places(text, glued=not is_text)
    # In an image or in packed bytes only proof counts; in compiled code, a login of a server as well.
    least = Verdict.NOTHING if is_text else Verdict.VERIFIED if name not in COMPILED else Verdict.PRECISE
    work = _Work(text, is_text=is_text)
    for found in _found(text, places, least, work):
        if isinstance(found, Key):
            line, sample = lines.at(found.start), Evidence.of("private-key", found.body)
            account = not found.encrypted and b"service_account" in text[max(0, found.start - 2000) : found.end + 2000]
            if account:
                hits.append(Hit(*_ACCOUNT, line, Verdict.PRECISE, sample, mark_of(_ACCOUNT[0], found.body)))
            keys.append(KeyHit(found.title, line, found.encrypted, account, sample))
            continue
        kind, title, start, end, verdict = found
        if verdict < Verdict.VERIFIED and _in_armour(text, start):
            continue
        if start < url_end and kind != "url-password":
            del hits[-1]  # the password of the URL is a token of a kind of its own
            url_end = 0
        elif kind == "url-password":
            url_end = end
        hits.append(_hit(kind, title, lines.at(start), verdict, text[start:end]))
        taken.append((start, end))
    if is_text and not proven:
        named = _named(text, taken, work)
        hits += [_hit(near.kind, near.title, lines.at(a), near.verdict, text[a:b]) for near, a, b in named]
        hits += _complete(text, taken, lines)
        hits.sort(key=lambda hit: hit.line)
    if any(hit.kind == "aws" for hit in hits):  # of which it is a part
        hits = [hit for hit in hits if hit.kind != "aws-secret-alone"]
    return Scan(tuple(hits), tuple(keys), name, work.excess)


def _complete(text: bytes, taken: list[tuple[int, int]], lines: _Lines) -> Iterator[Hit]:
    """Logins with their users, where nothing else was found."""
    for title, start, end in sorted(set(complete.logins(text)), key=lambda login: login.start):
        if all(b <= start or end <= a for a, b in taken):
            taken.append((start, end))
            yield _hit("login", title, lines.at(start), Verdict.PRECISE, text[start:end])


def _in_armour(text: bytes, start: int) -> bool:
    """Whether a place is between the lines of PEM: what looks like a token there is a piece of base64."""
    begin = text.rfind(b"-----BEGIN ", max(0, start - _LONGEST_ARMOUR), start)
    return begin >= 0 and text.find(b"-----END ", begin, start) < 0 and text.find(b"-----", begin + 11, start) > 0


def _hit(kind: str, title: str, line: int, verdict: Verdict, value: bytes) -> Hit:
    expiry = jwt_expiry(value) if kind == "jwt" else None
    return Hit(kind, title, line, verdict, Evidence.of(kind, value), mark_of(kind, value), expiry)


def spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Where credentials stand in a short text, in order."""
    for found in _found(data, find.places(data), Verdict.NOTHING, _Work(data)):
        yield (found.start, found.end) if isinstance(found, Key) else found[2:4]


class _Work:
    """What a search has cost so far, and the end of the run of a token's alphabet that was asked for last."""

    def __init__(self, text: bytes, *, is_text: bool = True) -> None:
        self.text = text
        self.is_text = is_text
        self.places = self.checks = self.end = 0
        self.named = array("Q")  # where a run may be given to a name: looked at when the rest is known

    @property
    def excess(self) -> bool:
        return self.places > MAX_PLACES or self.checks > MAX_CHECKS

    def run_end(self, place: int) -> int:
        if place >= self.end:
            run = _RUN.match(self.text, place)
            self.end = run.end() if run else place
        return self.end


class _Lines:
    """Line numbers from 1 for offsets that mostly grow."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.offset = 0
        self.line = 1

    def at(self, offset: int) -> int:
        if offset < self.offset:
            self.offset, self.line = 0, 1
        self.line += self.text.count(b"\n", self.offset, offset)
        self.offset = offset
        return self.line


Found = tuple[str, str, int, int, Verdict]


def _found(text: bytes, places: Iterable[find.Place], least: Verdict, work: _Work) -> Iterator[Key | Found]:
    """What stands at the places, in order; a place inside something found already is skipped.

    ``least`` is how sure a hit must be: above nothing in what is not text, where names alone say little.
    """
    is_text = least is Verdict.NOTHING
    done = 0
    for place, anchor in places:
        if anchor == find.NAMED:
            work.named.append(place)
            continue
        work.places += 1
        if work.excess:
            return
        if place < done:
            continue
        if anchor in find.KEYS:
            key = key_at(text, place, anchor)
            if key and key.start >= done:
                done = key.end
                yield key
            continue
        if anchor == find.ADDRESS:
            found = _address(text, place, done)
        elif anchor == find.SHAPE:
            found = _shaped(text, place, done, work) if is_text else None
        else:
            found = _token(text, place, anchor, done, work)
        while found and found[4] >= least:
            done = max(done, found[3]) if found[0] != "url-password" else done
            yield found
            found = _next(text, done, work) if found[0] != "url-password" else None


def _next(text: bytes, start: int, work: _Work) -> Found | None:
    """A token that begins where another ended, without anything between them."""
    begins = next((literal for literal in beginnings() if text.startswith(literal, start)), None)
    return _token(text, start, begins, start, work) if begins else None


def _address(text: bytes, place: int, done: int) -> Found | None:
    """An address that is a secret by itself, or one with a password."""
    for token in addresses():
        match = token.compiled.match(text, place + 3, place + LONGEST)
        if match and (verdict := token.check(match[0])):
            return token.kind, token.title, *match.span(), verdict
    span = password_at(text, place)
    if span is None or span[0] < done:
        return None
    password = text[place : span[1]].rpartition(b"@")[0].rpartition(b":")[2]
    strong = complete.is_strong(password)
    return "url-password", "URL with a password", *span, Verdict.PRECISE if strong else Verdict.LOOSE


def _shaped(text: bytes, place: int, done: int, work: _Work) -> Found | None:
    """What a run of a form that some kinds have is: one of those."""
    run = _RUN.match(text, place)
    for shape in shapes().get(len(run[0]), ()) if run else ():
        if run and shape.pattern.fullmatch(run[0]):
            for token in shape.tokens:
                if text[place - 1 : place] == token.before or not token.before:
                    found = _first(text, place, b"", token, done, work)
                    if found:
                        return found
    return None


def _named(text: bytes, taken: list[tuple[int, int]], work: _Work) -> Iterator[tuple[Near, int, int]]:
    """The runs that the name before them calls a secret, where nothing else was found."""
    starts = sorted(taken)
    for place in work.named:
        run = None if work.excess else _RUN.match(text, place)
        near = near_at(text, *run.span()) if run else None
        if run and near:
            work.checks += 1
            before = starts[: bisect_left(starts, (run.end(),))]
            if all(end <= place for _, end in before[-3:]):
                yield near, *run.span()


def _token(text: bytes, place: int, anchor: bytes, done: int, work: _Work) -> Found | None:
    """The first kind of the anchor's that matches at ``place``, stands alone, and passes its test."""
    for mark in ("", "*", "@"):
        for token in anchored(mark).get(anchor, ()):
            found = _first(text, place, anchor, token, done, work)
            if found:
                return found
    return None


def _first(text: bytes, place: int, anchor: bytes, token: Token, done: int, work: _Work) -> Found | None:
    if token.then and not text.startswith(token.then, work.run_end(place)):
        return None
    alone = not work.is_text and len(anchor) >= find.TELLING
    for span in _spans(text, place, anchor, token, done, alone=alone):
        work.checks += 1
        verdict = token.check(text[span[0] : span[1]])
        if verdict is Verdict.NOTHING:
            continue
        if token.kind == "aws-id" and _has_secret(text, *span):
            return "aws", "AWS access key with its secret", *span, Verdict.PRECISE
        if token.kind == "alibaba" and complete.has_secret(text, *span):
            return "alibaba", "Alibaba Cloud access key with its secret", *span, Verdict.PRECISE
        return token.kind, token.title, *span, verdict
    return None


def _spans(
    text: bytes, place: int, anchor: bytes, token: Token, done: int, *, alone: bool
) -> Iterator[tuple[int, int]]:
    """Where the token at ``place`` may begin and end: all that matches, then only as far as the next of its kind.

    ``alone`` says that it needs no boundaries.
    """
    if not (token.glued or token.lead or alone or _begins(text, place, done)):
        return
    match = _match(text, place, token, done, place + LONGEST)
    if match is None:
        return
    if alone or _ends(text, *match.span(), token, done):
        yield match.span()
    following = text.rfind(anchor, place + len(anchor), match.end() + len(anchor)) if anchor else 0
    if following > 0:
        shorter = _match(text, place, token, done, following)
        if shorter and _ends(text, *shorter.span(), token, done):
            yield shorter.span()


def _match(text: bytes, place: int, token: Token, done: int, most: int) -> re.Match[bytes] | None:
    if not token.lead:
        return token.compiled.match(text, place, most)
    match = token.compiled.search(text, max(done, place - token.lead), most)
    while match and match.end() <= place:
        match = token.compiled.search(text, match.start() + 1, most)
    return match if match and match.start() <= place else None


def _begins(text: bytes, start: int, done: int) -> bool:
    """Whether a token may begin here: after a boundary, an escape, or another token."""
    if start in {0, done}:
        return True
    if text[start - 1] not in _WORD:
        return text[start - 1] not in b"+/" or _PACKED.search(text, max(0, start - 25), start) is None
    return _ESCAPES.search(text, max(0, start - 6), start) is not None


def _ends(text: bytes, start: int, end: int, token: Token, done: int) -> bool:
    """Whether what follows is none of the token's own, unless it is the next token."""
    if token.glued:
        return True
    if token.follow.match(text, end) and not text.startswith(beginnings(), end):
        return False
    return not token.lead or _begins(text, start, done)


def _has_secret(text: bytes, start: int, end: int) -> bool:
    """Whether something that looks like a secret access key stands near an access key id."""
    near = text[max(0, start - _NEAR) : end + _NEAR]
    for match in _AWS_SECRET.finditer(near):
        run = match[0]
        if _ESCAPES.search(near, 0, match.start() + 1):
            run = run[1:]
        if len(run) == 40 and near[match.end() : match.end() + 1] != b"=" and _is_aws_secret(run):
            return True
    return False


def _is_aws_secret(run: bytes) -> bool:
    kinds = (run != run.lower(), run != run.upper(), any(48 <= byte <= 57 for byte in run))
    return all(kinds) and entropy(run) > 4 and run.count(b"/") <= 6 and not made_up(run)
