"""What a rule's page shows of its examples: the files of one that fires, what is said of them, when to ignore it."""

from __future__ import annotations

from collections.abc import Iterator

from fixtures.lint import lint_example
from pkglint.model import Example, Pin, Result, Rule
from pkglint.report.kit import escape

_MOST_FILES, _MOST_LINES, _WIDTH = 8, 3, 88


def shown(rule: Rule) -> list[str]:
    """The parts of a page; none for a rule that has no example that fires by itself."""
    for example in rule.examples:
        if example.fires:
            kind = example.kind or rule.kinds[0]
            result = lint_example(example, kind).results[0]
            lines = list(_said(rule, result))
            if lines:
                files = [*_tree(example), "", *lines]
                text = "\n".join(files)
                return [
                    "## Example",
                    f"{example.title[:1].upper()}{example.title[1:]}, in {_article(str(kind))}:",
                    f"```text\n{text}\n```",
                ]
    return []


def _article(kind: str) -> str:
    return "an npm tarball" if kind == "npm" else f"a {kind}"


def _tree(example: Example) -> Iterator[str]:
    names = sorted(example.files)
    yield from (_cut(escape.name(name)) for name in names[:_MOST_FILES])
    if len(names) > _MOST_FILES:
        yield f"and {len(names) - _MOST_FILES} more"


def _said(rule: Rule, result: Result) -> Iterator[str]:
    found = [judged for judged in result.active if judged.finding.rule == rule.id]
    for judged in found[:_MOST_LINES]:
        where = f"{escape.name(judged.finding.path)}: " if judged.finding.path else ""
        yield _cut(f"{judged.level}: {where}{escape.terminal(judged.finding.message)}")
    if len(found) > _MOST_LINES:
        yield f"and {len(found) - _MOST_LINES} more"


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 3]}..."


def ignoring(rule: Rule) -> list[str]:
    """When an exception is right, and what it has to name."""
    if rule.pin is Pin.NEVER:
        return ["## When to ignore this", "Never: renew or remove the exception that it is about."]
    if rule.pin.required:
        what = "the secrets themselves" if rule.pin is Pin.VALUE else "the content, by its sha256"
        text = (
            f"When somebody has looked at this very content and it may go out. The exception names {what}, so that "
            f'the next one is reported again: `pkglint ignore {rule.id} PATH --pin --reason "..."`.'
        )
    else:
        text = (
            "When the file is meant to ship and a reviewer can see why: "
            f'`pkglint ignore {rule.id} PATH --reason "..."`, with the narrowest pattern and, where it will not last, '
            f"`--expires`. `rules: {{{rule.id}: none}}` switches the rule off for the whole package."
        )
    return ["## When to ignore this", text]
