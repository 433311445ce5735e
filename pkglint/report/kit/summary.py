"""The counts of a run in words: the table of artifacts, the statistics by rule, and the last line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pkglint.model import Judged, Level, Report, Result, units
from pkglint.report.kit import escape, words
from pkglint.report.kit.layout import table, wrap
from pkglint.report.kit.style import Style

LEVELS = (Level.ERROR, Level.WARNING, Level.INFO)
_LEAST = 30
_NARROWEST = 12
_REFERENCES = 3
CLEAN = 20  # Rows of artifacts in which nothing was found; more of them share one.


def counts(errors: int, warnings: int, infos: int) -> str:
    """``2 errors, 1 warning``; empty when there is nothing to count."""
    parts = [units.count(n, noun) for n, noun in ((errors, "error"), (warnings, "warning"), (infos, "info")) if n]
    return ", ".join(parts)


def of_report(report: Report) -> str:
    """The counts of all active findings, those about the policy among them."""
    return counts(*(report.count(level) for level in LEVELS))


def of_result(result: Result) -> str:
    """What is to be said of one artifact in two words: ``clean``, ``not linted``, ``1 error``."""
    found = counts(*(result.count(level) for level in LEVELS))
    if result.not_linted:
        return "NOT LINTED" + (f", {found}" if found else "")
    if result.crashes:
        return "rule crashed" + (f", {found}" if found else "")
    return found or "clean"


def ignored(judged: Sequence[Judged]) -> str:
    """How many findings are silenced, and by what: ``2 findings ignored by the policy``."""
    known = sum(each.ignored_by is not None and each.ignored_by.index < 0 for each in judged)
    by = "the policy" if not known else "the baseline" if known == len(judged) else "policy and baseline"
    return f"{units.count(len(judged), 'finding')} ignored by {by}"


def compared(report: Report) -> str:
    """What the artifacts were compared with, empty where there was nothing: ``demo-1.0.tgz and HEAD (2a2312d747)``."""
    names = list(dict.fromkeys(each.name for result in report.results for each in result.compared_with))
    more = [units.count(len(names) - _REFERENCES, "other")] if len(names) > _REFERENCES + 1 else []
    return words.listed([*names[: _REFERENCES + 1 - len(more)], *more]) if names else ""


def look(result: Result) -> str:
    """The colour of an artifact's verdict."""
    if result.not_linted or result.crashes or result.count(Level.ERROR):
        return "bold red"
    return "yellow" if result.count(Level.WARNING) else "cyan" if result.active else "green"


def source(result: Result) -> str:
    """Whether a package is open source, and why it is taken for that."""
    package = result.package
    return f"{package.visibility} source: {escape.terminal(package.visibility_reason)}"


def artifacts(report: Report, style: Style) -> str:
    """The table of all artifacts, with how much of each budget is used."""
    shown, folded = unfolded(report, style)
    rows = [row(result) for result in shown]
    top = words.common([result.artifact.path for result in shown])
    if top:
        rows = [[(each[0][0].removeprefix(f"{escape.terminal(top)}/"), ""), *each[1:]] for each in rows]
    if folded:
        rows.append(_together(folded))
    headers = ["artifact", "packed", "unpacked", "files", "result"]
    room = style.width - spent(rows, headers, style, 0)
    longest = max(words.columns(each[0][0]) for each in rows)
    if room < min(longest, _LEAST):
        # Counts are stacked where they would leave no room for the name.
        rows = [[*each[:4], (each[4][0].replace(", ", "\n"), each[4][1])] for each in rows]
        room = style.width - spent(rows, headers, style, 0)
    while room < min(longest, _NARROWEST) and len(headers) > 2:
        # What a narrow terminal cannot show is in every other format: files first, then bytes unpacked, then packed.
        rows = [[*each[:-2], each[-1]] for each in rows]
        headers = [*headers[:-2], headers[-1]]
        room = style.width - spent(rows, headers, style, 0)
    room = max(room, _NARROWEST)
    cells = [
        [words.shorten(each[0][0], room, style.dots), *(_painted(*cell, style) for cell in each[1:])] for each in rows
    ]
    return table(cells, headers, style, right=tuple(range(1, len(headers) - 1)))


def unfolded(report: Report, style: Style) -> tuple[list[Result], list[Result]]:
    """The results that have a row of their own, and the clean ones that share one where they are many."""
    clean = [result for result in report.results if result.status == "clean" and not result.crashes]
    if len(clean) <= CLEAN or style.verbose:
        return list(report.results), []
    return [result for result in report.results if result.status != "clean" or result.crashes], clean


def _together(results: Sequence[Result]) -> list[tuple[str, str]]:
    """One row for many artifacts in which nothing was found, with their sizes together."""
    return [
        (units.count(len(results), "more artifact"), "dim"),
        (units.size(sum(result.artifact.size for result in results)), "dim"),
        (units.size(sum(result.unpacked for result in results)), "dim"),
        (words.number(sum(result.files for result in results)), "dim"),
        ("clean", "green"),
    ]


