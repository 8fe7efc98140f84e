"""Writing to the chronicle: one story after another, each whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from datasketch import MinHash
from sqlalchemy import Connection, Table, and_, bindparam, delete, func, select, text, update

from legation.chronicle.event import Report, credited, view
from legation.chronicle.link import Link, block_day
from legation.chronicle.positions import Position, positions
from legation.readers.fingerprint import fingerprint
from legation.readers.story import Story
from legation.record.model import Record
from legation.store import duplicates, rows
from legation.store import tables as t
from legation.store.clock import now
from legation.store.database import Database
from legation.store.decisions import corrected, decided, lay, overlays
from legation.store.index import Index, index
from legation.store.linker import Linker
from legation.store.rebuild import rebuild
from legation.store.rows import PER_RECORD, Row, Told
from legation.store.sql import event_row, insert_new, insert_rows, mark_dirty

Outcome = Literal["new", "again", "known"]
"""What became of a story: new to the store, read again by other versions, or known."""


class Writer:
    """Writes stories with their records, and links their events.

    Rows are gathered and written by :meth:`commit`; nothing of a story is in the store before, all of it after.

    Args:
        database: the store, which the caller has locked for writing. run: number of the run. link: whether mentions are linked to events
            told before; without it each opens an event of its own, until :func:`legation.store.relink.relink` is called.
    """

    def __init__(self, database: Database, run: int, linker: Linker | None = None, link: bool = True) -> None:
        self._database, self._run, self._linking = database, run, link
        self.linker = linker or Linker()
        self._rows: dict[Table, list[Row]] = defaultdict(list)
        self._events: dict[str, tuple[Row, Index, bool]] = {}
        self._stale: set[str] = set()
        self._dirty: set[tuple[str, str]] = set()
        self._gone_records: list[int] = []
        self._hashes: dict[str, tuple[int, str | None]] = {}
        self._absent: set[str] = set()
        self._sketched: dict[str, tuple[MinHash, list[int]]] = {}
        self._looked: dict[str, list[tuple[int, bytes, str | None]]] = {}
        self._sketches: list[tuple[int, bytes, str | None, list[int]]] = []
        with database.read() as connection:
            self._story = (connection.execute(select(func.max(t.stories.c.id))).scalar() or 0) + 1
            self._record = (connection.execute(select(func.max(t.records.c.id))).scalar() or 0) + 1
            self._overlays = overlays(connection)
            self._reviewed = connection.execute(select(t.corrections.c.id).limit(1)).first() is not None
        self.events = 0
        self._safe = (self._story, self._record, 0)

    def known(self, connection: Connection, story: Story, versions: str | None) -> int | None:
        """Number of the story with this text, if its current record was made by these versions (None: by any)."""
        key = fingerprint(story.text)
        if key in self._hashes:
            number, made = self._hashes[key]
            return number if versions is None or made == versions else None
        if key in self._absent:
            return None
        return find(connection, key, versions)

    def look_up(self, connection: Connection, stories: Sequence[Story]) -> None:
        """Learn in one query which of several stories are in the store."""
        s, r = t.stories.c, t.records.c
        keys = {fingerprint(x.text) for x in stories} - self._hashes.keys()
        query = select(s.hash, s.id, r.versions).join(t.records, and_(r.story == s.id, r.current)).where(s.hash.in_(sorted(keys)))
        for key, number, made in connection.execute(query):
            self._hashes[key] = (number, made)
        self._absent |= keys - self._hashes.keys()
        new = {key: x for x in stories if (key := fingerprint(x.text)) in self._absent}
        self._sketched = {key: self._sketch(x) for key, x in new.items()}
        self._look_alike(connection, {key: values for key, (_, values) in self._sketched.items()})

    def _sketch(self, story: Story) -> tuple[MinHash, list[int]]:
        made = duplicates.sketch(story.text)
        return made, duplicates.bands(made)

    def _look_alike(self, connection: Connection, stories: dict[str, list[int]]) -> None:
        """Find in one query the stored stories that share a band with new ones: for each number, sketch and day."""
        b, s = t.bands.c, t.stories.c
        wanted = sorted({v for values in stories.values() for v in values})
        found: dict[tuple[int, int], list[tuple[int, bytes, str | None]]] = defaultdict(list)
        for at in range(0, len(wanted), 500):
            query = select(b.band, b.value, s.id, s.sketch, s.date).join(t.stories, s.id == b.story).where(b.value.in_(wanted[at : at + 500]))
            for band, value, number, sketch, day in connection.execute(query):
                found[band, value].append((number, sketch, day))
        for key, values in stories.items():
            self._looked[key] = sorted({row for pair in enumerate(values) for row in found.get(pair, ())})

    def sighting(self, connection: Connection, number: int, story: Story) -> bool:
        """Note where a known text was seen once more; whether that is new."""
        s = t.sightings.c
        row = _sighting(number, story)
        keys = ("story", "doc_id", "publisher", "url")
        pending = any(all(r[k] == row[k] for k in keys) for r in self._rows[t.sightings])
        if pending or connection.execute(select(s.story).where(*(s[k] == row[k] for k in keys))).first():
            return False
        self._rows[t.sightings].append(row)
        return True

    def add(self, connection: Connection, story: Story, record: Record) -> Outcome:
        """Take in a story and its record; call :meth:`commit` on the same connection afterwards."""
        made = rows.versions(record)
        number = self.known(connection, story, made)
        if number is not None:
            self.sighting(connection, number, story)
            return "known"
        key = fingerprint(story.text)
        old = self._hashes.get(key, (None, None))[0]
        if old is None and key not in self._absent:
            old = connection.execute(select(t.stories.c.id).where(t.stories.c.hash == key)).scalar()
        record_id = self._record
        self._record += 1
        if old is None:
            number = self._story
            self._story += 1
            publisher = self._new_story(connection, number, key, story)
        else:
            number = old
            self.sighting(connection, number, story)
            publisher = self._again(connection, number)
        self._hashes[key] = (number, made)
        self._rows[t.records].append({
            "id": record_id, "story": number, "versions": made, "current": True, "json": rows.pack(record), "made": now(), "run": self._run,
        })  # fmt: skip
        self._rows[t.statements].extend(rows.statement_rows(record, record_id, number))
        told = rows.told(record, number, publisher, record_id, self._linking)
        self._rows[t.positions].extend(
            {"id": record_id * PER_RECORD + i, "record": record_id, "story": number, "day": record.date, **{f: getattr(p, f) for f in _POSITION}}
            for i, p in enumerate(positions(record))
        )
        self._link(connection, key, number, record_id, told, old is None)
        self.events += len(told)
        return "new" if old is None else "again"

    def _new_story(self, connection: Connection, number: int, key: str, story: Story) -> str:
        """Rows of a story; returns the publisher that its reports count for."""
        made, values = self._sketched.pop(key) if key in self._sketched else self._sketch(story)
        data, s = duplicates.to_bytes(made), t.stories.c
        if key not in self._looked:
            self._look_alike(connection, {key: values})
        others = self._looked.pop(key)
        others += [(n, d, day) for n, d, day, vs in self._sketches if any(a == c for a, c in zip(vs, values, strict=True))]
        kin = duplicates.kin(made, story.date, others)
        self._sketches.append((number, data, story.date, values))
        label = duplicates.label(story.title, story.text)
        self._rows[t.stories].append({
            "id": number, "hash": key, "doc_id": story.id, "date": story.date, "title": story.title, "publisher": story.publisher,
            "url": story.url, "text": story.text, "source": story.source, "line": story.line, "relation": kin.relation,
            "copy_of": kin.story, "similarity": kin.similarity, "label": label, "sketch": data, "seen": now(), "run": self._run,
        })  # fmt: skip
        self._rows[t.bands].extend({"band": i, "value": v, "story": number} for i, v in enumerate(values))
        self._rows[t.sightings].append(_sighting(number, story))
        if kin.story is not None:
            copied = next((r["publisher"] for r in self._rows[t.stories] if r["id"] == kin.story), None)
            copied = copied or connection.execute(select(s.publisher).where(s.id == kin.story)).scalar()
            return copied or story.publisher or "unknown"
        return story.publisher or "unknown"

    def _again(self, connection: Connection, number: int) -> str:
        """Take an older reading's mentions out of the chronicle, so that the new one takes their place."""
        self._flush(connection)
        unlink(connection, self.linker, number)
        s, original = t.stories.c, t.stories.alias("original")
        row = connection.execute(
            select(s.publisher, s.relation, original.c.publisher.label("copied")).join(original, original.c.id == s.copy_of, isouter=True)
            .where(s.id == number)
        ).one()  # fmt: skip
        return credited(row.relation, row.publisher, row.copied)

    def _link(self, connection: Connection, key: str, story: int, record: int, told: Sequence[Told], first: bool) -> None:
        pinned, barred = decided(connection, key, told) if self._reviewed else ({}, {})
        if self._linking:
            links = self.linker.link(connection, key, told, pinned, barred, first)
        else:
            links = self.linker.open(connection, key, told, first)
        by_event: dict[str, list[tuple[Told, Link]]] = defaultdict(list)
        for m, link in zip(told, links, strict=True):
            by_event[link.event].append((m, link))
            self._rows[t.mentions].append(rows.mention_row(m, record, story, link.event, link.chance, link.reasons))
            self._rows[t.parties].extend(rows.party_rows(m))
        lists = self.linker.reports(connection, by_event)
        for id_, joined in by_event.items():
            reports = lists[id_]
            opened = not reports
            before = None if opened else self._events[id_][1] if id_ in self._events else index(view(reports).day, reports)
            reports.extend(m.report for m, _ in joined)
            self._put(id_, reports, before)
            found = {(k, block_day(m.traits)) for m, _ in joined for k in m.keys}
            self._rows[t.blocks].extend({"key": k, "day": day, "event": id_} for k, day in sorted(found))

    def _put(self, id_: str, reports: list[Report], before: Index | None) -> None:
        """Note the event's row, new or changed, and its index rows."""
        made = view(reports)
        row = event_row(id_, made, self.linker.sum_of(id_).to_json())
        lay(row, self._overlays.get(id_, ()))
        now_ = index(row["day"], corrected(reports, self._overlays.get(id_, ())))
        self._dirty.update(now_.dyads)
        is_new = before is None or (id_ in self._events and self._events[id_][2])
        if before is not None and before != now_ and not is_new:
            self._stale.add(id_)
            self._dirty.update(before.dyads)
        self._events[id_] = (row, now_, is_new)

    def again(self, connection: Connection, key: str, story: int, record: int, made: Record, publisher: str) -> None:
        """Link the mentions of a stored record whose events were taken out; see :mod:`legation.store.relink`."""
        self._link(connection, key, story, record, rows.told(made, story, publisher, record), True)

    def gathered(self) -> tuple[int, int]:
        """Of what waits to be written: stories that copy others, and sightings of known texts."""
        stories = self._rows[t.stories]
        return sum(r["relation"] != "original" for r in stories), len(self._rows[t.sightings]) - len(stories)

    def foresee(self, connection: Connection, story: Story) -> bool:
        """Whether a new story would be taken for a reprint or version of another; keeps nothing but its sketch and hash."""
        self._new_story(connection, self._story, fingerprint(story.text), story)
        self._hashes[fingerprint(story.text)] = (self._story, None)
        self._story += 1
        copies = bool(self._rows[t.stories][-1]["relation"] != "original")
        self._rows.clear()
        return copies

    def commit(self, connection: Connection) -> None:
        """Write what was gathered; the caller's transaction makes it last."""
        self._flush(connection)
        self.linker.written()
        self._safe = (self._story, self._record, self.events)
        self._sketches.clear()
        self._hashes.clear()
        self._absent.clear()
        self._sketched.clear()
        self._looked.clear()

    def discard(self) -> None:
        """Forget what was gathered (after a failed transaction), numbers given out too."""
        self._story, self._record, self.events = self._safe
        self._rows.clear()
        self._events.clear()
        self._stale.clear()
        self._dirty.clear()
        self._sketches.clear()
        self._hashes.clear()
        self._absent.clear()
        self._sketched.clear()
        self._looked.clear()
        self.linker.forget()

    def _flush(self, connection: Connection) -> None:
        new = [r for r, _, is_new in self._events.values() if is_new]
        changed = [r for r, _, is_new in self._events.values() if not is_new]
        for table in (t.stories, t.sightings, t.bands, t.records, t.statements, t.positions):
            insert_rows(connection, table, self._rows[table])
        insert_rows(connection, t.events, new)
        if changed:
            connection.execute(_UPDATE_EVENT, [{"_id": r["id"], **{k: v for k, v in r.items() if k != "id"}} for r in changed])
        for table in (t.mentions, t.parties):
            insert_rows(connection, table, self._rows[table])
        opened = {i for i, (_, _, is_new) in self._events.items() if is_new}
        insert_rows(connection, t.blocks, _unique(r for r in self._rows[t.blocks] if r["event"] in opened))
        insert_new(connection, t.blocks, [r for r in self._rows[t.blocks] if r["event"] not in opened])
        stale = sorted(self._stale)
        for table in (t.event_parties, t.dyads):
            if stale:
                connection.execute(delete(table).where(table.c.event.in_(stale)))
        fresh = [(i, ix) for i, (_, ix, is_new) in self._events.items() if is_new or i in self._stale]
        insert_rows(connection, t.event_parties, [r for i, ix in fresh for r in ix.party_rows(i)])
        insert_rows(connection, t.dyads, [r for i, ix in fresh for r in ix.dyad_rows(i)])
        mark_dirty(connection, self._dirty)
        if self._database.is_sqlite:
            _search_rows(connection, self._rows)
        self._rows.clear()
        self._events.clear()
        self._stale.clear()
        self._dirty.clear()


