"""``pkglint config``: validate the policy, print its JSON Schema, print what counts and where it came from."""

from __future__ import annotations

import click

from pkglint.cli import completing, output
from pkglint.cli.paths import load
from pkglint.policy import PolicyError
from pkglint.rules import catalogue


@click.command("config")
@click.option("--check", "mode", flag_value="check", default="check", help="Validate the policy (default).")
@click.option("--show", "mode", flag_value="show", help="Print the merged policy and where each value came from.")
@click.option("--schema", "mode", flag_value="schema", help="Print the JSON Schema of a policy.")
@click.option("-c", "--config", shell_complete=completing.files, metavar="PATH", help="The policy file to use.")
@click.option("--no-config", is_flag=True, help="Look for no policy file: the preset alone.")
@click.option(
    "--preset",
    multiple=True,
    shell_complete=completing.presets,
    metavar="NAME",
    help="Preset to start from when no policy file is used.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(mode: str, config: str | None, no_config: bool, preset: tuple[str, ...], color: str) -> int:
    """Validate the policy, show it merged, or print its JSON Schema.

    The policy is the one that `pkglint check` would use from here. Exit code 2 when it is broken.
    """
    if mode == "schema":
        from pkglint.policy.read.schema import schema_text

        output.emit(schema_text(catalogue()))
        return 0
    try:
        policy = load(catalogue(), config, no_config, preset)
    except PolicyError as error:
        return output.emit_problems(error.problems, color)
    if mode == "show":
        from pkglint.policy.author.show import show

        output.emit(show(policy))
        return 0
    from pkglint.report.kit.escape import terminal as escape

    presets = f"{'preset' if len(policy.presets) == 1 else 'presets'} {', '.join(policy.presets)}"
    if policy.source is None:
        output.emit(f"no policy file; {presets} applies\n")
    else:
        exceptions = f"{len(policy.ignores)} exception{'' if len(policy.ignores) == 1 else 's'}"
        output.emit(f"{escape(policy.source)} is valid: {presets}, {exceptions}\n")
    return 0
