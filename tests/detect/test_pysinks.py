"""What a module of Python executes, starts and sends away: told through names and constants, and quiet where it is not.

The modules stand in ``pysinks.txt``: a name, what is reported of it (nothing where it is usual), the text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pkglint.detect.code.pygate import is_worth_following
from pkglint.detect.code.pysinks import find

RUN = "exec"
BLOCKS = Path(__file__).with_name("pysinks.txt").read_text("utf-8").replace("RUN(", f"{RUN}(")[3:].split("\n== ")
CASES = [(*head.split(" | "), code) for head, _, code in (block.partition("\n") for block in BLOCKS)]


@pytest.mark.parametrize(("reported", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_followed_is_reported_and_what_is_usual_is_not(reported: str, code: str) -> None:
    run = find(code.encode())
    assert (run.text if run else "") == reported
    assert run is None or (run.strong and code.splitlines()[run.line - 1].strip())


@pytest.mark.parametrize("code", [case[2] for case in CASES if case[1]], ids=[case[0] for case in CASES if case[1]])
def test_the_search_that_comes_before_passes_over_nothing(code: str) -> None:
    assert is_worth_following(code.encode())


@pytest.mark.parametrize(
    "code",
    [
        f"{RUN}(" + "(" * 900 + "1" + ")" * 900 + ")",
        f"{RUN}(" + " + ".join(["'a'"] * 20_000) + ")",
        f"x = y\ny = x\n{RUN}(x + y)\n",
        "def f(a):\n    return f(f(a))\n\n" + f"{RUN}(f(f(1)))\n",
        "".join(f"a{n + 1} = a{n} + a{n}\n" for n in range(3000)) + f"a0 = 'ab'\n{RUN}(a3000)\n",
        f"{RUN}('%99999999999d' % 1)\n{RUN}('{{:99999999}}'.format(1))\n",
        f"{RUN}('a' * 10 ** 12)\n{RUN}(str(1 << 10 ** 9))\n",
        f"{RUN}(''.join(chr(a) for a in range(10 ** 9)))\n{RUN}(bytes(10 ** 11).decode())\n",
        f"{RUN}([[[a for a in range(500)] for b in range(500)] for c in range(500)])\n",
        f"{RUN}(''.join(map(lambda a: ''.join(map(lambda b: chr(b), range(9999))), range(9999))))\n",
    ],
)
def test_nothing_takes_long_or_fails(code: str) -> None:
    assert find(code.encode()) is None
