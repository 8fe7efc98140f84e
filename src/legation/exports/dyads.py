"""Counts of CAMEO events a day and directed pair of countries, with Goldstein and PLOVER scores, as CSV.

Sums are made a day at a time, since events come in the order of their days.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from legation.exports.cameo import ROOTS, code_of, goldstein, quad_class
from legation.exports.pairs import directed
from legation.exports.tabular import Column, Table, codebook, number

if TYPE_CHECKING:
    from legation.exports.coding import Coded
    from legation.exports.events import Event
    from legation.exports.job import Job

QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
COLUMNS = (
    Column("date", "day", "first day of the events, else day of their first report"),
    Column("source", "text", "country that acts, ISO 3166-1 alpha-3, or IGO"),
    Column("target", "text", "country that is acted on; the same as source for acts inside a state"),
    Column("counted", "text", "what all numbers of the row count: events, or reports (stories that tell of them)"),
    Column("n", "int", "all events or reports of the day and pair"),
    *(
        Column(q, "int", f"those of {q.replace('_', ' ')} (CAMEO {r})")
        for q, r in zip(QUADS, ("01-05", "06-08", "09-13", "14-20"), strict=True)
    ),
    Column("goldstein_sum", "float", "sum of Goldstein's scores"),
    Column("goldstein_mean", "float", "mean of Goldstein's scores, -10 to 10"),
    Column("plover_sum", "float", "sum of PLOVER's scores"),
    Column("plover_mean", "float", "mean of PLOVER's scores, -10 to 10"),
    *(Column(f"cameo_{r}", "int", f"those of CAMEO root {r}") for r in ROOTS),
)
"""The columns."""
REMARKS = (
    "An event counts in every directed pair of an actor's and a recipient's country; a meeting, agreement, fight or cooperation without a "
    "recipient in both directions between all its actors' countries. Sums over pairs therefore count such an event several times.",
    "Acts that are possible, conditional, negated or planned acts of conflict are not counted; planned, requested and refused acts of "
    "cooperation count as intent, appeal and refusal (PLOVER's rules of status).",
)
_WEEK = 7


@dataclass(slots=True)
class Sums:
    """What has been counted for a pair."""

    n: int = 0
    quads: list[int] = field(default_factory=lambda: [0] * 4)
    roots: list[int] = field(default_factory=lambda: [0] * 20)
    goldstein: float = 0.0
    plover: float = 0.0

    def add(self, code: str, score: float, times: int) -> None:
        """Count an event with a CAMEO code and a PLOVER score so many times."""
        self.n += times
        self.quads[quad_class(code) - 1] += times
        self.roots[int(code[:2]) - 1] += times
        self.goldstein += goldstein(code) * times
        self.plover += score * times

    def scores(self) -> tuple[float, float, float, float]:
        """Sum and mean of Goldstein's, sum and mean of PLOVER's scores."""
        return self.goldstein, self.goldstein / self.n, self.plover, self.plover / self.n


def write(job: Job) -> None:
    """Write the file and its codebook."""
    stream = job.files.text(job.target, "utf-8-sig")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([c.name for c in COLUMNS])
    for day, events in groupby(_dated(job), key=lambda e: e[0].day):
        for (source, target), s in sorted(tally(job, events).items()):
            writer.writerow([day, source, target, job.count, s.n, *s.quads, *(number(v) for v in s.scores()), *s.roots])
            job.rows[job.target.name] += 1
    codebook(job, job.target.with_suffix(".codebook"), {job.target.name: Table("day and directed pair of countries", COLUMNS)}, REMARKS)


def tally(job: Job, events: Iterator[tuple[Event, Coded]]) -> dict[tuple[str, str], Sums]:
    """Sums by directed pair of countries."""
    sums: dict[tuple[str, str], Sums] = {}
    for event, coded in events:
        pairs = directed(coded)
        if not pairs:
            job.left_out["events without a pair of countries"] += 1
        code = code_of(event, coded)
        for pair in pairs:
            sums.setdefault(pair, Sums()).add(code, coded.score, 1 if job.count == "events" else event.reports)
    return sums


def _dated(job: Job) -> Iterator[tuple[Event, Any]]:
    """Coded events that a day can be given: not those of which the text tells a month or year only."""
    for event, coded in job.coded():
        if not event.day:
            job.left_out["events without a date, in stories without a date"] += 1
        elif event.first_day and event.last_day and _length(event.first_day, event.last_day) > _WEEK:
            job.left_out["events dated only to a month or year"] += 1
        else:
            yield event, coded


def _length(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
