"""``legation bench``: measures of the reader against annotated data."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Measure the reader against annotated data.")
_Json = Annotated[bool, typer.Option("--json", help="Also print the result as one JSON object, on the last line.")]
Split = Literal["train", "dev", "test"]
Half = Literal["dev", "check"]


@app.command()
def record(
    gold: Annotated[Path, typer.Argument(help="Folder of gold records, one ID.json for each story.", exists=True, file_okay=False)],
    stories: Annotated[Path, typer.Argument(help="JSONL of the stories.", exists=True)],
    as_json: _Json = False,
) -> None:
    """Score whole records: events, statuses, actors, statements."""
    from legation.bench import record as bench

    show("record", bench.run(gold, stories), as_json)


@app.command()
def attribution(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of PolNeAR.", exists=True, file_okay=False)],
    split: Annotated[Split, typer.Option(help="Part of the data to score.")] = "dev",
    as_json: _Json = False,
) -> None:
    """Score sources, cues and contents of attributions (PolNeAR)."""
    from legation.bench import attribution as bench

    show("attribution", bench.run(folder, split), as_json)


@app.command()
def relations(
    file: Annotated[Path, typer.Argument(help="Table of sentences with marked source and target.", exists=True, dir_okay=False)],
    as_json: _Json = False,
) -> None:
    """Score the PLOVER type between two marked parties (PLV)."""
    from legation.bench import relations as bench

    show("relations", bench.run(file), as_json)


@app.command()
def actors(
    gold: Annotated[Path, typer.Argument(help="Folder of gold records, one ID.json for each story.", exists=True, file_okay=False)],
    stories: Annotated[Path, typer.Argument(help="JSONL of the stories.", exists=True)],
    as_json: _Json = False,
) -> None:
    """Score country, sector and name of the actors' mentions, given where they stand."""
    from legation.bench import actors as bench

    show("actors", bench.run(gold, stories), as_json)


@app.command()
def times(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of TimeML files (*.tml).", exists=True, file_okay=False)],
    half: Annotated[Half | None, typer.Option(help="Only one half of the files, split by a hash of the name.")] = None,
    as_json: _Json = False,
) -> None:
    """Score time expressions: spans, types and values (TimeML)."""
    from legation.bench import times as bench

    show("times", bench.run(folder, half), as_json)


@app.command()
def places(
    path: Annotated[Path, typer.Argument(metavar="FILE_OR_DIR", help="lgl.xml, GeoVirus.xml, or the folder GeoWebNews.", exists=True)],
    half: Annotated[Half | None, typer.Option(help="Only one half of the stories, split by a hash of the name.")] = None,
    end_to_end: Annotated[bool, typer.Option(help="Read the texts with the engine too, to measure detection.")] = True,
    as_json: _Json = False,
) -> None:
    """Score toponyms: found, and put on the map (LGL, GeoVirus, GeoWebNews)."""
    from legation.bench import places as bench

    show("places", bench.run(path, half, end_to_end), as_json)


@app.command()
def speed(
    file: Annotated[Path, typer.Argument(help="JSONL of stories.", exists=True)],
    limit: Annotated[int | None, typer.Option(min=1, help="Read at most this many stories.")] = None,
    as_json: _Json = False,
) -> None:
    """Time the whole pipeline beside the bare encoder."""
    from legation.bench import speed as bench

    show("speed", bench.run(file, limit), as_json)


@app.command()
def linking(
    corpus: Annotated[Path, typer.Argument(help="Folder of Legation's own corpus.", exists=True, file_okay=False)],
    stories: Annotated[Path, typer.Argument(help="JSONL of the newswire stories.", exists=True)],
    split: Annotated[Literal["train", "test"], typer.Option(help="Groups that the weights were trained on, or not.")] = "test",
    read: Annotated[bool, typer.Option("--read", help="Also link what the engine reads, not only annotated mentions.")] = False,
    as_json: _Json = False,
) -> None:
    """Score linking: CoNLL F1 of chains of events, beside two baselines."""
    from legation.bench import linking as bench

    show("linking", bench.run(corpus, stories, split, read), as_json)


_Records = Annotated[Path, typer.Argument(help="JSONL of records (legation read … --format jsonl).", exists=True, dir_okay=False)]
_Store = Annotated[str | None, typer.Option("--store", metavar="URL", help="Empty PostgreSQL database; all in it is deleted [default: SQLite].", show_default=False)]


@app.command()
def store(records: _Records, store: _Store = None, limit: Annotated[int | None, typer.Option(min=1, help="Only the first N records.")] = None, as_json: _Json = False) -> None:
    """Time storing of records that were read before, without linking and with it."""
    from legation.bench import store as bench

    show("store", bench.run(records, store, limit), as_json)


@app.command()
def ingest(
    file: Annotated[Path, typer.Argument(help="JSONL of stories.", exists=True)],
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many stories.")] = None,
    as_json: _Json = False,
) -> None:
    """Time ingesting beside reading alone, in turns."""
    from legation.bench import store as bench

    show("ingest", bench.run_ingest(file, limit), as_json)


@app.command()
def query(
    records: _Records, events: Annotated[int, typer.Option(min=1000, help="Events generated from those of the records.")] = 1_000_000,
    store: _Store = None, as_json: _Json = False,
) -> None:  # fmt: skip
    """Time timelines over a million events."""
    from legation.bench import store as bench

    show("query", bench.run_query(records, events, store), as_json)


@app.command()
def kills(
    records: _Records, kills: Annotated[int, typer.Option(min=1, help="How often.")] = 50, store: _Store = None,
    limit: Annotated[int, typer.Option(min=10, help="Stories.")] = 400, as_json: _Json = False,
) -> None:  # fmt: skip
    """Kill a run at random moments and see that nothing is lost and nothing is there twice."""
    from legation.bench import kills as bench

    show("kills", bench.run(records, kills, store, limit), as_json)


@app.command()
def cluster(
    file: Annotated[Path, typer.Argument(help="JSONL of stories.", exists=True)],
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many stories.")] = 600,
    as_json: _Json = False,
) -> None:
    """Time reading with one and with two Ray workers, and what large archives cost at that speed."""
    from legation.bench import cluster as bench

    show("cluster", bench.run(file, (1, 2), limit), as_json)


def show(name: str, result: dict[str, Any], as_json: bool) -> None:
    """Print a result as a table, with the machine it was measured on; then, if asked, as one line of JSON."""
    lines = list(flat({"benchmark": name, **result, "machine": machine()}))
    width = max(len(key) for key, _ in lines)
    typer.echo("\n".join(f"{key:<{width}}  {value}" for key, value in lines))
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))


def machine() -> dict[str, Any]:
    """The machine a result was measured on."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"platform": platform.platform(), "processor": _processor(), "cores": usable, "python": platform.python_version()}


def _processor() -> str:
    try:
        names = (
            line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text("utf8").splitlines() if line.startswith("model name")
        )
        return next(names, platform.machine())
    except OSError:
        return platform.processor() or platform.machine()


def flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """A nested result as pairs of a path such as "events.trigger.f1" and a value."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, float):
        yield path, f"{value:.4f}".rstrip("0").rstrip(".")
    elif isinstance(value, list | tuple):
        yield path, ", ".join(str(v) for v in value) or "none"
    else:
        yield path, str(value)
