"""The command line. Commands import what they need when they run, so that ``--help`` is instant."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from legation._version import __version__
from legation.cli import ask_command, bench_command, export_command, ingest_command, kb_command
from legation.errors import LegationError, MissingExtraError

_Format = Literal["text", "json", "jsonl", "csv", "html"]
_HELP = """Read international-affairs news into diplomatic records: who said what, which acts took place or did not, on whose word.

\b
Start with:
  legation read --sample             read the built-in sample stories
  legation read story.txt            read one story, shown on the terminal
  legation codebook                  what the types and statuses mean
  legation ingest stories.jsonl      keep a chronicle of many stories
  legation timeline USA PRK          ask it; also events, engagements, positions, quotes, actors, explain
"""
_READ = """Read stories into records.

PATHS are text, HTML, JSON or JSONL files (JSONL also as .gz), folders of these, or - for standard input. A JSONL line is an object
with "text", and if you have them "id", "date", "title", "publisher", "url".

\b
Examples:
  legation read story.txt --date 2024-05-02
  legation read --sample --format html > samples.html
  cat story.txt | legation read - --format json
  legation read stories.jsonl --output records/ --aside aside.jsonl
  legation read news/ --format csv > events.csv

\b
Formats: text for people; json is one object for one story, else a list; jsonl is one record a line; csv is one event a
row (UTF-8; in Excel use Data, From Text/CSV); html is a page of its own.

\b
Exit codes: 0 all read, 1 the run failed, 2 wrong usage, 3 some stories were set aside (each is named, with its reason).
"""


class _Group(TyperGroup):
    """Turns errors into one line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except LegationError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None
        except BrokenPipeError:
            # Whoever read our output has enough. Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(141) from None
        except OSError as error:
            typer.echo(f"error: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}", err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=_Group, help=_HELP, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)  # fmt: skip
train_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Rebuild the model (needs the extra “train”).")
app.add_typer(bench_command.app, name="bench")
app.add_typer(kb_command.app, name="kb")
app.add_typer(train_app, name="train")
ingest_command.register(app)
ask_command.register(app)
export_command.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"legation {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    pass


@app.command(help=_READ)
def read(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATHS]...", help="Files, folders, or - for standard input.", show_default=False)
    ] = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Publication date of stories that carry none.")] = None,
    format: Annotated[
        _Format | None, typer.Option(help="Form of the output [default: text; json with --output].", show_default=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write one ID.json for each story into this folder.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume/--no-resume", help="Skip stories whose record is already in DIR, unchanged.")] = True,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Take only the first N stories.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Read the built-in sample stories.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, and no summary unless stories were set aside.")] = False,
    threads: Annotated[int, typer.Option(min=0, metavar="N", help="Threads of the engine; 0 is one for each core.")] = 0,
    aside: Annotated[Path | None, typer.Option(metavar="FILE", help="List stories set aside, as JSONL: source, line, id, reason.")] = None,
    actors: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own actors, in TOML (see docs/knowledge.md).")] = None,
    shards: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write Parquet shards into this folder, for `legation ingest DIR`.")
    ] = None,
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="With --shards: read here, or on Ray (needs the extra “cluster”).")
    ] = "local",
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="With --engine ray: workers of one core [default: every core].")
    ] = None,
    parts: Annotated[int | None, typer.Option(min=1, metavar="N", help="With --shards: number of shards [default: 64].")] = None,
) -> None:
    """Read stories into records."""
    if shards is not None or engine != "local":
        from legation.cli.shards_command import run_shards

        shards_code = run_shards(
            paths or [], shards, engine, workers, parts, date, limit, sample, resume, threads, actors, quiet, format, output, aside
        )
        if shards_code:
            raise typer.Exit(shards_code)
        return
    from legation.cli.read_command import Options, run

    code = run(Options(paths or [], date, format, output, resume, limit, sample, quiet, threads, aside, actors))
    if code:
        raise typer.Exit(code)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    import json

    from legation.record.schema import schema as made

    typer.echo(json.dumps(made(), indent=1, ensure_ascii=False))


@app.command()
def codebook() -> None:
    """Print what event types, modes and statuses mean."""
    from legation.record.codes import MODES, QUAD, QUAD_NAMES, SCORES, STATUSES, TYPES
    from legation.show import prepare
    from legation.show.terminal import columns

    prepare(sys.stdout, "text")
    rows = [(t, f"{QUAD[t]} {QUAD_NAMES[QUAD[t]]}", f"{SCORES[t]:+g}", MEANINGS[t], ", ".join(MODES[t]) or "–") for t in TYPES]
    typer.echo("Event types (PLOVER): class, score from -10 conflict to +10 cooperation, meaning, modes\n")
    typer.echo(columns(("type", "class", "score", "meaning", "modes"), rows, 120))
    typer.echo("\nStatus: what the text says of the act, at the story's date\n")
    typer.echo(columns(("status", "meaning"), [(s, MEANINGS[s]) for s in STATUSES], 120))


