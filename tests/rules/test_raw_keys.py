"""Private keys without the lines of PEM are recognised by their structure, and what is built alike is not."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from fixtures.build import build
from fixtures.fake_keys import certificate, ec, pkcs8_der, rsa, rsa_der
from fixtures.fakes import fake, pick
from fixtures.lint import lint
from pkglint.detect.secrets import published
from pkglint.detect.secrets.published import is_published
from pkglint.detect.secrets.rawkeys import is_key, raw_keys
from pkglint.detect.secrets.token import rows
from pkglint.model import Judged, Kind, Level

HEX = pick("raw hex", "0123456789abcdef", 64)
WORD = pick("raw word", "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 43)
NOISE = bytes((i * 37 + i * i * 11 + 5) % 256 for i in range(160))
NUMBERS = [(i * 37 + i * i * 11 + 5) % 256 for i in range(64)]
JWK = {"kty": "EC", "crv": "P-256", "x": WORD[::-1], "d": WORD}


def encoded(data: bytes | str) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def private(files: dict[str, str | bytes]) -> list[Judged]:
    (result,) = lint(*build(Kind.NPM, files)).results
    assert not result.crashes
    return [item for item in result.active if item.finding.rule == "private-key"]


KEYS: dict[str, str | bytes] = {
    "DER": rsa_der(),
    "DER in PKCS 8": pkcs8_der(),
    "DER in base64 in a setting": f"issuer=api\nprivate.key={encoded(pkcs8_der())}\n",
    "DER in base64 in code": f'KEY = "{encoded(rsa_der())}"\n',
    "PEM in base64": json.dumps({"cert": encoded(certificate()), "key": encoded(rsa())}),
    "PEM in base64 of a Secret": f"data:\n  tls.key: {encoded(ec())}\n",
    "JSON web key": json.dumps(JWK),
    "an account of a chain": f'module.exports = {{ networks: {{ main: {{ accounts: ["0x{HEX}"] }} }} }};\n',
    "a wallet": f'const w = new ethers.Wallet("0x{HEX}", provider);\n',
    "a key pair of Solana": json.dumps(NUMBERS),
    "minisign": f"untrusted comment: minisign encrypted secret key\n{encoded(b'EdSc' + NOISE[:154])}\n",
    "Tor": b"== ed25519v1-secret: type0 ==\0\0\0" + NOISE[:64],
    "OpenVPN": "-----BEGIN OpenVPN Static key V1-----\n"
    + "".join(pick(f"line {i}", "0123456789abcdef", 32) + "\n" for i in range(16))
    + "-----END OpenVPN Static key V1-----\n",
    "GnuPG": b"(11:private-key(3:rsa(1:n257:" + NOISE + b")))",
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_key(kind: str) -> None:
    (item,) = private({"demo/a.json": KEYS[kind]})
    assert item.level is Level.ERROR
    shown = repr(item)
    assert HEX[8:24] not in shown
    assert WORD[8:24] not in shown
    assert str(NUMBERS[:8])[1:-1] not in shown


NONE: dict[str, str | bytes] = {
    "a certificate": f'CERT = "{encoded(certificate())}"\n',
    "a certificate's own bytes": base64.b64decode("".join(certificate().splitlines()[1:-1])),
    "a public JSON web key": json.dumps({key: JWK[key] for key in ("kty", "crv", "x")}),
    "a digest": f'const root = "0x{HEX}";\n',
    "a key of zeros": f'const w = new Wallet("0x{"0" * 63}1");\n',
    "a list of numbers in order": json.dumps(list(range(64))),
    "a table of numbers": json.dumps([1, 2, 3, 4] * 16),
    "digits that begin like a key": "MII" + WORD + WORD,
}


@pytest.mark.parametrize("kind", NONE)
def test_none(kind: str) -> None:
    assert private({"demo/a.json": NONE[kind]}) == []


def test_what_lines_tell_already_is_reported_once() -> None:
    assert len(private({"demo/server.key": fake("rsa-key")})) == 1


def test_the_structure_of_a_key() -> None:
    assert is_key(rsa_der())
    assert is_key(pkcs8_der())
    assert not is_key(rsa_der()[:-20])
    assert not is_key(b"\x30\x03\x02\x01\x00")
    assert not list(raw_keys(b""))


def test_keys_that_everybody_has() -> None:
    """The first account of Hardhat: the words `test test ... junk`."""
    first = "ac0974bec39a17e36ba4a6b4d238ff94" + "4bacb478cbed5efcae784d7bf4f2ff80"
    assert is_published(first.encode())
    assert is_published(b"0x" + first.upper().encode())
    assert private({"demo/a.js": f'new Wallet("0x{first}")\n'}) == []


def test_a_published_key_in_pem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its digest is that of the DER, so that it does not matter how the lines of the key are written."""
    text: dict[str, str | bytes] = {"demo/a.js": f"const KEY = {json.dumps(fake('pkcs8-key'))};\n"}
    assert private(text)
    monkeypatch.setattr(published, "_known", lambda: frozenset({hashlib.sha256(pkcs8_der()).hexdigest()[:32]}))
    assert private(text) == []
    assert private({"demo/a.pem": fake("pkcs8-key"), "demo/b.pem": fake("ec-key")})[0].finding.path == "demo/b.pem"


def test_every_published_key_says_where() -> None:
    table = list(rows("published.tsv"))
    assert len({row[0] for row in table}) == len(table) > 30
    assert all(len(row[0]) == 32 and len(row[1]) > 5 and len(row[2]) > 3 for row in table)
