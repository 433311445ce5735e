"""A private key is in the artifact.

The body between the `BEGIN` and `END` lines is decoded: only what is a key in DER, in the format of OpenSSH, PuTTY, age
or OpenPGP counts, also inside a string with escaped line ends. So do keys without such lines: DER as bytes or in
base64, PEM in base64 (Secrets of Kubernetes), JSON web keys, keys of GnuPG, minisign, signify, Tor, OpenVPN, Solana,
and those that code hands to a wallet. Keys of the RFCs and of test chains are nothing. A
header alone, a certificate or a public key is nothing. A key that is protected by a passphrase is a warning.

## Why it matters

A private key proves who somebody is: it signs releases, opens servers, answers for a domain. Once published it proves
nothing any more.

## How to fix

Replace the key wherever it is trusted, then keep the file out of the artifact. Keys made for tests belong under
`tests/`, where the level is lowered, or better not into the artifact at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.secrets.binary import plain
from pkglint.detect.secrets.noise import is_for_trial
from pkglint.detect.secrets.rawkeys import raw_keys
from pkglint.detect.secrets.scan import KeyHit, is_scanned, scan
from pkglint.detect.words import Words, words_in
from pkglint.model import Entry, Evidence, Example, Finding, Fix, FixAction, Level, Pin, Rule, Scope, level

MOST_LINES = 20
LARGEST = 8 << 20  # bytes of a file in which keys without a form of PEM are looked for
STORES = (".p12", ".pfx", ".jks", ".jceks", ".kdbx", ".kdb", ".keystore")  # reported by another rule


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    groups: dict[tuple[str, bool], list[KeyHit]] = {}
    for hit in (*scan(entry).keys, *_raw(entry)):
        if not hit.in_account:  # a service account is one credential, and other rules report it
            groups.setdefault((hit.title, hit.encrypted), []).append(hit)
    for (title, encrypted), hits in groups.items():
        first = hits[0]
        yield scope.found(
            entry,
            f"holds {_count(title, len(hits))}{', protected by a passphrase' if encrypted else ''}",
            line=first.line,
            fix=Fix(FixAction.ROTATE, (entry.path,)),
            details={
                "kind": title,
                "count": len(hits),
                "lines": sorted({hit.line for hit in hits})[:MOST_LINES],
                "encrypted": encrypted,
            },
            evidence=first.evidence,
            grade=Level.WARNING if encrypted else None,
            lowered=is_for_trial(entry.path),
        )


def _count(title: str, count: int) -> str:
    if count > 1:
        return f"{count:,} {title}s"
    return f"{'an' if title[0] in 'aEO' or title.startswith('RSA') else 'a'} {title}"


def _raw(entry: Entry) -> Iterator[KeyHit]:
    """Keys without the lines of PEM; what is in a body that was reported is not reported again."""
    data = entry.content.data
    reported = {hit.line for hit in scan(entry).keys}
    if len(data) > LARGEST or entry.suffix in STORES or reported:
        return
    text, is_text = plain(data)
    wide = is_text and len(text) < len(data)
    data = text if wide else data
    seen = set()
    for key in raw_keys(data, Words(data) if wide else words_in(entry.content)):
        if key.start not in seen:
            seen.add(key.start)
            line = data.count(b"\n", 0, key.start) + 1
            evidence = (
                Evidence.of("private-key", key.body) if key.body.isascii() else Evidence("private-key", "", len(data))
            )
            yield KeyHit(key.title, line, key.encrypted, False, evidence)


RULE = Rule(
    id="private-key",
    summary="A private key is in the artifact",
    levels=level(Level.ERROR),
    wants=is_scanned,
    visit=_visit,
    pin=Pin.MEMBER,
    grades="warning for a key that is protected by a passphrase; one level lower where the path says it is for tests",
    examples=(
        Example("a key beside the code", {"demo/server.key": "${fake:rsa-key}"}, 1),
        Example("a key in a string", {"demo/sign.py": 'KEY = "${fake:ec-key:json}"\n'}, 1),
        Example("a key of ssh", {"demo/deploy": "${fake:openssh-key}"}, 1),
        Example("a protected key is lowered", {"demo/server.key": "${fake:encrypted-key}"}, 1),
        Example(
            "certificates, public keys and headers in code",
            {
                "demo/ca.pem": "${fake:certificate}",
                "demo/release.pub": "${fake:public-key}",
                "demo/pem.py": 'BEGIN = "-----BEGIN RSA PRIVATE KEY-----"\nEND = "-----END RSA PRIVATE KEY-----"\n',
            },
        ),
    ),
)
