"""What a shell command does that nobody wants when a package is installed or imported.

One table for the hooks of npm, for build files of node-gyp, for scripts, and for the commands that Python and
JavaScript start. A command is searched as text; a shell is not rebuilt here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pkglint.model.lazy import lazy

MOST = 20_000  # characters of one command that are looked at
STRONG = frozenset({"fetch", "system", "decode", "reverse", "steal", "wipe"})
_SYSTEM = frozenset({"certutil", "bitsadmin", "mshta", "regsvr32"})

_CLIENT = r"(?:curl|wget|aria2c|lwp-request|fetch)"
_SHELL = r"(?:(?:ba|z|da|k|fi|a)?sh|python[\d.]{0,4}|node|bun|deno|perl|ruby|php|source|iex)"
_INTO = (
    r"\|\s{0,9}(?:sudo\s{1,9}(?:-[A-Za-z]{1,9}\s{1,9}){0,4})?(?:env\s{1,9})?(?:/[\w/]{0,40}/)?"
    # With these options, what comes in is data.
    rf"({_SHELL})\b(?![-.\w]|\s{{1,9}}-(?:c|m|e|n|p|ne|pe|lane|r|x)\b"
    r"|\s{1,9}[\w./-]{1,60}\.(?:py|js|sh|rb|pl|php)\b)"
)
# What unpacks or turns round what it reads, before a shell gets it.
_UNPACKER = r"(?:xz|unxz|xzcat|gunzip|zcat|gzip|bunzip2|bzcat|bzip2|zstdcat|unzstd|lzma|unlzma)"
# PowerShell fetches with these, and runs what it is handed with iex. Its words have no case.
_PS_FETCH = r"(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString|DownloadData|Net\.WebClient)"
_PRIVATE_FILE = (
    r"(?:\.npmrc|\.ssh\b|\.aws\b|\.gnupg\b|\.netrc|\.pypirc|\.git-credentials|\.kube/config|\.docker/config|id_rsa"
    r"|id_ed25519)"
)
# The same, for the engines that read code.
SECRET_FILES = lazy(
    r"""
    (?:^|[/\\~])\.(?:npmrc|netrc|pypirc|git-credentials|yarnrc\.yml)\Z           # tokens of registries and hosts
    | (?:^|[/\\~])\.(?:ssh|aws|kube|docker|gnupg|azure)(?:[/\\]|\Z)              # their directories
    | (?:^|[/\\])(?:id_rsa|id_ed25519|id_ecdsa|wallet\.dat|Login\ Data|Cookies)\Z  # keys, wallets, browsers
    | \.(?:electrum|exodus|ethereum)[/\\] | (?:Exodus|Electrum|MetaMask|atomic)[/\\]
    """,
    re.VERBOSE,
)
# Hosts that record whoever asks them: what testers and thieves report to, and no program has a use for.
_COLLECTORS = (
    r"(?:\bwebhook\.site|\boast(?:ify)?\.(?:fun|pro|live|site|online|me|com)|\binteract\.sh|\bburpcollaborator\.net"
    r"|\bm\.pipedream\.net|\brequestbin\.(?:com|net)|\brequestcatcher\.com|\bcanarytokens\.com|\bdnslog\.cn"
    r"|\bceye\.io|\bbeeceptor\.com)\b"
)
COLLECTORS = lazy(_COLLECTORS)
COLLECTING = (
    b"webhook.site", b"oast", b"interact.sh", b"burpcollaborator", b"pipedream", b"requestbin", b"requestcatcher",
    b"canarytokens", b"dnslog", b"ceye.io", b"beeceptor",
)  # fmt: skip
"""Words of which one is in each of their names."""

# Where a machine in a cloud asks for its own keys (documentation of EC2, of Google's and of Azure's metadata servers).
OWN_KEYS = lazy(
    r"169\.254\.169\.254/[^\s\"']{0,60}(?:security-credentials|identity/oauth2/token)|169\.254\.170\.2/"
    r"|metadata\.google\.internal/[^\s\"']{0,80}/(?:token|identity)"
)
# What shells and sessions run when they start.
START_FILES = lazy(
    r"\.(?:bashrc|zshrc|profile|bash_profile|zprofile|zshenv)\Z|/config\.fish\Z|/LaunchAgents/|/autostart/|/systemd/user/"
    r"|\\Startup\\|/cron\.d/|authorized_keys\Z"
)


class Danger(NamedTuple):
    """What a command does: its kind, words that follow "it", the part that does it, where it starts.

    ``part`` is made of names of programs only: a command may hold a secret.
    """

    kind: str
    text: str
    part: str
    offset: int


class _Sign(NamedTuple):
    kind: str
    text: str
    part: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]


def _sign(kind: str, text: str, part: str, words: str, pattern: str) -> _Sign:
    return _Sign(kind, text, part, tuple(words.split()), lazy(pattern, re.IGNORECASE))


_RUNS = "downloads a script and runs it"
_DECODES = "decodes hidden text and runs it"
_OPENS = "opens a shell to another machine"
_SENDS = "sends secrets away"
# Each with words of which one is in the text in lower case: nearly every text is let go by these.
_SIGNS = (
    _sign(
        "fetch", _RUNS, "{1} ... | {2}", "curl wget aria2c lwp fetch",
        rf"\b({_CLIENT})\s[^\n|]{{0,400}}(?:\|[^\n|]{{1,120}}){{0,3}}{_INTO}",
    ),
    _sign(
        "fetch", _RUNS, "{1} $({2} ...)", "curl wget",
        rf"(?:^|[\s;&|'\"(])({_SHELL}|eval|\.)\s{{1,9}}(?:-\w{{1,9}}\s{{1,9}})?[\\\"']{{0,3}}(?:\$\(|`|<\("
        rf"|<\s{{1,9}}<\()\s{{0,9}}({_CLIENT})\s",
    ),
    _sign(
        "fetch", _RUNS, "{1} ... && {2}", "curl wget certutil bitsadmin invoke-webrequest iwr",
        r"\b(curl|wget|certutil|bitsadmin|Invoke-WebRequest|iwr)\b[^\n]{0,40}\bhttps?://[^\n]{0,300}?(?:&&|;"
        r"|\|\||\s&\s)\s{0,9}"
        r"(?:chmod\s{1,9}[^\n&;]{1,120}(?:&&|;)\s{0,9})?(?:sudo\s{1,9}|start\s{1,9}(?:/b\s{1,9})?)?"
        r"(?:(sh|bash|zsh|node|python3?|perl|ruby|cmd|powershell|rundll32|regsvr32|msiexec)\b|\./|/tmp/|"
        r"[\w.-]{1,60}\.(?:exe|bat|cmd|ps1|sh)\b)",
    ),
    _sign(
        "fetch", _RUNS, "iex ({2})", "iex invoke-expression",
        rf"\b(iex|Invoke-Expression)\b[^\n]{{0,120}}\b({_PS_FETCH})\b",
    ),
    _sign(
        "fetch", _RUNS, "{1} | {2}", "iex invoke-expression",
        rf"\b({_PS_FETCH})\b[^\n]{{0,300}}\|\s{{0,9}}(iex|Invoke-Expression)\b",
    ),
    _sign("fetch", _RUNS, "{1} http...", "mshta regsvr32", r"\b(mshta|regsvr32)\b[^\n]{0,60}\bhttps?:"),
    _sign(
        "fetch", _RUNS, "{1} -e ...", "http fetch",
        r"\b(node|bun|deno|python3?|perl|ruby)\s{1,9}(?:-\w{1,9}\s{1,9}){0,3}-(?:e|c|p|pe|-eval)\b(?=[^\n]{0,400}"
        r"(?:https?\b|fetch\(|urlopen|requests))"
        r"[^\n]{0,400}(?:\beval\b|\bexec\w{0,12}\s{0,4}\(|\bFunction\s{0,4}\(|\bspawn\w{0,8}\()",
    ),
    _sign(
        "decode", _DECODES, "{1} | {2}", "base64 xxd openssl uudecode base32 printf rev",
        rf"\b(base64|base32|xxd|openssl|uudecode|printf|rev)\b(?:\s{{1,9}}(?:enc\s{{1,9}}-d|base64|-d|-D|--decode"
        rf"|-r|-di|-i)\b|(?=\s{{1,9}}['\"](?:\\x[0-9a-f]{{2}}){{8}})|(?=\s{{0,9}}\|))[^\n|]{{0,400}}{_INTO}",
    ),
    _sign(
        "decode", _DECODES, "{1} $({2} -d)", "base64 xxd openssl printf echo",
        rf"(?:^|[\s;&|'\"(])({_SHELL}|eval|\.)\s{{1,9}}(?:-\w{{1,9}}\s{{1,9}})?[\\\"']{{0,3}}(?:\$\(|`|<\(|<<<)"
        rf"(?:[^\n]{{0,400}}\b(base64|xxd|openssl)\s{{1,9}}(?:enc\s{{1,9}}-d|base64|-d|-D|--decode|-r)\b"
        rf"|\s{{0,9}}(printf|echo)\s{{1,9}}(?:-\w{{1,4}}\s{{1,9}})?['\"](?:\\{{1,2}}(?:x[0-9a-f]{{2}}|0?[0-7]{{3}})){{8}})",
    ),
    _sign(
        "decode", _DECODES, "{1} | {2}", "xz gz zcat bunzip2 bzcat bzip2 zstd lzma",
        rf"\b({_UNPACKER})\b[^\n|]{{0,200}}\|\s{{0,9}}(?:sudo\s{{1,9}})?(?:/[\w/]{{0,40}}/)?((?:ba|z|da|k)?sh)\b"
        r"(?=\s{0,9}(?:-s?x?\b\s{0,9})?(?:[;&|)>\"'#]|2>|\n|\Z))",
    ),
    _sign(
        "decode", _DECODES, "{1} -EncodedCommand", "powershell pwsh",
        r"\b(powershell|pwsh)(?:\.exe)?\b[^\n]{0,120}\s-(?:e|ec|enc|encodedcommand)[\"',\s]{1,9}[\w+/=]{16}",
    ),
    _sign(
        "decode", _DECODES, "iex ({2})", "iex invoke-expression",
        r"\b(iex|Invoke-Expression)\b[^\n]{0,160}\b(FromBase64String|DeflateStream|GzipStream)\b",
    ),
    _sign("decode", _DECODES, "{1} | {2}", "iex", r"\b(FromBase64String|DeflateStream|GzipStream)\b"
    r"[^\n]{0,400}\|\s{0,9}(iex|Invoke-Expression)\b"),
    _sign(
        "decode", _DECODES, "{1} -e ...", "base64 atob b64decode fromhex fromcharcode buffer decode",
        r"\b(node|bun|deno|python[\d.]{0,4}|perl|ruby|php)\s{1,9}(?:-\w{1,9}\s{1,9}){0,3}-(?:e|c|p|pe|r|-eval)\b"
        r"[^\n]{0,200}(?:eval|exec|Function|system)\b[^\n]{0,200}"
        r"(?:base64|atob|b64decode|fromhex|fromCharCode|Buffer\.from|decode)",
    ),
    _sign("reverse", _OPENS, "/dev/tcp/", "/dev/tcp/ /dev/udp/", r">\s{0,9}&?\s{0,9}/dev/(?:tcp|udp)/"
    r"|<>\s{0,9}/dev/(?:tcp|udp)/"),
    _sign("reverse", _OPENS, "{1} -e", "nc ncat netcat socat", r"\b(nc|ncat|netcat)(?:\.exe)?\s[^\n;|&]{0,80}-"
    r"[a-z]{0,4}(?:e|c)\s{1,9}(?:/bin/)?(?:ba|z|da)?(?:sh|cmd)\b"),
    _sign("reverse", _OPENS, "{1} ... | nc", "mkfifo mknod", r"\b(mkfifo|mknod)\b[^\n]{0,200}\b(?:nc|ncat|netcat"
    r"|telnet)\s"),
    _sign("reverse", _OPENS, "{1} exec", "socat", r"\b(socat)\s[^\n]{0,120}\bexec:"),
    _sign(
        "steal", _SENDS, "{1} ... {2}", "curl wget nc nslookup dig",
        rf"\b(curl|wget|nc|ncat|nslookup|dig|ping)\s[^\n]{{0,300}}(?:\$\(|`)\s{{0,9}}(env|printenv|set"
        rf"|cat\s{{1,9}}[^\n)`]{{0,60}}{_PRIVATE_FILE})",
    ),
    _sign(
        "steal", _SENDS, "{1} | {2}", "curl wget nc",
        rf"(?:^|[\s;&|(])(env|printenv|(?:cat|tar|base64|zip)\s[^\n|]{{0,120}}{_PRIVATE_FILE})[^\n|;&]{{0,60}}\|"
        rf"[^\n]{{0,120}}\b(curl|wget|nc|ncat|netcat)\b",
    ),
    _sign(
        "steal", _SENDS, "{1} @...", "curl wget",
        rf"\b(curl|wget)\s[^\n]{{0,300}}(?:@|post-file=)[^\s]{{0,60}}{_PRIVATE_FILE}",
    ),
    _sign(
        "steal", _SENDS, "{1} ... toJSON(secrets)", "tojson(secrets)",
        r"\b(curl|wget)\s[^\n]{0,300}\$\{\{\s{0,9}toJSON\(secrets\)",
    ),
    _sign(
        "steal", _SENDS, "{1} ... toJSON(secrets)", "tojson(secrets)",
        r"\b(curl|wget)\s(?=[\s\S]{0,400}?:\s{0,9}\\{0,2}[\"']?\\{0,2}\$\{\{\s{0,9}toJSON\(secrets\))[^\n]{0,300}https?://",
    ),
    _sign(
        "steal", _SENDS, "{1}", "env: getenvironmentvariables",
        r"\b(Invoke-RestMethod|Invoke-WebRequest|irm|iwr|curl|UploadString|UploadData)\b[^\n]{0,300}"
        r"(?:\b(?:Get-ChildItem|gci|dir|ls|Get-Item)\s{1,9}(?:-\w{1,9}\s{1,9})?env:|GetEnvironmentVariables\s{0,9}\()",
    ),
    _sign("steal", "reports to a host that only records who asks it", "{1} ...", "curl wget nslookup ping dig",
          r"\b(curl|wget|nslookup|ping|dig)\s[^\n]{0,300}" + _COLLECTORS),
    _sign("wipe", "deletes the home directory or the whole disk", "{1}", "rm rd rmdir del remove-item",
          r"(?:^|[\s;&|'\"(`])(rm\s{1,9}(?:-{1,2}[A-Za-z-]{1,20}\s{1,9}){1,4}|(?:rd|rmdir)\s{1,9}/s\s{1,9}(?:/q\s{1,9})?"
          r"|del\s{1,9}(?:/[sfq]\s{1,9}){1,3}|Remove-Item\s{1,9}(?:-\w{1,10}\s{1,9}){1,4})"
          r"[\"']?(?:/|~|\$\{?HOME\}?|%USERPROFILE%|\$env:USERPROFILE|[A-Z]:)[\\/]?(?:\.?\*)?[\"']?(?=[\s;&|\"'`]|\Z)"),
    _sign("agent", "lets an assistant act without asking", "{1} {2}", "dangerously --yolo --trust-all-tools",
          r"\b(claude|gemini|q|codex|copilot)\b[^\n]{0,80}?(--dangerously-[\w-]{4,40}|--yolo|--trust-all-tools)"),
    _sign("search", "searches for secrets", "{1}", "trufflehog gitleaks", r"(?:^|[\s;&|'\"(/])(trufflehog"
    r"|gitleaks)(?:\.exe)?\s{1,9}(?:filesystem|git|detect|dir|--)"),
    _sign("publish", "publishes packages", "{1} publish", "publish twine upload", r"\b(npm|yarn|pnpm|bun)"
    r"(?:\s{1,9}npm)?\s{1,9}publish\b"),
    _sign("publish", "uploads packages", "{1} upload", "twine", r"\b(twine)\s{1,9}upload\b"),
)  # fmt: skip
# What only the hooks of an installation make dangerous: on a developer's own machine these are daily work.
_AT_INSTALL = (
    _sign("git", "changes the git repository of whoever installs", "git {1}", "git",
          r"\bgit\s{1,9}(?:-C\s{1,9}\S{1,80}\s{1,9})?(config\s[^\n;|&]{0,80}(?:core\.hookspath|core\.sshcommand"
          r"|alias\.)|config\s{1,9}--(?:global|system)|push|commit|remote\s{1,9}(?:add|set-url))|\.git/hooks/"),
    _sign("delete", "deletes files outside of the package", "{1}", "rm rimraf rd rmdir del remove-item find shred",
          r"(?:^|[\s;&|'\"(])(rm\s{1,9}(?:-[A-Za-z]{1,9}\s{1,9}){1,4}|rimraf\s{1,9}|rd\s{1,9}/s\s{1,9}"
          r"(?:/q\s{1,9})?|del\s{1,9}/[sfq]\s{1,9}|Remove-Item\s[^\n]{0,60}|shred\s{1,9})"
          r"[\"']?(?:/(?!tmp/)|~|\$\{?HOME|%USERPROFILE%|%APPDATA%|\.\./\.\.|[A-Z]:\\|\$env:|\*(?:\s|\Z))"),
    _sign("persist", "makes itself start again", "{1}",
          "crontab .bashrc .zshrc .profile launchagents systemctl schtasks authorized_keys reg launchctl",
          r"\b(crontab|schtasks|systemctl\s{1,9}(?:--user\s{1,9})?enable|launchctl|reg\s{1,9}add)\b|>>\s{0,9}"
          r"[^\s]{0,40}(?:\.bashrc|\.zshrc|\.profile|\.bash_profile|authorized_keys)|LaunchAgents"),
    _sign("hidden", "runs a file of a hidden directory", "{1} .../", "node sh bash python bun deno ./.",
          r"(?:^|[\s;&|(])(node|nodejs|bun|deno|sh|bash|python3?)\s{1,9}(?:-[\w=-]{1,60}\s{1,9}){0,9}[\"']?"
          r"(?:\./)?(?:[\w-]{1,60}/){0,9}\.(?!/|\./|yarn/|husky)[\w-]{1,60}(?:/|\.\w)"),
    _sign("hidden", "runs as code what is called an image", "{1} ...", "png jpg jpeg gif svg ico woff mp3 wav pdf",
          r"(?:^|[\s;&|(])(node|nodejs|bun|deno|sh|bash|python3?)\s{1,9}(?:-[\w=-]{1,60}\s{1,9}){0,9}"
          r"[^\s;&|]{1,120}\.(?:png|jpe?g|gif|ico|woff2?|mp3|wav|pdf)(?:[\s;&|\"']|\Z)"),
)  # fmt: skip


def find(text: str, *, installing: bool = False) -> Danger | None:
    """The first thing in a command, or in a script, that does harm; ``installing`` asks for what only a hook may not.

    Commands over ``MOST`` characters are looked at in part; scripts are given whole.
    """
    lower = text.lower()
    for sign in (*_SIGNS, *_AT_INSTALL) if installing else _SIGNS:
        if any(word in lower for word in sign.words):
            match = sign.pattern.search(text)
            if match:
                return Danger(_kind(sign, match), sign.text, _part(sign.part, match), match.start())
    return None


def _kind(sign: _Sign, match: re.Match[str]) -> str:
    """``system`` for what is fetched by a tool of the operating system that is made for other work."""
    return "system" if sign.kind == "fetch" and match.group(1).lower() in _SYSTEM else sign.kind


def _part(shape: str, match: re.Match[str]) -> str:
    """The dangerous part in names of programs: the first word of each group, and nothing else of the text."""
    for number in range(1, (match.re.groups or 0) + 1):
        words = (match.group(number) or "").split()
        shape = shape.replace(f"{{{number}}}", words[0][:24] if words else "...")
    return shape
