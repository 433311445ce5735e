"""What the noise filter takes for written by a person, as a table: each bound has a value on either side of it."""

from __future__ import annotations

import pytest

from pkglint.detect.secrets.noise import is_for_trial, made_up

# Both values of a pair differ from the bound by little, and no other check of the filter answers for them.
TABLE = [
    ("seven characters", b"x7Kq2Zp", True),
    ("eight characters", b"x7Kq2ZpL", False),
    ("entropy under 3.2 bits", b"PaHH2D2XXaDHDaccX2ec5X5aPDDD5ae2", True),
    ("entropy over 3.2 bits", b"gn4gi75AiH72i5i2nHi2g5vH54AH22gv", False),
    ("hexadecimal, entropy under 2.8 bits", b"302463063f03f23266c2040364034c6f", True),
    ("hexadecimal, entropy over 2.8 bits", b"88305c3388c9cc38ff59963060390cc6", False),
    ("twelve characters, entropy under 2.6 bits", b"wmwamwP89w99", True),
    ("twelve characters, entropy over 2.6 bits", b"iiyWXjTivjyX", False),
    ("over 35 % neighbours", b"EVULLL99RQxvCGiiSRSfghzNsrnhhnsq", True),
    ("under 35 % neighbours", b"KJccxAwxqqQPjjjNic32SgurjvxJrMxx", False),
    ("hexadecimal, over 50 % neighbours", b"af7babbb234a29efea80877896512110", True),
    ("hexadecimal, under 50 % neighbours", b"a677aa2acc0aba45224abc19eb873bcb", False),
    ("over 60 % neighbours at a distance of two", b"UQDaE5E5F5F5F5GhHgHzHRBRJQBPgFhF", True),
    ("under 60 % neighbours at a distance of two", b"BpBV7U2Tc6AiXi3645453e3eifigcgbg", False),
    ("one part twice", b"xKNqbM46puTxKNqbM46puT", True),
    ("one part twice but for a character", b"xKNqbM46puTxKNqbM46puZ", False),
    ("one part twice and some of it", b"xKNqbM46puTxKNqbM46puTxKN", True),
    ("a run up", b"abcdefghijklmnopqrstuvwx1357", True),
    ("a run down", b"zyxwvutsrqponmlkjihg8642", True),
    ("words with hyphens", b"correct-horse-battery-staple", True),
    ("words in capitals with underscores", b"CORRECT_HORSE_BATTERY", True),
    ("a constant whose words end in a number", b"__PRIVATE_RESERVED_DECIMAL128_KEY", True),
    ("a constant with a number in a word", b"__PRIVQTE_RESZRVED_DEC1MAL28_KBX", False),
    ("what a document cuts", b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...", True),
    ("the same, whole", b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", False),
    ("names in a style sheet, with two hyphens", b"primary-fg-color--dark", True),
    ("three hyphens", b"primary-fg-colo---dark", False),
    ("words and one digit", b"Correct7Horse_Btt-ry", False),
    ("a placeholder within", b"9fK2changeMe7Qx3Lp0Z", True),
    ("a placeholder with one more letter between the words", b"9fK2changXeMe7Qx3Lp0", False),
    ("eight letters x", b"9fK2xxxx7Qx3Lp0ZbT4m", True),
    ("three letters x", b"9fK2xxxA7Qx3Lp0ZbT4m", False),
    ("four zeros", b"9fK20000aQx3Lp7ZbT4m", True),
    ("three zeros", b"9fK2000ZaQx3Lp7ZbT4m", False),
    ("the letters asdf", b"9fK2aSdF7Qx3Lp0ZbT4m", True),
]


@pytest.mark.parametrize(("body", "verdict"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_made_up(body: bytes, *, verdict: bool) -> None:
    assert made_up(body) is verdict


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("demo/tests/key.pem", True),
        ("demo/unittestdata/key.pem", True),
        ("demo/test_key.pem", True),
        ("demo/app-test.pem", True),
        ("demo/mocked/key.pem", True),
        ("demo/snakeoil.pem", True),
        ("demo/App_TemporaryKey.pfx", True),
        ("demo/latest", False),
        ("demo/contest", False),
        ("demo/latest/key.pem", False),
        ("demo/attestation.pem", False),
        ("demo/key.pfx", False),
        ("demo/greentest/key.pem", True),
        ("demo/httplib2test.py", True),
        ("src/KeyStoreTest/key.pem", True),
        ("src/dummyserver/key.pem", True),
        ("demo/testserver.pem", True),
        ("backtest/certs/server.pem", False),
        ("speedtest/deploy_key", False),
        ("demo/hammock.pem", False),
        ("demo/testament/key.pem", False),
        ("demo/testimonials.pem", False),
    ],
)
def test_paths_that_are_for_trial(path: str, *, verdict: bool) -> None:
    assert is_for_trial(path) is verdict


# What the documentation of the emulators of Azure Storage and of Cosmos DB has, in parts.
AZURITE = "Eby8vdM02xNOcqFlqUwJ PLlmEtlCDXJ1OUzFT50u SRZ6IFsuFq2UVErCz4I6 tq/K1SZFPTOtr/KBHBek soGMGw=="
COSMOS = "C2y6yDjf5/R+ob0N8A7C gv30VRDJIWEHLM+4QDU5 DE2nQ9nDuVTqobD4b8mG GyPMbIZnqyMsEcaGQy67 XIw/Jw=="


@pytest.mark.parametrize("key", [AZURITE, COSMOS], ids=["Azurite", "Cosmos DB"])
def test_the_key_of_an_emulator_is_known_and_one_that_differs_by_a_letter_is_not(key: str) -> None:
    key = key.replace(" ", "")
    assert made_up(key.encode())
    assert not made_up(key.swapcase().encode())
