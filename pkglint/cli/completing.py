"""What a shell completes an argument with: files by the shell itself, names of rules, presets and reports from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Leave it to the shell, which knows files best."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Rules, each with its summary for the shells that show it; of a list with commas the last one."""
    from click.shell_completion import CompletionItem

    from pkglint.rules import catalogue

    before, comma, start = incomplete.rpartition(",")
    return [
        CompletionItem(before + comma + rule.id, help=rule.summary)
        for rule in catalogue().values()
        if rule.id.startswith(start)
    ]


def presets(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The presets that come with pkglint."""
    from pkglint.policy.read.layers import PRESETS

    return _starting(incomplete, PRESETS)


def reports(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """``FORMAT=`` of ``--report``: the path behind it is the user's."""
    from pkglint.report import FORMATS

    return _starting(incomplete, (f"{name}=" for name in FORMATS))


def _starting(incomplete: str, names: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
