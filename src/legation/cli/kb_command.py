"""``legation kb``: look into the knowledge base, check it, compile it, and bring other dictionaries in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from legation.errors import KnowledgeError

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look into the knowledge base, check it, extend it.")
_Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Actor or agent files in PETRARCH/Phoenix format.", exists=True)]


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name as news writes it: “Bush”, “the Kremlin”, “Mosul”.")] = "",
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The day for which to look it up.")] = None,
    actors: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own actors, in TOML.", exists=True)] = None,
) -> None:
    """Show what a name stands for, on a day; without a name, count the entries of each kind."""
    from datetime import date as day_of

    from legation.analysis.actors.names import without_article
    from legation.errors import UsageError
    from legation.knowledge.base import Knowledge
    from legation.knowledge.gazetteer import Gazetteer
    from legation.knowledge.own import load
    from legation.readers.story import parse_date

    knowledge = Knowledge.load()
    if actors is not None:
        own = load(actors, knowledge)
        knowledge = knowledge.with_own(own.entries, own.terms, own.version, own.nouns)
    if not name:
        typer.echo(f"knowledge base {knowledge.version}, kept up to {knowledge.until}")
        for kind, count in sorted(knowledge.count().items()):
            typer.echo(f"{count:7,}  {kind}")
        return
    try:
        text = parse_date(date)
    except ValueError as error:
        raise UsageError(f"--date: {error}") from None
    day = day_of.fromisoformat(text) if text else None
    bare = without_article(name)
    entries = knowledge.named(bare) or knowledge.named(name)
    for entry in entries:
        valid = "" if entry.span.covers(day) else "  (not on that day)"
        typer.echo(f"{entry.kind}: {entry.name}  country {entry.country or '-'}  sector {entry.sector or '-'}  {entry.span}{valid}")
        for term in knowledge.terms(entry.name) if entry.kind == "person" else ():
            typer.echo(f"  {'*' if day and term.span.covers(day) else ' '} {term}")
    person = knowledge.surname(bare, day) if " " not in bare else None
    if person is not None:
        typer.echo(f"as a surname alone: {person.name}, {person.when}: {person.term}")
    for place in Gazetteer.load().find(bare)[:5]:
        where = ", ".join(filter(None, (place.division, place.country)))
        typer.echo(f"place: {place.name} ({where}), {place.kind}, {place.lat:.3f} {place.lon:.3f}, population {place.population:,}")
    if not entries and person is None and not Gazetteer.load().find(bare):
        typer.echo(f"“{name}” is not in the knowledge base; add it in a file of your own (see --actors)")
        raise typer.Exit(1)


@app.command()
def check(
    files: _Files,
    all_: Annotated[bool, typer.Option("--all", help="List every gap, not only the first twenty.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Also print the figures as one JSON object, on the last line.")] = False,
) -> None:
    """Compare the knowledge base with dictionaries, entry by entry: agreement, contradictions, gaps."""
    import json

    from legation.knowledge.base import Knowledge
    from legation.knowledge.check import compare

    report = compare(Knowledge.load(), files)
    _tell(report.bad)
    share = f"{report.agreement:.3f}" if report.agreement is not None else "-"
    typer.echo(f"states: {report.states_agree} with the same code, {len(report.states_differ)} with another")
    for name, ours, theirs in report.states_differ:
        typer.echo(f"  {name}: ours {ours}, theirs {theirs}")
    typer.echo(f"bodies: {report.bodies_agree} of the same state, {len(report.bodies_differ)} of another")
    for name, ours, theirs in report.bodies_differ if all_ else report.bodies_differ[:20]:
        typer.echo(f"  {name}: ours {ours}, theirs {theirs}")
    typer.echo(f"dated offices in both: {report.offices_agree} agree, {len(report.offices_differ)} contradict (agreement {share})")
    for name, ours, theirs in report.offices_differ:
        typer.echo(f"  {name}: ours {ours}; theirs {theirs}")
    for title, names in (("only in the dictionaries", report.missing), ("only in ours", report.extra)):
        typer.echo(f"people with dated offices {title}: {len(names)}")
        for name in names if all_ else names[:20]:
            typer.echo(f"  {name}")
    if as_json:
        figures = {"states_agree": report.states_agree, "states_differ": len(report.states_differ), "bodies_agree": report.bodies_agree,
                   "bodies_differ": len(report.bodies_differ), "offices_agree": report.offices_agree,
                   "offices_differ": len(report.offices_differ), "agreement": report.agreement, "missing": len(report.missing),
                   "extra": len(report.extra)}  # fmt: skip
        typer.echo(json.dumps(figures))


@app.command("import")
def import_(
    files: _Files,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The TOML file to write, for --actors.")],
) -> None:
    """Turn PETRARCH or Phoenix dictionaries into a file of your own actors."""
    from legation.knowledge.base import Knowledge
    from legation.knowledge.own import write
    from legation.knowledge.phoenix import read

    bad: list[KnowledgeError] = []
    written, left = write((actor for path in files for actor in read(path, bad)), output, Knowledge.load().states)
    _tell(bad)
    typer.echo(f"{written:,} actors and nouns written to {output}; {left:,} left out (without a country or sector of ours)")
    typer.echo(f"use it: legation read story.txt --actors {output}")


@app.command("compile")
def compile_() -> None:
    """Compile the tables anew, after changing one."""
    from legation.knowledge.compiler import COMPILED, compiled

    text = compiled()
    COMPILED.write_text(text, "utf8")
    typer.echo(f"{COMPILED}: {len(text.encode()) / 1e6:.1f} MB")


@app.command()
def gazetteer() -> None:
    """Compile the gazetteer anew (needs the extra “gazetteer”)."""
    from legation.knowledge.gazetteer import FILE, compile_to

    typer.echo(f"{FILE}: {compile_to():,} places, {FILE.stat().st_size / 1e6:.1f} MB")


def _tell(bad: list[KnowledgeError]) -> None:
    for error in bad[:5]:
        typer.echo(f"passed over: {error}", err=True)
    if len(bad) > 5:
        typer.echo(f"… and {len(bad) - 5:,} more lines that could not be read", err=True)
