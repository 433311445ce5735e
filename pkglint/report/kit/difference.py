"""``pkglint diff`` as text, Markdown or JSON: what changed between two artifacts, on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pkglint.compare.difference import Difference
from pkglint.model import Level, units
from pkglint.report.kit import escape
from pkglint.report.kit.style import Style
from pkglint.report.kit.values import dumps

_SHOWN, _FINDINGS, _DIRECTORIES, _LEAST = 9, 12, 6, 1000
_LOOKS = {"+": "green", "-": "red", "~": "yellow"}


def render_difference(found: Difference, style: Style, form: str = "text") -> str:
    """``form`` is ``text``, ``markdown`` or ``json``; everything that comes out of an artifact is escaped."""
    if form == "json":
        return dumps(_document(found))
    if form == "markdown":
        return "\n".join(_markdown(found)) + "\n"
    return "\n".join(_text(found, style)) + "\n"


def _title(found: Difference) -> str:
    return f"{found.new.name} {found.old.label} -> {found.new.label} ({found.new.kind}, {found.step})"


def _sizes(found: Difference) -> Iterator[tuple[str, str, str, str]]:
    """Rows of what is counted: what, before, after, and by how much."""
    for what, old, new in (
        ("packed", found.old.packed, found.new.packed),
        ("unpacked", found.old.unpacked, found.new.unpacked),
    ):
        yield what, units.size(old), units.size(new), f"{100 * (new - old) / max(1, old):+.0f} %"
    files = found.files
    about = f"{len(files.came):,} new, {len(files.went):,} gone, {files.changed:,} changed"
    if files.renamed > 0:
        about += f", {files.renamed:,} only renamed by the build"
    yield "files", f"{len(found.old.files):,}", f"{len(found.new.files):,}", about


def _text(found: Difference, style: Style) -> Iterator[str]:
    yield style.paint(escape.terminal(_title(found)), "bold")
    for what, old, new, about in _sizes(found):
        yield f"  {what:<10}{old:>9} -> {new:>9}  {about}"
    for section in found.sections:
        yield f"  {section.title}"
        for sign, text in section.lines[:_SHOWN]:
            yield f"      {style.paint(sign, _LOOKS[sign])} {escape.terminal(text)}"
        if len(section.lines) > _SHOWN:
            yield f"      and {len(section.lines) - _SHOWN:,} more"
    if found.findings:
        yield "  new findings"
        for judged in found.findings[:_FINDINGS]:
            place = escape.name(judged.finding.path or "-")
            yield f"      {style.level(judged.level)} {judged.finding.rule}: {place}"
        if len(found.findings) > _FINDINGS:
            yield f"      and {len(found.findings) - _FINDINGS:,} more"
    grown = [each for each in found.directories if abs(each.bytes) >= _LEAST][:_DIRECTORIES]
    if grown:
        yield "  size by directory"
        for each in grown:
            yield f"      {_signed(each.bytes):>10}  {escape.name(each.directory)}"


def _signed(number: int) -> str:
    return f"{'+' if number > 0 else '-'}{units.size(abs(number))}"


def _markdown(found: Difference) -> Iterator[str]:
    yield f"### {escape.markdown(_title(found))}\n"
    yield "| | before | after | |\n| --- | ---: | ---: | --- |"
    for row in _sizes(found):
        yield f"| {' | '.join(row)} |"
    lines = [(s.title, sign, text) for s in found.sections for sign, text in s.lines[:_SHOWN]]
    if lines:
        yield "\n| what | | |\n| --- | --- | --- |"
        yield from (f"| {title} | {sign} | {escape.markdown(text)} |" for title, sign, text in lines)
    if found.findings:
        yield "\n| new finding | where |\n| --- | --- |"
        for judged in found.findings[:_FINDINGS]:
            where = escape.markdown(judged.finding.path or "-")
            yield f"| {judged.level} {judged.finding.rule} | {where} |"
    grown = [each for each in found.directories if abs(each.bytes) >= _LEAST][:_DIRECTORIES]
    if grown:
        yield "\n| directory | size |\n| --- | ---: |"
        yield from (f"| {escape.markdown(each.directory)} | {_signed(each.bytes)} |" for each in grown)


def _document(found: Difference) -> dict[str, Any]:
    def about(side: Any) -> dict[str, Any]:
        return {
            "filename": escape.terminal(side.filename),
            "version": escape.terminal(side.version),
            "packed": side.packed,
            "unpacked": side.unpacked,
            "files": len(side.files),
        }

    return {
        "schema": 1,
        "name": escape.terminal(found.new.name),
        "kind": found.new.kind.value,
        "step": found.step,
        "old": about(found.old),
        "new": about(found.new),
        "files": {
            "new": [escape.name(held.path) for held in found.files.came],
            "gone": [escape.name(held.path) for held in found.files.went],
            "changed": found.files.changed,
            "renamed": found.files.renamed,
        },
        "changes": {
            section.title: [{"sign": sign, "text": escape.terminal(text)} for sign, text in section.lines]
            for section in found.sections
        },
        "findings": [
            {
                "rule": judged.finding.rule,
                "level": str(judged.level),
                "path": escape.name(judged.finding.path) if judged.finding.path is not None else None,
                "message": escape.terminal(judged.finding.message),
                "fingerprint": judged.fingerprint,
            }
            for judged in found.findings
        ],
        "directories": {escape.name(each.directory): each.bytes for each in found.directories},
    }


def worst(found: Difference) -> Level:
    """The highest level of a new finding."""
    return max((judged.level for judged in found.findings), default=Level.NONE)
