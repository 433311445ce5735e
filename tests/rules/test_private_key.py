"""Private keys are recognised by what their bodies decode to, wherever and however they are written."""

from __future__ import annotations

import base64
import json

import pytest

from fixtures.build import build
from fixtures.fake_keys import ec, openssh, pem, pkcs8_der, rsa, rsa_der
from fixtures.fakes import fake
from fixtures.lint import lint
from pkglint.detect.secrets.find import WINDOW
from pkglint.detect.secrets.keys import bech32, key_at
from pkglint.detect.secrets.scan import KeyHit, search
from pkglint.model import Judged, Kind, Level

PLAIN = ["rsa-key", "ec-key", "pkcs8-key", "openssh-key", "putty-key", "age-key"]
ENCRYPTED = ["encrypted-key", "legacy-encrypted-key", "encrypted-openssh-key", "encrypted-putty-key"]


def keys(text: str | bytes) -> tuple[KeyHit, ...]:
    data = text.encode() if isinstance(text, str) else text
    return search(data).keys


def judged(files: dict[str, str | bytes]) -> list[Judged]:
    (result,) = lint(*build(Kind.SDIST, files)).results
    assert not result.crashes
    return [item for item in result.active if item.finding.rule == "private-key"]


@pytest.mark.parametrize("kind", [*PLAIN, *ENCRYPTED])
def test_forms(kind: str) -> None:
    key = fake(kind)
    forms = {
        "alone": key,
        "without a line end": key.rstrip(),
        "Windows line ends": key.replace("\n", "\r\n"),
        "in JSON": json.dumps({"a": 1, "key": key}),
        "in JSON in JSON": json.dumps({"script": json.dumps({"key": key})}),
        "in Python": f"KEY = {key!r}\n",
        "after words": f"# a key\n\n{key}",
        "in a block of Python": f'KEY = """{key}"""\n',
        "indented, as in YAML": "key: |\n" + "".join(f"  {line}\n" for line in key.splitlines()),
    }
    for form, text in forms.items():
        (hit,) = keys(text)
        assert hit.encrypted is (kind in ENCRYPTED), form
        assert hit.line == (3 if form == "after words" else 2 if "YAML" in form else 1), form
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            assert len(keys(text.encode(encoding))) == 1, form


@pytest.mark.parametrize("kind", ["rsa-key", "ec-key", "openssh-key", "pkcs8-key"])
def test_strings_that_are_put_together(kind: str) -> None:
    lines = fake(kind).splitlines()
    forms = [
        " +\n  ".join(f"'{line}\\n'" for line in lines),
        "\n".join(f'"{line}\\n"' for line in lines),
        "[\n" + ",\n".join(f'  "{line}"' for line in lines) + "\n].join('\\n')",
        "\n".join(f"# {line}" for line in lines),
        "\n".join(f" * {line}" for line in lines),
        "\n".join(f"// {line}" for line in lines),
        "\\\n".join(f"{line}\\n" for line in lines),
        " ".join(lines),
        "".join(lines),
    ]
    for text in forms:
        assert len(keys(f"x\n{text}\ny\n")) == 1, text[:80]


@pytest.mark.parametrize("kind", PLAIN)
def test_across_the_border_of_a_window(kind: str) -> None:
    key = fake(kind)
    for before in range(60):
        text = "# " * ((WINDOW - before) // 2) + "\n" * (before % 2) + key + "more words " * 20
        assert len(keys(text)) == 1, before


@pytest.mark.parametrize("kind", [*PLAIN, *ENCRYPTED])
def test_off(kind: str) -> None:
    assert not keys(fake(kind, off=True))


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE " + "KEY-----",
        "-----BEGIN RSA PRIVATE " + "KEY-----\n...\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE " + "KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC...\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE " + "KEY-----\n" + "A" * 640 + "\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE " + "KEY-----\n<your key here>\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE " + "KEY-----\\n${KEY}\\n-----END PRIVATE KEY-----",
        'if (text.includes("-----BEGIN OPENSSH PRIVATE ' + 'KEY-----")) return decode(text)',
        "PRIVATE KEY",
        "A PRIVATE " + "KEY----- without a beginning",
        "PuTTY-User-Key-" + "File-3: ssh-rsa\nEncryption: none\n",
        "AGE-SECRET-KEY-" + "1" + "Q" * 58,
    ],
)
def test_a_header_alone_is_nothing(text: str) -> None:
    assert not keys(text)


