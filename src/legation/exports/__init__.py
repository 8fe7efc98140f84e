"""Exports: the chronicle in the forms of the field (PLOVER, POLECAT, GDELT, ICEWS), as tables, maps, networks and timelines.

Every export is read from one snapshot of the chronicle as a stream, in the order of the events' days; the same chronicle and the same
filters give the same bytes. Retracted events are left out; reports that contradict each other stay as reports. Files are written
under a temporary name and take their own when they are whole. docs/exports.md describes every column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legation.errors import UsageError

if TYPE_CHECKING:
    from legation.ask.chronicle import Chronicle

COUNTS = ("events", "reports")
"""What a row or a number can stand for: an event, however often told, or a story that tells of it."""


@dataclass(frozen=True, slots=True)
class Format:
    """One form of export.

    Attributes:
        name: as given on the command line. description: one line. suffix: of the file; "" where the export is a folder of files.
        counts: what is counted if nothing is said: "events" or "reports". may_count: what else can be asked for.
        statuses: "coded" (PLOVER's rules of status apply, and the form has no place for acts that did not happen), "marked" (they apply,
            and acts that did not happen can be kept, marked), "all" (every event with its own status). module: the module that writes it.
    """

    name: str
    description: str
    suffix: str
    counts: str
    statuses: str
    module: str
    may_count: tuple[str, ...] = ("events",)

    @property
    def folder(self) -> bool:
        """Whether it is a folder of files."""
        return not self.suffix


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("plover", "PLOVER JSON, one event a line, the manual's fields and rules of status", ".jsonl", "events", "marked", "plover"),
        Format("polecat", "POLECAT's 40 columns, tab-separated", ".tsv", "events", "marked", "polecat", COUNTS),
        Format("gdelt", "GDELT 2.0: Events (61 columns) and Mentions (16), tab-separated, no header", "", "events", "coded", "gdelt"),
        Format("icews", "ICEWS's 20 columns, tab-separated", ".tsv", "events", "coded", "icews", COUNTS),
        Format("dyads", "CAMEO counts a day and pair of countries, with Goldstein and PLOVER scores, CSV", ".csv", "events", "coded", "dyads", COUNTS),
        Format("parquet", "all tables as Parquet, with a codebook", "", "events", "all", "parquet"),
        Format("csv", "all tables as CSV that Excel opens, with a codebook", "", "events", "all", "csvfiles"),
        Format("geojson", "events that have a place, as points on a map", ".geojson", "events", "all", "geojson"),
        Format("graphml", "the network of who does what to whom, by country", ".graphml", "events", "coded", "graphml", COUNTS),
        Format("timelinejs", "a timeline for TimelineJS3, with sources", ".json", "events", "all", "timelinejs"),
        Format("labelstudio", "people's corrections as tasks for Label Studio", ".json", "reports", "all", "labelstudio", ("reports",)),
        Format("standoff", "people's corrections as training data, in the form of corpus/newswire.jsonl", ".jsonl", "reports", "all", "standoff", ("reports",)),
    )
}  # fmt: skip
"""Every form of export by name."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written.

    Attributes:
        files: the files. rows: rows of each, by what they hold. counted: "events" or "reports". left_out: how many events were not written,
            by reason. notes: what else a reader of the files should know, with numbers.
    """

    files: tuple[Path, ...]
    rows: Mapping[str, int]
    counted: str
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The summary in words."""
        rows = ", ".join(f"{n:,} {f'rows of {name}' if '.' in name else name}" for name, n in self.rows.items())
        made = [f"wrote {rows} (counting {self.counted})", *(f"  {path}" for path in self.files)]
        made += [f"  left out: {n:,} {reason}" for reason, n in self.left_out.items()]
        return [*made, *(f"  note: {n:,} {what}" for what, n in self.notes.items())]


def export(
    chronicle: Chronicle, form: str, out: Path | str, *, count: str | None = None, all_statuses: bool = False, **filters: Any
) -> Summary:
    """Write the chronicle, or a part of it, in one of the :data:`FORMATS`.

    Args:
        form: name of the format. out: the file; the folder where the format is one; a folder that exists may stand for a file in it.
        count: "events" or "reports" (stories that tell of the event); None: what the format counts by itself.
        all_statuses: keep acts that are possible, conditional, planned or negated too, marked with PLOVER's auxiliary modes.
        filters: those of :class:`~legation.ask.query.Query` by name; they choose events.
    Returns:
        what was written, and what was left out and why.
    Raises:
        UsageError: no such format, or options that do not fit it. StoreError: the chronicle cannot be read. OSError: a file cannot be written.
    """
    from importlib import import_module

    from legation.exports.files import Files, place
    from legation.exports.job import Job
    from legation.exports.source import snapshot

    chosen = FORMATS.get(form)
    if chosen is None:
        raise UsageError(f"“{form}” is no format of export; choose from {', '.join(FORMATS)}")
    count = count or chosen.counts
    if count not in COUNTS:
        raise UsageError(f"--count {count}: write events or reports")
    if count not in chosen.may_count:
        raise UsageError(f"--count {count}: {form} counts {' or '.join(chosen.may_count)}; leave the option out")
    if all_statuses and chosen.statuses == "coded":
        raise UsageError(
            f"--all-statuses: {form} has no column that would tell an act that happened from one that did not; use plover, polecat, parquet or csv"
        )
    if filters.get("retracted"):
        raise UsageError("exports leave retracted events out; see them with: legation events --retracted")
    target = place(Path(out), chosen)
    with Files() as files, snapshot(chronicle) as connection:
        job = Job(connection, chosen, target, files, count, all_statuses, filters)
        try:
            import_module(f"legation.exports.{chosen.module}").write(job)
        finally:
            job.source.close()
    return Summary(files.written, dict(job.rows), count, dict(sorted(job.left_out.items())), dict(sorted(job.notes.items())))
