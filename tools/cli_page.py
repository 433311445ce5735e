"""The reference of the command line and the manual page, both from what click knows of the commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from pkglint.cli import COMMANDS, EPILOG, cli

INTRO = """\
# Command line

<!-- Made by tools/cli_page.py from the commands themselves: change the help there. -->

What the commands are for, where the policy is found and what decides about colour is on [one page](commands.md); this
one lists every option. `pkglint COMMAND --help` shows the same.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it, groups before what is in them."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield from _with_inner(f"pkglint {name}", command)


def _with_inner(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _with_inner(f"{words} {name}", inner)


def cli_page() -> str:
    """The whole reference as Markdown."""
    parts = [INTRO]
    for words, command in commands():
        parts += [f"## {words}", _usage(words, command), *_paragraphs(command, "```text\n{}\n```")]
        rows = [f"| {_cell(', '.join(names))} | {_sentence(about)} |" for names, about in _options(words, command)]
        if rows:
            parts.append("\n".join(["| option | what it does |", "| --- | --- |", *rows]))
    return "\n\n".join([*parts, "## Exit codes", EPILOG.partition(": ")[2]]) + "\n"


def _usage(words: str, command: click.Command) -> str:
    pieces = command.collect_usage_pieces(click.Context(command, info_name=words))
    return f"```text\n{' '.join([words, *pieces])}\n```"


def _paragraphs(command: click.Command, verbatim: str) -> Iterator[str]:
    """The paragraphs of a command's help; those behind click's mark for what is not to be wrapped, in ``verbatim``."""
    for paragraph in re.sub(r"\n +", "\n", (command.help or "").strip()).split("\n\n"):
        if paragraph.startswith("\b"):
            yield verbatim.format(paragraph.removeprefix("\b").strip("\n"))
        else:
            yield _escaped(" ".join(paragraph.split()))


def _options(words: str, command: click.Command) -> Iterator[tuple[list[str], str]]:
    """The names of each option with its value, and what it is for with its default."""
    context = click.Context(command, info_name=words)
    for parameter in command.get_params(context):
        if not isinstance(parameter, click.Option) or parameter.hidden or "--help" in parameter.opts:
            continue
        value = "" if parameter.is_flag or parameter.count else f" {parameter.make_metavar(context)}"
        default = f" Default: {parameter.default}." if parameter.show_default else ""
        *short, last = (*parameter.opts, *parameter.secondary_opts)
        yield [*short, f"{last}{value}"], (parameter.help or "") + default


def _cell(text: str) -> str:
    return ", ".join(f"`{part}`" for part in text.replace("|", "\\|").split(", "))


def _sentence(text: str) -> str:
    return _escaped(" ".join(text.split())).replace("|", "\\|") or "-"


def _escaped(text: str) -> str:
    """Text in which a star or an angle bracket is one, outside of code."""
    parts = text.split("`")
    return "`".join(part if index % 2 else re.sub(r"([*<>_])", r"\\\1", part) for index, part in enumerate(parts))


def manual() -> str:
    """``pkglint(1)`` in the macros of man(7)."""
    about = "lint a built wheel, sdist or npm tarball before it is published"
    lines = ['.TH PKGLINT 1 "" pkglint', ".SH NAME", f"pkglint \\- {about}", ".SH SYNOPSIS", ".B pkglint"]
    lines += ["COMMAND [OPTIONS] [ARGUMENTS]", ".SH DESCRIPTION", *_roff(" ".join((cli.help or "").split()))]
    for words, command in commands():
        lines += [f'.SH "{words.upper()}"', *_roff(_usage(words, command).strip("`").removeprefix("text\n").strip())]
        for paragraph in _paragraphs(command, "\0{}"):
            plain = re.sub(r"\\([*<>_])", r"\1", paragraph)
            shown = [".nf", *_roff(plain[1:]), ".fi"] if plain.startswith("\0") else _roff(plain)
            lines += [".PP", *shown]
        for names, text in _options(words, command):
            lines += [".TP", f".B {_roff(', '.join(names))[0]}", *_roff(" ".join(text.split()) or "-")]
    lines += [".SH EXIT STATUS", *_roff(EPILOG.partition(": ")[2])]
    return "\n".join(lines) + "\n"


def _roff(text: str) -> list[str]:
    """Lines of roff that show ``text``: no line begins with a control character."""
    shown = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "")
    return [f"\\&{line}" if line.startswith((".", "'")) else line for line in shown.splitlines()]
