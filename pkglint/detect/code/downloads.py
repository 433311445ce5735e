"""A script that saves something from the network and then runs what it saved, in lines of their own.

The name shows that both speak of one file; a checksum between the two shows that it is known what runs.
Sources: the manuals of curl, wget, PowerShell (``Invoke-WebRequest``, ``Start-Process``), cmd (``start``, ``call``).
"""

from __future__ import annotations

import re

from pkglint.model.lazy import lazy

_MOST = 50  # downloads of one script
_FAR = 4_000  # characters between a download and the start of what it saved
# What is saved; behind -O of curl and wget without a name, the last part of the address.
_SAVES = lazy(
    r"""
    \b(?:curl|wget|aria2c|iwr|Invoke-WebRequest|Start-BitsTransfer|certutil|bitsadmin|DownloadFile)\b
    (?=[^\n]{0,400}(?:https?:|\$|%))
    [^\n]{0,400}?
    (?:
        (?:\s-o|\s-O|\s--output(?:-document)?|\s-OutFile|\s-Destination|\s>)[\s=]{1,9}["']?(?P<file>[^\s"'<>|;&()]{2,120})
        | \s-(?:[a-zA-Z]{0,6})O\b[^\n]{0,300}?https?:[^\s"']{1,300}/(?P<last>[\w.-]{2,80})["']?[ \t]*(?:\n|\Z|;|&)
        | ["'],\s{0,9}["'](?P<second>[^\s"'<>|;&()]{2,120})["']\s{0,9}\)                # DownloadFile(url, file)
        | \s-f\s{1,9}https?:\S{1,300}\s{1,9}["']?(?P<third>[^\s"'<>|;&()]{2,120})         # certutil
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CHECKED = lazy(
    r"\b(?:sha(?:1|256|512)sum|shasum|md5sum|Get-FileHash|gpg\s[^\n]{0,40}--verify|cosign\s{1,9}verify)\b",
    re.IGNORECASE,
)
_STARTS = (
    r"(?:^|[;&|(])[ \t]*(?:(?:sudo|exec|nohup|start|call|source|sh|bash|zsh|dash|python3?|perl|ruby|php|node|&|\."
    r"|cmd(?:\.exe)?\s{1,9}/c|start-process|-filepath|invoke-item|msiexec(?:\.exe)?|rundll32(?:\.exe)?|powershell(?:\.exe)?"
    r"|pwsh|-file|/b|/i|/wait|-[a-z]{1,3}|\"\")[ \t]+){0,5}[\"']?(?:\./|\.\\)?"
)
_NOT_RUN = (
    ".gz", ".tgz", ".xz", ".bz2", ".zip", ".tar", ".zst", ".json", ".txt", ".asc", ".sig", ".pem", ".crt", ".deb",
    ".rpm", ".gpg", ".md", ".html", ".xml", ".whl", ".7z", ".log", ".csv",
)  # fmt: skip


def find(text: str) -> int | None:
    """Where a file is saved from the network that the script runs later; ``None`` when there is none."""
    for _, saved in zip(range(_MOST), _SAVES.finditer(text), strict=False):
        file = next(name for name in saved.groupdict().values() if name) if any(saved.groups()) else ""
        if len(file) < 2 or file in ("-", "/dev/null", "$null") or file.lower().endswith(_NOT_RUN):
            continue
        rest = text[saved.end() : saved.end() + _FAR]
        name = re.escape(file.removeprefix("./").removeprefix(".\\"))
        started = re.search(_STARTS + name + r"[\"']?(?=[\s;&|)]|\Z)", rest, re.MULTILINE | re.IGNORECASE)
        if started and not _CHECKED.search(rest, 0, started.start()):
            return saved.start()
    return None
