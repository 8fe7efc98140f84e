"""The commands that ask the chronicle: timeline, events, engagements, positions, quotes, actors, stories, explain."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legation.cli import options as o

if TYPE_CHECKING:
    from legation.ask.chronicle import Chronicle

_EVENT_COLUMNS = ("day", "type", "status", "trigger", "actors", "recipients", "place", "reports", "id")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (timeline, events, engagements, positions, quotes, actors, stories, explain):
        app.command()(command)


def timeline(
    actor: Annotated[list[str] | None, typer.Argument(metavar="[ACTOR]...", help="Who takes part; two countries give a dyad.", show_default=False)] = None,
    store: o.Store = None, since: o.Since = None, until: o.Until = None, actors: o.Actors = None, type_: o.Types = None, status: o.Statuses = None,
    source: o.Source = None, country: o.Country = None, limit: o.Limit = None, newest: o.Newest = False,
    format_: o.Format = "table", output: o.Output = None,
) -> None:  # fmt: skip
    """What happened between whom, day by day.

    \b
    legation timeline USA PRK --since 2006-11
    legation timeline Hamas Israel --type ASSAULT --format csv > clashes.csv
    """
    given = o.filters([*(actor or ()), *(actors or ())], since, until, type_, status, source, country, limit, newest)
    chronicle = _open(store)
    _show(chronicle.events(**given), format_, output, _EVENT_COLUMNS, chronicle, source)


def events(
    text: Annotated[str | None, typer.Argument(metavar="[WORDS]", help="Words of the sentence that reports it.", show_default=False)] = None,
    store: o.Store = None, since: o.Since = None, until: o.Until = None, actors: o.Actors = None, type_: o.Types = None, status: o.Statuses = None,
    source: o.Source = None, country: o.Country = None, limit: o.Limit = None, newest: o.Newest = False,
    least: Annotated[int, typer.Option("--reports", min=1, metavar="N", help="Told by at least so many stories.")] = 1,
    retracted: Annotated[bool, typer.Option("--retracted", help="Show retracted events too.")] = False,
    mentions: Annotated[bool, typer.Option("--mentions", help="One row a report instead of one an event.")] = False,
    format_: o.Format = "table", output: o.Output = None,
) -> None:  # fmt: skip
    """Events of the chronicle: one row an event, however often it was reported.

    \b
    legation events --type CONSULT/visit --status refused
    legation events enrichment --country Iran --reports 2
    """
    given = o.filters(actors, since, until, type_, status, source, country, limit, newest, text=text, least_reports=least, retracted=retracted)
    chronicle = _open(store)
    if mentions:
        _show(chronicle.mentions(**given), format_, output, ("reported", "type", "status", "trigger", "publisher", "doc_id", "sentence", "event"), chronicle, source)
    else:
        _show(chronicle.events(**given), format_, output, _EVENT_COLUMNS, chronicle, source)


def engagements(
    a: Annotated[str, typer.Argument(metavar="COUNTRY", help="A country.")],
    b: Annotated[str | None, typer.Argument(metavar="[COUNTRY]", help="Another; without it, with all.", show_default=False)] = None,
    store: o.Store = None, since: o.Since = None, until: o.Until = None, actors: o.Actors = None,
    kind: Annotated[list[str] | None, typer.Option("--type", metavar="KIND", help="meeting, talks, visit, agreement or aid; several: any.", show_default=False)] = None,
    state: Annotated[list[str] | None, typer.Option("--status", metavar="STATE", help="State reached: proposed, scheduled, held, refused …; several: any.", show_default=False)] = None,
    source: o.Source = None, country: o.Country = None, limit: o.Limit = None, newest: o.Newest = False,
    format_: o.Format = "table", output: o.Output = None,
) -> None:  # fmt: skip
    """Meetings, talks, visits, agreements and aid between two states, each from the first proposal to what came of it.

    \b
    legation engagements USA PRK
    legation engagements China Japan --since 2006-11 --format md
    """
    given = o.filters(actors, since, until, None, None, source, country, limit, newest)
    chronicle = _open(store)
    table = chronicle.engagements(a, b, kinds=kind or (), states=state or (), **given)
    if format_ in ("csv", "md"):
        from legation.ask.arrow import by_step

        table = by_step(table)
    if format_ != "table":
        _show(table, format_, output, None, chronicle, source)
        return
    from legation.ask.story import engagement_lines

    if not table.num_rows:
        _no_source(chronicle, source)
    lines = engagement_lines(table.to_pylist(), _width())
    text = "\n".join(lines) + "\n" if lines else "nothing found\n"
    if output is not None:
        output.write_text(text, "utf8")
    else:
        typer.echo(text, nl=False)


def positions(
    holder: Annotated[list[str] | None, typer.Argument(metavar="[WHO]...", help="A state, body or person.", show_default=False)] = None,
    on: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the issue.")] = None,
    store: o.Store = None, since: o.Since = None, until: o.Until = None, actors: o.Actors = None,
    stance: Annotated[list[str] | None, typer.Option("--type", metavar="STANCE", help="supports, opposes, demands, offers, refuses, fears or denies; several: any.", show_default=False)] = None,
    source: o.Source = None, country: o.HolderCountry = None, limit: o.Limit = None,
    format_: o.Format = "table", output: o.Output = None,
) -> None:  # fmt: skip
    """Who supports, opposes, demands, offers, refuses, fears or denies what, by issue; changes of position are marked.

    \b
    legation positions Iran --on enrichment
    legation positions --on "peacekeepers Darfur" --since 2006-11
    """
    given = o.filters(actors, since, until, None, None, source, country, limit)
    chronicle = _open(store)
    table = chronicle.positions(*(holder or ()), on=on, stances=stance or (), **given)
    _show(table, format_, output, ("issue_group", "day", "holder", "country", "stance", "issue", "change", "doc_id"), chronicle, source)


def quotes(
    speaker: Annotated[str | None, typer.Argument(metavar="[SPEAKER]", help="Who speaks: a person, body or state.", show_default=False)] = None,
    about: Annotated[str | None, typer.Option(metavar="NAME", help="Somebody or something named in what is said.")] = None,
    search: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of what is said (full-text search).")] = None,
    store: o.Store = None, since: o.Since = None, until: o.Until = None, actors: o.Actors = None,
    kind: Annotated[list[str] | None, typer.Option("--type", metavar="KIND", help="direct, indirect or mixed; several: any.", show_default=False)] = None,
    source: o.Source = None, country: o.SpeakerCountry = None, limit: o.Limit = None, newest: o.Newest = False,
    format_: o.Format = "table", output: o.Output = None,
) -> None:  # fmt: skip
    """Who said what, about whom.

    \b
    legation quotes "Condoleezza Rice" --about Iran
    legation quotes --search "nuclear test" --since 2006-11 --format csv
    """
    given = o.filters(actors, since, until, None, None, source, country, limit, newest)
    chronicle = _open(store)
    table = chronicle.quotes(speaker, about, search, kinds=kind or (), **given)
    _show(table, format_, output, ("day", "speaker", "country", "cue", "content", "doc_id"), chronicle, source)


def actors(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A country or part of a name.", show_default=False)] = None,
    store: o.Store = None, since: o.Since = None, until: o.Until = None, type_: o.Types = None, status: o.Statuses = None, country: o.ActorCountry = None,
    limit: o.Limit = 50, format_: o.Format = "table", output: o.Output = None,
) -> None:  # fmt: skip
    """Who takes part in events, and in how many; the most active first."""
    chronicle = _open(store)
    table = chronicle.actors(name, **o.filters(None, since, until, type_, status, None, country, limit))
    _show(table, format_, output, ("name", "country", "sector", "events", "as_actor", "as_recipient", "first_day", "last_day"), chronicle)


def stories(
    search: Annotated[str | None, typer.Argument(metavar="[WORDS]", help="Words of the story (full-text search).", show_default=False)] = None,
    store: o.Store = None, since: o.Since = None, until: o.Until = None, source: o.Source = None, limit: o.Limit = None, newest: o.Newest = False,
    format_: o.Format = "table", output: o.Output = None,
) -> None:  # fmt: skip
    """What has been read: stories, what they copy, how often they were seen."""
    chronicle = _open(store)
    table = chronicle.stories(search, since=since, until=until, source=source, limit=limit, newest=newest)
    _show(table, format_, output, ("date", "publisher", "title", "relation", "label", "sightings", "events", "doc_id"), chronicle, source)


def explain(
    event: Annotated[str, typer.Argument(metavar="ID", help="Id of an event or engagement; its beginning will do.")],
    store: o.Store = None,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Why the chronicle says so: the event's reports down to the characters of each story, and why they were taken for one.

    \b
    legation explain e76f8e8a    the event whose id begins so
    legation explain g1c2d3e4    an engagement: its steps, then each of its events
    """
    import json

    from legation.ask.story import explanations

    found = _open(store).explain(event)
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(explanations(found, _width())))


def _open(store: str | None) -> Chronicle:
    from legation.ask.chronicle import Chronicle

    return Chronicle(store, create=False)


def _show(
    table: Any, form: o.Form, output: Any, columns: tuple[str, ...] | None, chronicle: Chronicle | None = None, source: str | None = None
) -> None:  # fmt: skip
    from legation.ask.output import write

    if not table.num_rows:
        _no_source(chronicle, source)
    write(table, form, output, columns, _width())


def _no_source(chronicle: Chronicle | None, source: str | None) -> None:
    """Where nothing was found: say which publishers there are."""
    if chronicle is None or not source:
        return
    known = chronicle.publishers()
    names = ", ".join(known[:12]) + (f" and {len(known) - 12} others" if len(known) > 12 else "") or "none"
    typer.echo(f"nothing of the source “{source}”; publishers in this chronicle: {names}", err=True)


def _width() -> int:
    return shutil.get_terminal_size((120, 24)).columns if sys.stdout.isatty() else 160
