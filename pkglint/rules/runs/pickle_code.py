"""A pickle runs code when it is loaded.

## Why it matters

Whoever loads a pickle runs what it names: `os.system`, `subprocess.Popen` or `exec` with whatever arguments it holds. A
model, a cache or an array of objects that does so runs on the machine of everybody who loads it, and nobody sees it in
a review, for the file is binary.

Pickles are read by their opcodes and never loaded, whatever their name: on their own, one behind the other, in an array
of NumPy, in zlib as joblib writes it, and in the zip files of PyTorch. Only what runs code, starts processes, opens
files or leads to another machine is reported; classes of the package and containers are not.

## How to fix

Ship data as data: safetensors, JSON, arrays without objects. A pickle that must stay names classes only.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.magic import GZIP
from pkglint.model.trees import in_test_tree

SUFFIXES = frozenset(
    {
        ".pkl", ".pickle", ".p", ".joblib", ".pt", ".pth", ".bin", ".ckpt", ".npy", ".dat", ".sav", ".model", ".dill",
        ".data", ".db", ".cache", ".z", ".pklz", ".mdl", ".obj", ".gz", "",
    }
)  # fmt: skip
LARGEST = 64 << 20  # bytes of what a packed one holds
MOST_NAMES = 5


def _wants(entry: Entry) -> bool:
    return entry.is_file and entry.size > 3


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    data = entry.content.data
    if data.startswith(GZIP):
        data = entry.content.inflated(LARGEST) or b""
    if not (data[:1] == b"\x80" and data[1:2] in b"\2\3\4\5") and entry.suffix not in SUFFIXES:
        return
    from pkglint.detect.code import pickles

    called = pickles.calls(data, entry.suffix)
    if called:
        more = f" and {len(called) - MOST_NAMES:,} more" if len(called) > MOST_NAMES else ""
        yield scope.found(
            entry,
            f"is a pickle that calls {', '.join(called[:MOST_NAMES])}{more} when it is loaded",
            fix=Fix(FixAction.EXCLUDE, (entry.path,), "Ship data as data: safetensors, JSON, plain arrays."),
            details={"calls": called},
            lowered=in_test_tree(entry.path),
        )


# Opcodes: a global, a mark, a text, a tuple, a call, the end.
_CALLS = b"c%s\n%s\n(S'id'\ntR."
RULE = Rule(
    id="pickle-code",
    summary="A pickle runs code when it is loaded",
    levels=level(Level.ERROR),
    grades="one level lower in test trees",
    wants=_wants,
    visit=_visit,
    examples=(
        Example("a command", {"demo/model.pkl": _CALLS % (b"os", b"system")}, 1),
        Example(
            "protocol 4", {"demo/a.bin": b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x85R."}, 1
        ),
        Example(
            "an array of objects",
            {
                "demo/a.npy": b"\x93NUMPY\1\0\x29\0{'descr': '|O', 'shape': (), 'x': 1}\n\n\n\n\n"
                + _CALLS % (b"builtins", b"eval")
            },
            1,
        ),
        Example("classes and containers", {"demo/a.pkl": _CALLS % (b"collections", b"OrderedDict")}),
        Example("a text that names one", {"demo/notes.dat": "cos\nsystem\n" + "(the words of an example)\n"}),
    ),
)