_POSITION = tuple(Position.__slots__)
_FIND = select(t.stories.c.id).join(t.records, t.records.c.story == t.stories.c.id).where(t.stories.c.hash == bindparam("key"), t.records.c.current)
_FIND_VERSION = _FIND.where(t.records.c.versions == bindparam("versions"))


def find(connection: Connection, key: str, versions: str | None = None) -> int | None:
    """Number of the stored story with this fingerprint, if its current record was made by these versions (None: by any)."""
    given = {"key": key} if versions is None else {"key": key, "versions": versions}
    return connection.execute(_FIND if versions is None else _FIND_VERSION, given).scalar()


_UPDATE_EVENT = (
    update(t.events)
    .where(t.events.c.id == bindparam("_id"))
    .values({c.name: bindparam(c.name) for c in t.events.c if c.name != "id"})
)


def unlink(connection: Connection, linker: Linker, story: int) -> None:
    """Take the current reading of a story out of the chronicle: its mentions, statements and positions, and events only it tells."""
    m = t.mentions.c
    touched = list(connection.execute(select(m.event).where(m.story == story).distinct()).scalars())
    ids = select(m.id).where(m.story == story)
    connection.execute(delete(t.steps).where(t.steps.c.mention.in_(ids)))
    connection.execute(delete(t.parties).where(t.parties.c.mention.in_(ids)))
    connection.execute(delete(t.mentions).where(m.story == story))
    if connection.dialect.name == "sqlite":
        gone = connection.execute(select(t.statements.c.id, t.statements.c.content, t.statements.c.speaker).where(t.statements.c.story == story))
        for row in gone.all():
            connection.execute(
                text("INSERT INTO statement_search(statement_search, rowid, content, speaker) VALUES ('delete', :id, :content, :speaker)"),
                {"id": row.id, "content": row.content, "speaker": row.speaker},
            )
    for table in (t.statements, t.positions):
        connection.execute(delete(table).where(table.c.story == story))
    connection.execute(update(t.records).where(t.records.c.story == story).values(current=False))
    linker.forget(touched)
    rebuild(connection, touched)


def _unique(made: Iterable[Row]) -> list[Row]:
    return [dict(r) for r in dict.fromkeys(tuple(r.items()) for r in made)]


def _search_rows(connection: Connection, made: dict[Table, list[Row]]) -> None:
    """Rows of SQLite's full-text tables (PostgreSQL keeps its own index)."""
    for table, columns in ((t.stories, ("title", "text")), (t.statements, ("content", "speaker"))):
        if made[table]:
            search = {"stories": "story_search", "statements": "statement_search"}[table.name]
            connection.exec_driver_sql(
                f"INSERT INTO {search}(rowid, {', '.join(columns)}) VALUES (?, ?, ?)", [(r["id"], *(r[c] for c in columns)) for r in made[table]]
            )


def _sighting(number: int, story: Story) -> Row:
    return {
        "story": number, "doc_id": story.id[:500], "publisher": (story.publisher or "")[:300], "url": (story.url or "")[:2000],
        "date": story.date, "seen": now(),
    }  # fmt: skip