def _painted(shown: str, look: str, style: Style) -> str:
    """A cell in its look, line by line: a colour must not run on into the next column."""
    return "\n".join(style.paint(line, look) for line in shown.split("\n"))


def spent(rows: Sequence[Sequence[tuple[str, str]]], headers: Sequence[str], style: Style, free: int) -> int:
    """The columns of a terminal that a table takes besides the cells of column ``free``."""
    frame = 3 * len(headers) + 1 if style.unicode else 2 * (len(headers) - 1)
    return frame + sum(
        max(len(head), *(words.columns(line) for each in rows for line in each[index][0].split("\n")))
        for index, head in enumerate(headers)
        if index != free
    )


def row(result: Result) -> list[tuple[str, str]]:
    """One artifact's cells, each with its look; sizes are unknown where reading ended early."""
    budgets = result.budgets
    unpacked, files = (result.unpacked, result.files) if not result.not_linted else (None, None)
    return [
        (escape.terminal(result.artifact.path), ""),
        _weight(result.artifact.size, budgets.packed, units.size(result.artifact.size)),
        _weight(unpacked, budgets.unpacked, units.size(unpacked or 0)),
        _weight(files, budgets.files, words.number(files or 0)),
        (of_result(result), look(result)),
    ]


def _weight(value: int | None, budget: int | None, shown: str) -> tuple[str, str]:
    if value is None:
        return "?", "dim"
    if budget is None:
        return shown, ""
    return f"{shown} ({words.percent(value, budget)})", "red" if value > budget else ""


def has_budgets(report: Report) -> bool:
    """Whether any artifact has a budget, so that the table shows shares of it."""
    return any(
        x is not None
        for result in report.results
        for x in (result.budgets.packed, result.budgets.unpacked, result.budgets.files)
    )


def statistics(report: Report, style: Style) -> str:
    """How often each rule fired, the most frequent first."""
    found: Iterable[Judged] = (*(j for result in report.results for j in result.active), *report.about_policy)
    tally = Counter((j.finding.rule, j.level) for j in found)
    ordered = sorted(tally.items(), key=lambda item: (-item[0][1], -item[1], item[0][0]))
    rows = [[style.level(level), rule, words.number(number)] for (rule, level), number in ordered]
    return table(rows, ["level", "rule", "findings"], style, right=(2,))


def times(report: Report, style: Style) -> str:
    """What each rule took of the processor, the most first; what is under a hundredth of all stays out.

    What rules share, such as the search for secrets, counts for the first of them that asks.
    """
    total: Counter[str] = Counter()
    for result in report.results:
        total.update(dict(result.seconds))
    whole = sum(total.values())
    rows = [
        [rule or "reading, unpacking, judging", f"{seconds:.2f}", f"{round(100 * seconds / whole)}%"]
        for rule, seconds in total.most_common()
        if seconds * 100 >= whole
    ]
    return table(rows, ["rule", "seconds", "share"], style, right=(1, 2))


def verdict(report: Report, style: Style, *, wrapped: bool = True) -> str:
    """The last line: publish or do not publish, and why."""
    go, why = decide(report)
    word = "OK to publish" if go and report.results else "Nothing to publish" if go else "Do not publish"
    first, *rest = wrap(f"{why}.", style.width, len(word) + 2) if wrapped else [f"{why}."]
    return "\n".join([f"{style.paint(word, 'bold green' if go else 'bold red')}: {first}", *rest])


def decide(report: Report) -> tuple[bool, str]:
    """Whether to publish, and the counts that say why."""
    total = units.count(len(report.results), "artifact")
    found = of_report(report)
    reasons = []
    crashes = sum(len(result.crashes) for result in report.results)
    if crashes:
        reasons.append(f"{units.count(crashes, 'rule')} crashed (a bug in pkglint)")
    unread = sum(result.not_linted is not None for result in report.results)
    if unread:
        alone = len(report.results) == 1
        reasons.append("the artifact was not linted" if alone else f"{words.number(unread)} of {total} not linted")
    if report.problem:
        reasons.append("nothing was linted" if not report.results else "not everything was linted")
    stops = bool(reasons) or report.exit_code != 0
    if found:
        reasons.insert(0, found)
    if not stops and report.count(Level.ERROR):
        return False, f"{found}, though fail-on is 'never' and the exit code is 0"
    if stops:
        if not unread and len(report.results) > 1 and found:
            hit = sum(bool(result.active) for result in report.results)
            reasons[0] += f" in {words.number(hit)} of {total}"
        return False, "; ".join(reasons)
    if not report.results:
        return True, "there was nothing to lint, as allowed"
    if not found:
        return True, f"{total}, nothing found"
    return True, f"{total}, {found} (fail-on: {report.fail_on or 'never'})"
