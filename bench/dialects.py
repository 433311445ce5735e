"""Which writer's form each real archive has, and which normal ones the reader refuses: there must be none.

Usage: ``python -m bench.dialects DIRECTORY... [--refusals FILE] [--each]``

A DIRECTORY is one of artifacts, with an ``INDEX.tsv`` or without; bench/fetch.py and bench/pack.py fill such ones. The
form of a tarball is that of ``pkglint.archive.writers``, the first it fits; that of a wheel is who made it, in which
version of the format, and what its members have in their flags and extra fields. Refused is what is not linted, and
what an anomaly of the archive itself at level warning or error is said of. Links, names and modes are another matter.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pkglint.archive.writers import Hand
from pkglint.engine import Source, inspect
from pkglint.model import Level
from pkglint.policy import Policy, load_policy
from pkglint.report.kit.escape import terminal
from pkglint.rules import catalogue

BLOCK = 512
ENDS = {".whl": "wheel", ".tgz": "npm", ".tar.gz": "sdist"}
CHUNK = 1 << 20
SYSTEMS = {0: "DOS", 3: "Unix", 10: "NTFS", 11: "NTFS", 19: "macOS"}
# Extra fields that writers of zip use: APPNOTE 4.5.2 and 4.6, and Info-ZIP's proginfo/extrafld.txt.
EXTRAS = {0x0001: "zip64", 0x5455: "times", 0x7875: "owner", 0x5855: "owner-old", 0x000A: "NTFS", 0x7075: "unicode"}


ASKED = "ambiguous-archive"


@cache
def policy() -> Policy:
    """One that switches off every rule but the one that is asked here, which saves most of the time."""
    rules = {name: "none" for name in catalogue() if name != ASKED}
    return load_policy("dialects.json", json.dumps({"version": 1, "rules": rules}).encode(), catalogue())


@dataclass(frozen=True)
class Outcome:
    """One artifact: its kind and form, and why it was refused: code, member and message of each reason."""

    path: Path
    kind: str
    form: str
    refused: tuple[tuple[str, str, str], ...]


def unpacked(path: Path) -> Iterator[bytes]:
    inflate = zlib.decompressobj(31)
    with path.open("rb") as file:
        while (data := file.read(CHUNK)) and not inflate.eof:
            yield inflate.decompress(data)


def headers(path: Path) -> Iterator[bytes]:
    """The header blocks of a well-formed tarball."""
    rest, skip = b"", 0
    for data in unpacked(path):
        rest += data
        while True:
            if skip:
                passed = min(skip, len(rest))
                rest, skip = rest[passed:], skip - passed
            if skip or len(rest) < BLOCK:
                break
            header, rest = rest[:BLOCK], rest[BLOCK:]
            if header.strip(b"\0"):
                yield header
                digits = header[124:136].strip(b" \0")
                size = int.from_bytes(header[128:136], "big") if header[124] & 0x80 else int(digits or b"0", 8)
                skip = -(-size // BLOCK) * BLOCK if header[156:157] not in b"123456" else 0


def tar_form(path: Path) -> str:
    """The forms of the headers, in alphabetical order; whether one is wrong otherwise is the reader's word."""
    hand = Hand()
    try:
        for header in headers(path):
            hand.look(header)
    except (ValueError, zlib.error) as error:
        return f"not walked: {type(error).__name__}"
    return " + ".join(sorted(hand.forms)) or "none"


def zip_form(path: Path) -> str:
    """How the members are written, of most of them first."""
    forms: Counter[str] = Counter()
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            extra, found = info.extra, []
            while len(extra) >= 4:
                number, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
                found.append(EXTRAS.get(number, f"{number:#06x}"))
                extra = extra[4 + size :]
            system = SYSTEMS.get(info.create_system, f"system {info.create_system}")
            flags = info.flag_bits & ~0x0800
            words = [f"{system} {info.create_version / 10}", *([f"flags {flags:#x}"] if flags else []), *sorted(found)]
            forms[" ".join(words)] += 1
    return ", ".join(form for form, _ in forms.most_common(2))


def judge(path: Path) -> Outcome:
    kind = next(kind for end, kind in ENDS.items() if path.name.endswith(end))
    result = inspect(Source(str(path), lambda: path.open("rb")), policy(), date(2026, 1, 1))
    refused = []
    if result.not_linted:
        refused.append((result.not_linted.code, "", result.not_linted.text))
    for judged in result.active:
        code = str(judged.finding.details.get("code", ""))
        if judged.finding.rule == ASKED and judged.level >= Level.WARNING:
            refused.append((code, judged.finding.path or "", judged.finding.message))
    try:
        form = zip_form(path) if kind == "wheel" else tar_form(path)
    except zipfile.BadZipFile as error:
        form = f"not read by zipfile: {error}"
    return Outcome(path, kind, form, tuple(refused))


def tools(directory: Path) -> dict[str, str]:
    """What the index says each file was made by; ``published`` where it only tells where it is from."""
    index = directory / "INDEX.tsv"
    if not index.exists():
        return {}
    head, *lines = (line.split("\t") for line in index.read_text("utf-8").splitlines())
    if "tool" not in head:
        return {}
    return {line[0]: line[head.index("tool")] for line in lines}


def table(outcomes: list[Outcome], made_by: dict[Path, str]) -> None:
    """Forms by kind: how many published artifacts and how many packed ones have each, and who packed those."""
    published: Counter[tuple[str, str]] = Counter()
    packed: Counter[tuple[str, str]] = Counter()
    by: dict[tuple[str, str], set[str]] = defaultdict(set)
    for outcome in outcomes:
        key = (outcome.kind, outcome.form)
        tool = made_by.get(outcome.path)
        (packed if tool else published)[key] += 1
        by[key] |= {tool} if tool else set()
    print("kind\tform\tpublished\tpacked\tby")
    for key in sorted(published.keys() | packed.keys(), key=lambda key: (key[0], -published[key] - packed[key])):
        print(*key, published[key], packed[key], " ".join(sorted(by[key])), sep="\t")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", type=Path, nargs="+", metavar="DIRECTORY")
    parser.add_argument("--refusals", type=Path, help="write file, code, member and message of what was refused")
    parser.add_argument("--each", action="store_true", help="print the form of each artifact")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    made_by = {d / file: tool for d in arguments.directories for file, tool in tools(d).items()}
    paths = sorted(p for d in arguments.directories for p in d.rglob("*") if p.name.endswith(tuple(ENDS)))
    with ProcessPoolExecutor(arguments.jobs) as pool:
        outcomes = list(pool.map(judge, paths, chunksize=8))
    if arguments.each:
        for outcome in outcomes:
            print(outcome.path, outcome.form, sep="\t")
    table(outcomes, made_by)
    lines = [
        "\t".join((str(outcome.path), *map(terminal, reason))) for outcome in outcomes for reason in outcome.refused
    ]
    if arguments.refusals:
        arguments.refusals.write_text("".join(f"{line}\n" for line in ["file\tcode\tmember\tmessage", *lines]), "utf-8")
    refused = sum(bool(outcome.refused) for outcome in outcomes)
    print(f"\n{len(outcomes)} artifacts, {refused} refused")
    for code, count in Counter(o.refused[0][0] for o in outcomes if o.refused).most_common():
        print(f"{count:6} {code}")
    sys.exit(bool(refused))


if __name__ == "__main__":
    main()