def test_certificates_and_public_keys_are_nothing() -> None:
    assert not keys(fake("certificate") + fake("public-key"))
    mixed = keys(fake("certificate") + fake("rsa-key") + fake("certificate"))
    assert [hit.title for hit in mixed] == ["RSA private key"]


def test_what_looks_like_a_key_and_does_not_decode() -> None:
    assert not keys(pem("RSA PRIVATE" + " KEY", rsa_der()[:200])), "cut off"
    assert not keys(pem("RSA PRIVATE" + " KEY", b"\x30\x82\x04\x00" + bytes(20))), "shorter than it says"
    assert not keys(pem("RSA PRIVATE" + " KEY", b"\x31" + rsa_der()[1:])), "not a SEQUENCE"
    assert not keys(pem("OPENSSH PRIVATE" + " KEY", b"openssh-key-v2\0" + bytes(200)))


def test_several_keys_in_one_file() -> None:
    (one, two) = judged({"src/keys.py": f'A = """{rsa()}"""\nB = """{ec()}"""\nC = """{rsa()}"""\n'})
    assert one.finding.details["count"] + two.finding.details["count"] == 3
    assert one.level is two.level is Level.ERROR
    assert {one.finding.message, two.finding.message} == {"holds 2 RSA private keys", "holds an EC private key"}


def test_levels() -> None:
    for path, kind, level in (
        ("src/server.key", "rsa-key", Level.ERROR),
        ("src/server.key", "encrypted-key", Level.WARNING),
        ("tests/server.key", "rsa-key", Level.WARNING),
        ("src/demo/test/test.key", "pkcs8-key", Level.WARNING),
        ("src/greentest/keycert.pem", "pkcs8-key", Level.WARNING),
        ("dummyserver/certs/server.key", "rsa-key", Level.WARNING),
        ("tests/server.key", "encrypted-key", Level.INFO),
        ("src/latest/server.key", "rsa-key", Level.ERROR),
        ("src/attestation/server.key", "rsa-key", Level.ERROR),
    ):
        (item,) = judged({path: fake(kind)})
        assert item.level is level, path


def test_a_key_in_der() -> None:
    (item,) = judged({"src/server.der": pkcs8_der()})
    assert item.level is Level.ERROR
    assert not judged({"src/cert.der": base64.b64decode("".join(fake("certificate").splitlines()[1:-1]))})


def test_openpgp() -> None:
    """A secret key packet with RSA, plain and protected, in the two formats of packet headers."""

    def block(usage: int, *, new: bool) -> str:
        number = b"\x04\x00" + b"\xff" * 128
        body = b"\x04" + bytes(4) + b"\x01" + number + b"\x00\x11\x01\x00\x01" + bytes((usage,)) + b"\x5a" * 700
        size = len(body).to_bytes(2, "big")
        head = b"\xc5" + bytes((((len(body) - 192) >> 8) + 192, (len(body) - 192) & 255)) if new else b"\x95" + size
        label = "PGP PRIVATE" + " KEY BLOCK"
        return (
            pem(label, head + body)
            .replace("-----\n", "-----\nVersion: 1\n\n", 1)
            .replace("\n-----END", "\n=abcd\n-----END")
        )

    for new in (False, True):
        assert [hit.encrypted for hit in keys(block(0, new=new))] == [False]
        assert [hit.encrypted for hit in keys(block(254, new=new))] == [True]


def test_the_checksum_of_age() -> None:
    key = fake("age-key")
    assert bech32(b"AGE-SECRET-KEY-", key.partition("-1")[2].encode())
    for place in range(16, len(key)):
        other = "Q" if key[place] != "Q" else "P"
        assert not keys(key[:place] + other + key[place + 1 :])


def test_no_key_is_found_in_the_middle_of_nowhere() -> None:
    for data in (b"", b"PRIVATE KEY", b"----PRIVATE KEY", openssh().encode()[20:]):
        place = data.find(b"PRIVATE KEY")
        assert key_at(data, max(place, 0), b"PRIVATE KEY") is None
