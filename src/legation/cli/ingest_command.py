"""``legation ingest``, ``watch``, ``aside``, ``review`` and ``runs``: what changes the chronicle."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from legation.cli import options as o
from legation.errors import UsageError

if TYPE_CHECKING:
    from legation.ingest.summary import Summary
    from legation.store.database import Database

aside_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Stories that could not be read: list them, try them again.")
review_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="""Correct the chronicle: accept, correct, merge, split, retract, undo.

Corrections are kept with name and time, laid over the machine's reading (never in its place), and survive readings with newer models.
`legation export labelstudio` gives them as training data.""")  # fmt: skip
_Who = Annotated[str, typer.Option("--by", metavar="NAME", envvar="LEGATION_USER", show_envvar=False, help="Who decides [default: $LEGATION_USER].", show_default=False)]
_Note = Annotated[str, typer.Option(metavar="TEXT", help="Why.")]
_Event = Annotated[str, typer.Argument(metavar="ID", help="Id of an event.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(ingest)
    app.command()(watch)
    app.command()(link)
    app.command()(runs)
    app.add_typer(aside_app, name="aside")
    app.add_typer(review_app, name="review")


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATHS...", help="Files, folders, WARC archives, addresses of pages or feeds, or -.")],
    store: o.Store = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Publication date of stories that carry none.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="End after N stories that are not known yet.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be read; read and store nothing.")] = False,
    resume: Annotated[bool, typer.Option("--resume/--reread", help="Leave known stories as they are, or read again those that another version read.")] = True,
    link: Annotated[bool, typer.Option("--link/--no-link", help="Link reports to events now, or later with: legation link.")] = True,
    private: Annotated[bool, typer.Option("--private", help="Also fetch addresses of private networks and this machine.")] = False,
    threads: Annotated[int, typer.Option(min=0, metavar="N", help="Threads of the engine; 0 is one for each core.")] = 0,
    actors: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own actors, in TOML (see docs/knowledge.md).")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, and no summary unless stories were set aside.")] = False,
) -> None:
    """Read stories and take them into the chronicle.

    Takes what `legation read` takes (text, HTML, JSON, JSONL, folders, -), records made by `legation read --shards` (folders of Parquet
    shards), WARC archives, and addresses of pages and feeds. The same input twice changes nothing; a run that was killed goes on where it
    stopped when you give the same command again.

    \b
    legation ingest stories.jsonl
    legation ingest archive.warc.gz https://example.org/feed.xml --store crisis.sqlite
    legation ingest stories.jsonl --dry-run

    \b
    Exit codes: 0 all taken in, 1 the run failed, 2 wrong usage, 3 some stories were set aside, 4 another run is writing.
    """
    from legation.cli.progress import progress
    from legation.ingest import run as ingesting
    from legation.ingest.summary import Summary
    from legation.readers.story import parse_date
    from legation.store.database import Database

    try:
        day = parse_date(date)
    except ValueError as error:
        raise UsageError(f"--date: {error}") from None
    database, counted, begun = Database(store), Summary(), time.monotonic()
    local = [p for p in paths if "://" not in p]
    reader = None if dry_run and resume else _reader(threads, actors)
    with progress(local if len(local) == len(paths) else ["-"], limit, not quiet) as bar:
        try:
            ingesting.ingest(
                database, _items(paths, day, private), reader, command=f"ingest {' '.join(paths)}"[:500], limit=limit, reread=not resume,
                dry_run=dry_run, step=bar.step, summary=counted, link=link,
            )  # fmt: skip
        except KeyboardInterrupt:
            bar.stop()
            print("stopped; what was read is stored. The same command goes on from there.", file=sys.stderr)
            raise
    _close(database, counted, begun, quiet, dry_run)


def _items(paths: list[str], day: str | None, private: bool) -> Any:
    from legation.ingest.fetch import Fetcher
    from legation.ingest.paths import open_paths

    return open_paths(paths, day, Fetcher(private=private) if any("://" in p for p in paths) else None)


def _reader(threads: int, actors: Path | None) -> Any:
    from legation.reader import Reader

    return Reader.load(threads=threads, actors=actors)


def _close(database: Database, counted: Summary, begun: float, quiet: bool, dry: bool = False) -> None:
    from legation.cli.progress import duration

    database.close()
    if counted.aside or not quiet:
        lines = counted.lines(dry)
        lines[0] += f" ({duration(time.monotonic() - begun)})"
        print("\n".join(lines), file=sys.stderr)
    if counted.aside:
        raise typer.Exit(3)


def watch(
    config: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="The feeds to follow.", exists=True, dir_okay=False)],
    store: o.Store = None,
    once: Annotated[bool, typer.Option("--once", help="Ask each feed that is due once, then end (for cron).")] = False,
    private: Annotated[bool, typer.Option("--private", help="Also fetch addresses of private networks and this machine.")] = False,
) -> None:
    """Follow feeds and take what is new into the chronicle, until you stop it.

    \b
    FEEDS.toml:
      [[feed]]
      url = "https://example.org/world.xml"
      every = "15m"
      publisher = "Example News"
    """
    from legation.ingest.follow import follow_feeds
    from legation.store.database import Database

    begun, database = time.monotonic(), Database(store)
    counted = follow_feeds(database, config, _reader(0, None), once, private, lambda line: print(line, file=sys.stderr, flush=True))
    _close(database, counted, begun, False)
    if once and counted.problems:
        raise typer.Exit(3)


def link(store: o.Store = None, quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False) -> None:
    """Link all reports to events anew: after `ingest --no-link`, or with a newer linker. Corrections are kept."""
    from legation.cli.progress import progress
    from legation.store.database import Database
    from legation.store.relink import relink

    database = Database(store, create=False)
    with progress(["-"], None, not quiet) as bar:
        count = relink(database, bar.step)
    if not quiet:
        print(f"{count:,} events", file=sys.stderr)


def runs(store: o.Store = None, limit: o.Limit = 20, format_: o.Format = "table", output: o.Output = None) -> None:
    """The runs that have written to the chronicle, and how they ended."""
    from legation.ask.chronicle import Chronicle

    found = Chronicle(store, create=False).runs()[-(limit or 20) :]
    _rows(found, format_, output, ("id", "began", "ended", "state", "read", "known", "aside", "events", "command"))


@aside_app.command("list")
def aside_list(store: o.Store = None, format_: o.Format = "table", output: o.Output = None) -> None:
    """List the stories set aside, each with file, line and reason."""
    from legation.store import asides
    from legation.store.database import Database

    with Database(store, create=False).read() as connection:
        found = asides.listed(connection)
    _rows(found, format_, output, ("id", "source", "line", "doc_id", "reason", "tries", "at"))


@aside_app.command("retry")
def aside_retry(
    number: Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Which; without, all that have their text.", show_default=False)] = None,
    store: o.Store = None,
) -> None:
    """Read once more what was set aside; what can be read now comes into the chronicle and off the list."""
    from legation.ingest.run import retry
    from legation.store.database import Database

    begun, database = time.monotonic(), Database(store, create=False)
    _close(database, retry(database, _reader(0, None), number or None), begun, False)


@aside_app.command("drop")
def aside_drop(
    number: Annotated[list[int], typer.Argument(metavar="ID...", help="Which (see aside list).")], store: o.Store = None,
) -> None:  # fmt: skip
    """Take stories off the list that shall not be tried again."""
    from legation.store import asides, lock
    from legation.store.database import Database

    database = Database(store, create=False)
    with lock.writing(database), database.write() as connection:
        asides.drop(connection, number)


@review_app.command("list")
def review_list(store: o.Store = None, format_: o.Format = "table", output: o.Output = None) -> None:
    """List all corrections, undone ones too."""
    from legation.ask.chronicle import Chronicle

    _rows(Chronicle(store, create=False).corrections(), format_, output, ("id", "at", "who", "action", "event", "other", "field", "before", "value", "note", "undone"))


@review_app.command()
def accept(event: _Event, by: _Who = "", note: _Note = "", store: o.Store = None) -> None:
    """Say that an event is right as it stands."""
    _decide("accept", event, by, note, store)


@review_app.command()
def correct(
    event: _Event,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="type, mode, status, date, place, actors or recipients.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The right value; parties as NAME/COUNTRY/SECTOR; …")],
    by: _Who = "", note: _Note = "", store: o.Store = None,
) -> None:  # fmt: skip
    """Give a field of an event its right value.

    \b
    legation review correct e1f2… status refused --by ana --note "called off on Friday"
    legation review correct e1f2… actors "Kofi Annan/IGO/IGO; Sudan/SDN/GOV" --by ana
    """
    made: Any = value
    if field in ("actors", "recipients"):
        made = [(*p.strip().rsplit("/", 2),) for p in value.split(";") if p.strip()]
        if any(len(p) != 3 for p in made):
            raise UsageError(f"“{value}”: write parties as NAME/COUNTRY/SECTOR, separated by ; (an empty COUNTRY for none)")
    _decide("correct", event, by, note, store, field=field, value=made)


@review_app.command()
def merge(
    event: _Event, other: Annotated[str, typer.Argument(metavar="OTHER", help="The event that is the same.")], by: _Who = "", note: _Note = "",
    store: o.Store = None,
) -> None:  # fmt: skip
    """Say that two events are one; the first id stays."""
    _decide("merge", event, by, note, store, other=other)


@review_app.command()
def split(
    event: _Event, mention: Annotated[list[int], typer.Argument(metavar="MENTION...", help="Numbers of the mentions that tell of another event (see explain).")],
    by: _Who = "", note: _Note = "", store: o.Store = None,
) -> None:  # fmt: skip
    """Say that some mentions tell of another event."""
    _, id_ = _decide("split", event, by, note, store, mentions=mention)
    typer.echo(f"new event {id_}")


@review_app.command()
def retract(event: _Event, by: _Who = "", note: _Note = "", store: o.Store = None) -> None:
    """Take an event back; it stays in the store, marked, and out of counts and exports."""
    _decide("retract", event, by, note, store)


@review_app.command()
def undo(
    correction: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the correction (see review list).")], by: _Who = "", store: o.Store = None,
) -> None:  # fmt: skip
    """Take a correction back."""
    from legation.ask.chronicle import Chronicle

    Chronicle(store, create=False).undo(correction, by)


def _decide(action: str, event: str, who: str, note: str, store: str | None, **more: Any) -> Any:
    from legation.ask.chronicle import Chronicle

    return Chronicle(store, create=False).review(action, event, who, note, **more)


def _rows(found: list[dict[str, Any]], form: o.Form, output: Path | None, columns: tuple[str, ...]) -> None:
    import pyarrow as pa

    from legation.cli.ask_command import _show

    table = pa.Table.from_pylist(found) if found else pa.table({c: pa.array([], pa.string()) for c in columns})
    _show(table, form, output, columns)
