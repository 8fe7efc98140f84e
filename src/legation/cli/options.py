"""The options that every question to the chronicle has, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

Form = Literal["table", "json", "jsonl", "csv", "parquet", "md"]
Store = Annotated[str | None, typer.Option("--store", "-s", metavar="FILE_OR_URL", envvar="LEGATION_STORE", show_envvar=False,
    help="The chronicle: a file, or postgresql://USER@HOST/NAME [default: $LEGATION_STORE, else legation.sqlite].", show_default=False)]  # fmt: skip
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From this day on (YYYY-MM-DD, YYYY-MM or YYYY).")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to this day.")]
Actors = Annotated[list[str] | None, typer.Option("--actor", metavar="NAME", show_default=False,
    help="Takes part: a country (PRK, “North Korea”) or a name; several: all of them.")]  # fmt: skip
Types = Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help="PLOVER type, or TYPE/mode; several: any of them.", show_default=False)]
Statuses = Annotated[list[str] | None, typer.Option("--status", metavar="STATUS", help="actual, planned, refused …; several: any of them.", show_default=False)]
Source = Annotated[str | None, typer.Option(metavar="NAME", help="Vouched for by this source, or published by it.")]
Country = Annotated[str | None, typer.Option(metavar="NAME", help="Where it happened.")]
SpeakerCountry = Annotated[str | None, typer.Option("--country", metavar="NAME", help="Country of the speaker.", show_default=False)]
HolderCountry = Annotated[str | None, typer.Option("--country", metavar="NAME", help="Country of the holder.", show_default=False)]
ActorCountry = Annotated[str | None, typer.Option("--country", metavar="NAME", help="Country of the actor.", show_default=False)]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many rows.")]
Newest = Annotated[bool, typer.Option("--newest", help="The latest first.")]
Format = Annotated[Form, typer.Option("--format", "-f", help="Form of the output; parquet needs --output.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of the screen.")]


def filters(
    actors: list[str] | None = None, since: str | None = None, until: str | None = None, types: list[str] | None = None,
    statuses: list[str] | None = None, source: str | None = None, country: str | None = None, limit: int | None = None,
    newest: bool = False, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """The options as filters of a query."""
    return {
        "actors": tuple(actors or ()), "since": since, "until": until, "types": tuple(types or ()), "statuses": tuple(statuses or ()),
        "source": source, "country": country, "limit": limit, "newest": newest, **more,
    }  # fmt: skip
