"""The documentation names everything that there is to be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

import legation
from legation.cli.main import app
from legation.store.tables import metadata

ROOT = Path(__file__).parent.parent


def _commands() -> list[str]:
    group = typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [f"{name} {n}" for n in inner] if inner else [name]
    return found


def test_the_data_model_describes_every_table() -> None:
    page = (ROOT / "docs" / "data-model.md").read_text("utf8")
    assert [t for t in metadata.tables if f"`{t}`" not in page] == []


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_documented_and_explains_itself(command: str) -> None:
    assert f"## `legation {command}`" in (ROOT / "docs" / "commands.md").read_text("utf8")
    target = typer.main.get_command(app)
    for name in command.split():
        target = target.commands[name]  # type: ignore[attr-defined]
    assert target.help
    options = [p for p in target.params if getattr(p, "param_type_name", "") == "option" and not getattr(p, "help", None)]
    assert [p.name for p in options] == []


def test_the_page_of_commands_is_made_from_their_help() -> None:
    from legation.cli.page import page

    assert (ROOT / "docs" / "commands.md").read_text("utf8") == page(), "run: python -m legation.cli.page > docs/commands.md"


def test_each_table_of_the_knowledge_base_has_its_page() -> None:
    from legation.knowledge.page import pages

    have = {p.stem: p.read_text("utf8") for p in (ROOT / "docs" / "tables").glob("*.md")}
    assert have == pages(), "run: python -m legation.knowledge.page docs/tables"


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_the_public_names() -> None:
    assert legation.__all__ == [
        "Chronicle", "InputError", "LegationError", "Reader", "Record", "Story", "__version__", "read", "read_stories", "samples", "schema",
    ]  # fmt: skip
    for name in legation.__all__:
        assert getattr(legation, name) is not None