@app.command()
def doctor() -> None:
    """Check the installation: versions, model file, and a test sentence."""
    from legation.cli.doctor import diagnose

    if not diagnose(typer.echo):
        raise typer.Exit(1)


def _need(package: str, what: str) -> None:
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise MissingExtraError("train", what)


@train_app.command("run")
def train_run(
    data: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the public corpora.", exists=True, file_okay=False)],
    work: Annotated[Path, typer.Option(metavar="DIR", help="Folder for checkpoints and the model; an earlier run there is resumed.")],
    corpus: Annotated[Path, typer.Option(metavar="DIR", help="Folder of Legation's own corpus.")] = Path("corpus"),
    base: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the pretrained encoder [default: the one of the extra].")
    ] = None,
) -> None:
    """Train the model in two stages and export it."""
    _need("torch", "training")
    from legation.train.recipe import run

    typer.echo(f"model written to {run(data, corpus, work, base)}")


@train_app.command("folds")
def train_folds(
    data: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the public corpora.", exists=True, file_okay=False)],
    work: Annotated[Path, typer.Option(metavar="DIR", help="Folder of “train run”, whose first stage is finished.")],
    corpus: Annotated[Path, typer.Option(metavar="DIR", help="Folder of Legation's own corpus.")] = Path("corpus"),
) -> None:
    """Measure relations on sentences never seen: five folds of PLV_train."""
    _need("torch", "training")
    from legation.train.folds import run

    typer.echo(json.dumps(run(data, corpus, work)))


@train_app.command("linker")
def train_linker(
    stories: Annotated[Path, typer.Option(metavar="FILE", help="JSONL of the newswire stories.", exists=True)],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the weights are written.")],
    corpus: Annotated[Path, typer.Option(metavar="DIR", help="Folder of Legation's own corpus.")] = Path("corpus"),
    version: Annotated[str, typer.Option(help="Name of the weights.")] = "linker-own",
) -> None:
    """Train the weights of linking on the chains of the corpus."""
    _need("sklearn", "training")
    from legation.train.linker import run

    typer.echo(f"{out}: {run(corpus, stories, out, version)}")


@train_app.command("speakers")
def train_speakers(
    data: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the public corpora.", exists=True, file_okay=False)],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the weights are written.")],
    corpus: Annotated[Path, typer.Option(metavar="DIR", help="Folder of Legation's own corpus.")] = Path("corpus"),
    version: Annotated[str, typer.Option(help="Name of the weights.")] = "speakers-own",
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the model that reads the stories [default: the one in the package].")
    ] = None,
) -> None:
    """Train the weights by which pronouns and descriptions choose their speaker, on the speakers of the corpus."""
    _need("torch", "training")
    from legation.reader import Reader
    from legation.train.recipe import trained_pairs
    from legation.train.speakers import run

    typer.echo(f"{out}: {run(Reader.load(model), trained_pairs(corpus, data), out, version)}")


MEANINGS = {
    "AGREE": "commit oneself: agree, promise, offer, accept", "CONSULT": "meet, visit, talk, phone, negotiate",
    "SUPPORT": "back by word or act of state: praise, recognise, sign, ratify", "CONCEDE": "give way: apologise, ease curbs, declare a truce",
    "COOPERATE": "do something material together: trade, exercises, shared intelligence",
    "AID": "give material help: money, food, arms, asylum", "RETREAT": "give something up in deed: withdraw, release, disarm, resign",
    "REQUEST": "ask, urge or demand of another", "ACCUSE": "blame, condemn, allege, sue, investigate",
    "REJECT": "refuse, veto, rule out, call off", "THREATEN": "warn of harm to come", "PROTEST": "demonstrate, strike, riot, boycott",
    "SANCTION": "punish by law or by cutting ties: sanction, convict, expel, walk out",
    "MOBILIZE": "show or ready force: deploy, put on alert, test weapons", "COERCE": "force by authority: arrest, seize, restrict, censor, hack",
    "ASSAULT": "use violence: kill, bomb, abduct, beat",
    "actual": "has happened or is happening", "planned": "its doers intend it, or it is scheduled",
    "requested": "someone asks or demands it, no answer is reported", "refused": "was asked or planned, and is declined, called off or blocked",
    "conditional": "happens only if a stated condition is met", "possible": "hedged: may, could, likely, feared, hoped",
    "negated": "did not happen or is not happening, or is denied",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, by default on the arguments of the process; ends by ``SystemExit`` with the exit code."""
    app(args=list(arguments) if arguments is not None else None, prog_name="legation")
