"""Phrases of BIP 39 are recognised by words and checksum, and prose, lists and published phrases are not."""

from __future__ import annotations

import hashlib
from pkgutil import get_data

import pytest

from pkglint.detect.secrets.phrases import LENGTHS, holds, phrases
from pkglint.detect.words import Words

WORDS = (get_data("pkglint.detect.secrets", "words.tsv") or b"").split()


def phrase(length: int, seed: bytes = b"demo") -> bytes:
    """A phrase of so many words, drawn from a seed."""
    bits = length // 3
    entropy = hashlib.sha256(seed).digest()[: bits * 4]
    value = int.from_bytes(entropy, "big") << bits | hashlib.sha256(entropy).digest()[0] >> (8 - bits)
    return b" ".join(WORDS[value >> 11 * place & 2047] for place in reversed(range(length)))


def found(data: bytes) -> list[bytes]:
    return [data[key.start : key.end] for key in phrases(data, Words(data))]


GOOD = phrase(12)
PLACES = {
    "code": b'const mnemonic = "%s";\n' % GOOD,
    "settings": b"# " + b"x" * 5000 + b"\nwallet:\n  mnemonic: %s\n" % GOOD,
    "a file of its own": GOOD + b"\n",
    "a list": b'SEED = ["' + b'", "'.join(GOOD.split()) + b'"]\n',
    "parts of a text": b'const seed = "' + b' " + "'.join(GOOD.split()) + b'";',
    "words before it": b"the seed phrase is of my own: " + b"my seed phrase " + GOOD,
    "numbered lines": b"Seed phrase\n" + b"\n".join(b"%d. %s" % (n, w) for n, w in enumerate(GOOD.split(), 1)),
}


@pytest.mark.parametrize("length", LENGTHS)
def test_all_lengths_are_known(length: int) -> None:
    words = phrase(length).split()
    assert holds(words)
    assert not holds([*words[1:], words[0]]) or length == 12
    assert found(b"mnemonic=" + phrase(length)) == [phrase(length)]


@pytest.mark.parametrize("data", PLACES.values(), ids=PLACES)
def test_a_phrase_is_found_where_something_names_it(data: bytes) -> None:
    assert len(found(data)) == 1


def test_what_is_none_is_quiet() -> None:
    assert len(WORDS) == 2048
    listed = b"mnemonic words\n" + b"\n".join(WORDS)
    vector = b"legal winner thank year wave sausage worth useful legal winner thank yellow"
    wrong = b" ".join([*GOOD.split()[:-1], b"zoo" if GOOD.split()[-1] != b"zoo" else b"zone"])
    for data in (listed, b"mnemonic: " + vector, b"mnemonic: " + wrong, b"seed: " + b"abandon " * 11 + b"about"):
        assert found(data) == []
    assert found(b"x" * 3000 + GOOD + b"x" * 10) == []


def test_many_words_are_one_pass() -> None:
    assert found(b"seed " + b"seed " * 200_000) == []
