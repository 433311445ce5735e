"""What a pickle would call is read from its opcodes, in every protocol and wrapping; what is data is quiet."""

from __future__ import annotations

import os
import pickle
import subprocess
import zlib
from collections import OrderedDict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pkglint.detect.code.pickles import calls


class Runs:
    """Pickled as a call."""

    def __init__(self, function: Any, *given: Any) -> None:
        self.call = (function, given)

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize("protocol", range(6))
def test_calls_are_named_in_every_protocol(protocol: int) -> None:
    assert calls(pickle.dumps(Runs(os.system, "id"), protocol), ".pkl") == [f"{os.system.__module__}.system"]
    data = pickle.dumps([{"a": 1}, Runs(subprocess.Popen, ["id"]), Runs(eval, "1")], protocol)
    assert len(calls(data, ".pkl")) == 2


@pytest.mark.parametrize("protocol", range(6))
def test_data_and_classes_are_quiet(protocol: int) -> None:
    for value in (OrderedDict(a=1), date(2026, 5, 28), {"os": "system"}, {1, 2}, Path().stat(), slice(1, 2)):
        assert calls(pickle.dumps(value, protocol), ".pkl") == []


def test_wrappings_are_opened() -> None:
    data = pickle.dumps(Runs(os.system, "id"), 4)
    assert calls(pickle.dumps(1, 4) + pickle.dumps(2, 4) + data, ".pt")
    assert calls(zlib.compress(data), ".joblib")
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,)}".ljust(117) + b"\n"
    assert calls(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data, ".npy")


def test_what_breaks_behind_the_call_runs_it_all_the_same() -> None:
    data = pickle.dumps([Runs(os.system, "id"), "x" * 50], 4)
    assert calls(data[:-30], ".pkl")


def test_text_and_damage_are_quiet() -> None:
    for data in (b"", b"\x80", b"\x80\x04", b"cos\nsystem\n(the words of an example)\n", b"cos\nsystem", b"x\x9cposix"):
        assert calls(data, ".pkl") == []
    assert calls(b"\x80\x04" + b"\x94" * 500 + b"posix" + b"\x93" * 500, ".bin") == []
    assert calls(b"(posix" + b"(" * 2_000_000, ".bin") == []
