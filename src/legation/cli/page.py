"""The page of all commands, made from their own help: ``python -m legation.cli.page > docs/commands.md``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_HEAD = """# Commands

Made from `--help` by `python -m legation.cli.page > docs/commands.md`; a test compares it. `legation COMMAND --help` says more, with examples.
"""


def page() -> str:
    """The page as Markdown."""
    import typer

    from legation.cli.main import app

    lines = [_HEAD]
    for name, command in _commands(typer.main.get_command(app), "legation"):
        lines += [f"## `{name}`", "", _first(command.help or ""), ""]
        rows = [r for p in command.params if (r := _row(p)) is not None]
        if rows:
            lines += ["| | |", "| --- | --- |", *rows, ""]
    return "\n".join(lines).rstrip() + "\n"


def _commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        elif not command.hidden:
            yield f"{path} {name}", command


def _first(help_: str) -> str:
    return " ".join(help_.split("\n\n")[0].split())


def _row(parameter: Any) -> str | None:
    if parameter.name == "help":
        return None
    is_option = parameter.param_type_name == "option"
    names = ", ".join(f"`{o}`" for o in (*parameter.opts, *parameter.secondary_opts)) if is_option else f"`{parameter.metavar or parameter.name.upper()}`"
    value = f" `{parameter.metavar}`" if is_option and parameter.metavar else ""
    return f"| {names}{value} | {' '.join((parameter.help or '').split()).replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    print(page(), end="")
