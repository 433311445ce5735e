"""``pkglint explain``: the page of a rule, made from its docstring."""

from __future__ import annotations

import sys
from difflib import get_close_matches

import click

from pkglint.cli import completing, output, terminal
from pkglint.engine import documentation
from pkglint.report.explain import render_index, render_pages


@click.command("explain")
@click.argument("rule", required=False, shell_complete=completing.rules)
@click.option("--all", "every", is_flag=True, help="Show all rules.")
@click.option("-f", "--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(rule: str | None, every: bool, form: str, color: str) -> int:
    """Show the page of RULE: what it catches, why it matters, how to fix it. Without RULE, list all rules."""
    docs = documentation()
    if every and rule is not None:
        raise click.UsageError("name one rule, or --all")
    if not every and rule is None and form == "markdown":
        output.emit(
            render_index(
                docs, color=terminal.wants_color(color, terminal.is_terminal(sys.stdout)), width=terminal.width()
            )
        )
        return 0
    every = every or rule is None
    chosen = docs if every else tuple(doc for doc in docs if doc.id == rule)
    if not chosen:
        close = get_close_matches(rule or "", [doc.id for doc in docs], 1)
        close = close or [doc.id for doc in docs if rule and rule in doc.id]
        hint = f"did you mean {' or '.join(repr(name) for name in close)}?" if close else "`pkglint explain` lists them"
        raise click.UsageError(f"no rule is called '{rule}': {hint}")
    colored = terminal.wants_color(color, terminal.is_terminal(sys.stdout))
    output.emit(render_pages(chosen, form, width=terminal.width(), color=colored))
    return 0
