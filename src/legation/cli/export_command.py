"""``legation export``: the chronicle in the forms of the field, as tables, maps, networks and timelines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from legation.cli import options as o
from legation.exports import FORMATS

_EXAMPLES = (
    "export plover -o events.jsonl --since 2006-10            PLOVER JSON, planned meetings as AGREE",
    "export polecat -o polecat.tsv --all-statuses             POLECAT, with acts that did not happen, marked",
    "export gdelt -o gdelt/                                   GDELT Events and Mentions into a folder",
    "export icews -o icews.tsv --count reports                ICEWS, one row a story that tells of an event",
    "export dyads -o dyads.csv --actor USA --actor PRK        counts and scores a day and pair of countries",
    "export parquet -o crisis/ --actor Iran                   all tables, with a codebook",
    "export csv -o for-excel/ --status actual                 the same for Excel",
    "export geojson -o map.geojson --type ASSAULT             points for QGIS, R or a web map",
    "export graphml -o network.graphml --since 2006           a network for Gephi, igraph or networkx",
    "export timelinejs -o timeline.json --country Sudan       a timeline for a web page",
    "export labelstudio -o tasks.json                         corrections for Label Studio",
    "export standoff -o corrections.jsonl                     corrections to train on",
)
HELP = (
    """Write the chronicle, or the part that the options choose, in a form that other programs read.

\b
FORMAT is one of:
"""
    + "\n".join(f"  {f.name:<12} {f.description}" for f in FORMATS.values())
    + """

A row or number counts either events (each once, however often told) or reports (stories that tell of it); every export says which. Acts that
are possible, conditional or negated did not happen: forms of the field leave them out and say how many. Retracted events are never
written. The same chronicle and options give the same bytes. docs/exports.md describes every column.

\b
Examples:
"""
    + "\n".join(f"  legation {e}" for e in _EXAMPLES)
)
"""The help text, with an example for each format."""


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("export", help=HELP)(export)


def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help="Which form; see above.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE_OR_DIR", help="File to write; a folder for gdelt, parquet and csv.", show_default=False),
    ],
    store: o.Store = None, since: o.Since = None, until: o.Until = None, actors: o.Actors = None, type_: o.Types = None,
    status: o.Statuses = None, source: o.Source = None, country: o.Country = None, limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many events, the first.")] = None,
    count: Annotated[
        Literal["events", "reports"] | None, typer.Option(help="What is counted [default: events].", show_default=False)
    ] = None,
    all_statuses: Annotated[
        bool, typer.Option("--all-statuses", help="Keep acts that did not happen too, marked as PLOVER does (plover, polecat).")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not say what was written.")] = False,
) -> None:  # fmt: skip
    """Write the chronicle in a form that other programs read; see :data:`HELP`."""
    from legation.ask.chronicle import Chronicle
    from legation.exports import export as write

    given = o.filters(actors, since, until, type_, status, source, country, limit)
    with Chronicle(store, create=False) as chronicle:
        summary = write(chronicle, format_, output, count=count, all_statuses=all_statuses, **given)
    if not quiet:
        typer.echo("\n".join(summary.lines()), err=True)
