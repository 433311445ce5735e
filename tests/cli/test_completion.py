"""Completion, asked as a shell asks: through the environment, in a process of its own command line."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from click.shell_completion import BashComplete

from pkglint.cli import cli, run


def completed(*words: str) -> list[str]:
    """What is offered for the last of ``words``, each as ``type,value``."""
    bash = BashComplete(cli, {}, "pkglint", "_PKGLINT_COMPLETE")
    return [bash.format_completion(item) for item in bash.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("ch",), ["plain,check"]),
        (("check", "--fo"), ["plain,--format"]),
        (("check", "--format", "sa"), ["plain,sarif"]),
        (("check", "--report", "sa"), ["plain,sarif="]),
        (("check", "--preset", "st"), ["plain,strict"]),
        (("check", "--select", "env-file,source-map-d"), ["plain,env-file,source-map-dead"]),
        (("check", "-c", "p"), ["file,p"]),
        (("check", "di"), ["file,di"]),
        (("ls", "di"), ["file,di"]),
        (("init", "di"), ["file,di"]),
        (("verify", "d"), ["file,d"]),
        (("explain", "start"), ["plain,start-file"]),
        (("ignore", "env"), ["plain,env-file"]),
        (("config", "--s"), ["plain,--show", "plain,--schema"]),
    ],
)
def test_offered(words: tuple[str, ...], offered: list[str]) -> None:
    assert completed(*words) == offered


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="needs bash")
def test_bash_takes_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\ncomplete -p pkglint"], capture_output=True, text=True, check=False
    )
    assert "-F _pkglint_completion" in done.stdout, done.stderr
