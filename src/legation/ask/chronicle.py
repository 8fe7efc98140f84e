"""The chronicle as Python sees it: questions answered as Arrow tables, corrections, ingesting."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, or_, select, text

from legation.ask import arrow
from legation.ask.evidence import history, reports_of
from legation.ask.filters import DAYS, among, within
from legation.ask.filters import asked as asked_of
from legation.ask.query import (
    Query,
    events,
    has,
    has_words,
    is_country,
    of_event,
    party,
    published_by,
    source_names,
    takes_part,
    vouched_for,
)
from legation.chronicle.engagements import KINDS, STATES
from legation.errors import NotFoundError, UsageError
from legation.store import lock, review, rows
from legation.store import tables as t
from legation.store.database import Database
from legation.store.decisions import taken_in
from legation.store.engagements import is_body, of_parties, refresh

if TYPE_CHECKING:
    import pyarrow as pa

    from legation.ingest.summary import Summary
    from legation.reader import Reader
    from legation.readers.files import Item


class Chronicle:
    """A chronicle: everything read, as events, engagements, positions and quotations.

    ::

        chronicle = Chronicle("crisis.sqlite")
        chronicle.ingest(legation.read_stories(["stories.jsonl"]))
        chronicle.timeline("USA", "PRK", since="2006-11").to_pandas()

    Every question takes filters of :class:`~legation.ask.query.Query` by name and returns a :class:`pyarrow.Table`
    (``.to_pandas()``; ``polars.from_arrow(table)``). A filter that does not apply to a question is a :class:`UsageError`.

    Args:
        where: file of a SQLite database or address ``postgresql://…``; None: ``LEGATION_STORE``, else ``legation.sqlite`` here.
        create: whether it is made where there is none.
    Raises:
        StoreError, UsageError: it cannot be opened.
    """

    def __init__(self, where: str | Path | None = None, create: bool = True) -> None:
        self.database = Database(where, create)

    def __enter__(self) -> Chronicle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def ingest(self, stories: Iterable[Item], reader: Reader | None = None, **options: Any) -> Summary:
        """Read stories and take them in; see :func:`legation.ingest.run.ingest`."""
        from legation.ingest.run import ingest
        from legation.reader import Reader as Maker

        return ingest(self.database, stories, reader or Maker.load(), **options)

    def events(self, **filters: Any) -> pa.Table:
        """Events, in the order of their days."""
        return self._table(arrow.EVENTS, events(asked_of("events", filters)))

    def timeline(self, *actors: str, **filters: Any) -> pa.Table:
        """Events in which all of ``actors`` take part, in the order of their days."""
        return self.events(**(filters | {"actors": (*actors, *filters.get("actors", ()))}))

    def mentions(self, event: str | None = None, **filters: Any) -> pa.Table:
        """Reports of one event, or of the events that the filters choose, in the order of the stories' days."""
        m, s = t.mentions.c, t.stories.c
        query = (
            select(
                m.id, m.event, s.doc_id, s.publisher, m.reported, m.type, m.mode, m.status, m.trigger, m.start, m.end, m.date, m.place,
                m.attributed_to, m.confidence, m.sentence, s.url,
            )
            .join(t.stories, s.id == m.story)
            .order_by(m.reported, m.id)
        )  # fmt: skip
        if event is not None:
            asked_of("reports of one event", filters, ())
            query = query.where(m.event == self._event(event)["id"])
        else:
            chosen = events(asked_of("reports", filters), t.events.c.id).subquery()
            query = query.where(m.event.in_(select(chosen.c.id)))
        return self._table(arrow.MENTIONS, query)

    def quotes(
        self, speaker: str | None = None, about: str | None = None, search: str | None = None, *, kinds: Iterable[str] = (), **filters: Any
    ) -> pa.Table:
        """Who said what.

        Args:
            speaker: a person, body or country. about: somebody or something named in what is said. search: words of it, full text.
            kinds: direct, indirect, mixed. Of the filters, actors (speak), since, until, source (the publisher), country (the
                speaker's), text, limit and newest apply.
        """
        kinds = among("type", kinds, ("direct", "indirect", "mixed"))
        asked = asked_of("quotes", filters, ("actors", *DAYS, "source", "country", "text", "limit", "newest"))
        st, s = t.statements.c, t.stories.c
        query = select(
            st.id, st.day, st.speaker, st.country, st.sector, st.cue, st.kind, st.addressee, st.content, st.about, s.doc_id, s.publisher,
            st.start, st.end, st.confidence,
        ).join(t.stories, s.id == st.story)  # fmt: skip
        for name in (*([speaker] if speaker else ()), *asked.actors):
            key = party(name)
            named = has(st.speaker, name)
            query = query.where(or_(st.country == key, named) if is_country(key) else named)
        if about:
            query = query.where(has(st.about, about))
        words = search or asked.text
        if words:
            query = query.where(self._search(words, st.id, "statement_search", "content", "statements.content"))
        if asked.source:
            query = query.where(published_by(asked.source))
        if asked.country:
            query = query.where(st.country == party(asked.country))
        if kinds:
            query = query.where(st.kind.in_(kinds))
        query = within(query, st.day, asked).order_by(st.day.desc() if asked.newest else st.day, st.id).limit(asked.limit)
        return self._table(arrow.QUOTES, query)

    def _search(self, given: str, id_: Any, index: str, columns: str, content: str) -> Any:
        """Full text: every word, in any order and form, on either engine."""
        words = [w for w in given.split() if re.search(r"\w", w)]
        if not words:
            return false()
        if self.database.is_sqlite:
            quoted = " ".join('"' + w.replace('"', '""') + '"' for w in words)
            return id_.in_(text(f"SELECT rowid FROM {index} WHERE {index} MATCH :words").bindparams(words=f"{{{columns}}} : ({quoted})"))
        # PostgreSQL leaves "will", "not" and their like out of its index: they are looked for in the text
        with self.database.read() as connection:
            held = [bool(connection.execute(text("SELECT numnode(plainto_tsquery('english', :word))"), {"word": w}).scalar()) for w in words]
        found = [
            text(f"{content} ~* :stop{i}").bindparams(**{f"stop{i}": r"\m" + r"\W+".join(re.findall(r"\w+", w)) + r"\M"})
            for i, (w, h) in enumerate(zip(words, held, strict=True)) if not h
        ]  # fmt: skip
        if any(held):
            rest = " ".join(w for w, h in zip(words, held, strict=True) if h)
            found.append(text(f"to_tsvector('english', {content}) @@ plainto_tsquery('english', :words)").bindparams(words=rest))
        return and_(*found)

    def positions(self, *holders: str, on: str | None = None, stances: Iterable[str] = (), **filters: Any) -> pa.Table:
        """Who supports, opposes, demands, offers, refuses, fears or denies what, grouped by issue, changes marked.

        Args:
            holders: persons, bodies or countries. on: words of the issue. stances: only these. Of the filters, actors (hold it), since,
                until, source, country (the holder's), text and limit apply.
        """
        from legation.ask.issues import group
        from legation.chronicle.positions import STANCES

        asked = asked_of("positions", filters, ("actors", *DAYS, "source", "country", "text", "limit"))
        stances = among("type", stances, STANCES)
        p, s = t.positions.c, t.stories.c
        query = select(
            p.day, p.holder, p.country, p.sector, p.stance, p.issue, p.target, p.words, p.source, s.doc_id, s.publisher, p.start, p.end
        ).join(t.stories, s.id == p.story)  # fmt: skip
        for name in (*holders, *asked.actors):
            key = party(name)
            named = has(p.holder, name)
            query = query.where(or_(p.country == key, named) if is_country(key) else named)
        for word in (on or asked.text or "").split():
            query = query.where(has(p.words, word))
        if asked.source:
            names = source_names(asked.source)
            query = query.where(or_(published_by(asked.source), *(has_words(func.lower(p.source), n) for n in names)))
        if asked.country:
            query = query.where(p.country == party(asked.country))
        if stances:
            query = query.where(p.stance.in_(stances))
        query = within(query, p.day, asked).order_by(p.day, p.id)
        found = group(self._rows(query), [*holders, *(on or "").split()])
        return arrow.table(arrow.POSITIONS, found[: asked.limit])

    def engagements(
        self, a: str, b: str | None = None, *, kinds: Iterable[str] = (), states: Iterable[str] = (), **filters: Any
    ) -> pa.Table:
        """Meetings, talks, visits, agreements and aid between two states (or of one with all), each with its steps.

        Args:
            kinds: meeting, talks, visit, agreement, aid. states: the state reached: proposed, requested, … held, refused. Of the
                filters, actors (take part in a step), source, country (of a step's place), since, until, limit and newest apply.
        """
        asked = asked_of("engagements", filters, ("actors", *DAYS, "source", "country", "limit", "newest"))
        kinds, states = among("type", kinds, KINDS), among("status", states, STATES)
        names = [n for n in (a, b) if n]
        if other := next((n for n in names if not is_country(party(n)) and not is_body(n)), None):
            raise UsageError(f"engagements are between states and international organisations; “{other}” is none of them")
        self.freshen()
        g, st, m, s = t.engagements.c, t.steps.c, t.mentions.c, t.stories.c
        query = select(t.engagements).where(*of_parties([n if is_body(n) else party(n) for n in names]))
        since, until = asked.days
        if since:
            query = query.where(g.last_day >= since)
        if until:
            query = query.where(g.first_day <= until)
        if kinds:
            query = query.where(g.kind.in_(kinds))
        if states:
            query = query.where(g.state.in_(states))
        told = select(st.position).join(t.mentions, m.id == st.mention).join(t.stories, s.id == m.story).where(st.engagement == g.id)
        if asked.source:
            query = query.where(told.where(vouched_for(asked.source)).exists())
        if asked.country:
            query = query.where(told.where(m.country == party(asked.country)).exists())
        for name in asked.actors:
            query = query.where(told.where(m.event.in_(select(t.event_parties.c.event).where(takes_part(name)))).exists())
        query = query.order_by(g.first_day.desc() if asked.newest else g.first_day, g.id).limit(asked.limit)
        return arrow.table(arrow.ENGAGEMENTS, self._with_steps(self._rows(query)))

    def _with_steps(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Engagements as :data:`arrow.ENGAGEMENTS` has them."""
        st, m, s = t.steps.c, t.mentions.c, t.stories.c
        steps: dict[str, list[dict[str, Any]]] = {r["id"]: [] for r in found}
        ids = list(steps)
        for at in range(0, len(ids), 500):
            rows_ = self._rows(
                select(st.engagement, st.step, st.day, st.date, st.status, st.event, st.mention, s.doc_id, s.publisher, m.sentence)
                .join(t.mentions, m.id == st.mention).join(t.stories, s.id == m.story).where(st.engagement.in_(ids[at : at + 500]))
                .order_by(st.engagement, st.position)
            )  # fmt: skip
            for r in rows_:
                steps[r["engagement"]].append({k: v for k, v in r.items() if k != "engagement"})
        return [{**r, "steps": steps[r["id"]]} for r in found]

    def actors(self, name: str | None = None, **filters: Any) -> pa.Table:
        """Everybody who takes part in events, with the number of events; the most active first.

        Args:
            name: a country or part of a name. Of the filters, actors (the same), since, until, types, statuses, country (the actor's)
                and limit apply.
        """
        asked = asked_of("actors", filters, ("actors", *DAYS, "types", "statuses", "country", "limit"))
        p, m, e = t.parties.c, t.mentions.c, t.events.c
        number = func.count(func.distinct(m.event))
        query = (
            select(
                p.name, p.country, number.label("events"), number.filter(p.role == "actor").label("as_actor"),
                number.filter(p.role == "recipient").label("as_recipient"),
                func.min(e.day).label("first_day"), func.max(e.day).label("last_day"), func.min(p.entry).label("entry"),
            )
            .join(t.mentions, m.id == p.mention)
            .join(t.events, e.id == m.event)
            .where(*of_event(Query(types=asked.types, statuses=asked.statuses)))
            .group_by(p.name, p.country)
            .order_by(number.desc(), p.name, p.country)
            .limit(asked.limit)
        )  # fmt: skip
        for n in (*([name] if name else ()), *asked.actors):
            key = party(n)
            query = query.where(p.country == key if is_country(key) else has(p.name, n))
        if asked.country:
            query = query.where(p.country == party(asked.country))
        found = self._rows(within(query, e.day, asked))
        # the sector that its mentions are most often given
        given = select(p.name, p.country, p.sector).group_by(p.name, p.country, p.sector).order_by(func.count(), p.sector.desc())
        names = {r["name"] for r in found}
        if len(names) <= 500:
            given = given.where(p.name.in_(sorted(names)))
        sectors = {(r["name"], r["country"]): r["sector"] for r in self._rows(given)}  # the last is the most frequent
        return arrow.table(arrow.ACTORS, [{**r, "sector": sectors[r["name"], r["country"]]} for r in found])

    def stories(self, search: str | None = None, **filters: Any) -> pa.Table:
        """Stories, with what they copy and how often they were seen; of the filters, since, until, source, text, limit and newest apply."""
        asked = asked_of("stories", filters, (*DAYS, "source", "text", "limit", "newest"))
        s, original = t.stories.c, t.stories.alias("original")
        seen = select(func.count()).where(t.sightings.c.story == s.id).scalar_subquery()
        events_ = select(func.count()).where(t.mentions.c.story == s.id).scalar_subquery()
        query = select(
            s.doc_id, s.date, s.publisher, s.title, s.relation, original.c.doc_id.label("copy_of"), s.similarity, s.label,
            seen.label("sightings"), events_.label("events"), s.url, s.hash,
        ).join(original, original.c.id == s.copy_of, isouter=True)  # fmt: skip
        words = search or asked.text
        if words:
            query = query.where(self._search(words, s.id, "story_search", "title text", "(stories.title || ' ' || stories.text)"))
        if asked.source:
            query = query.where(published_by(asked.source))
        query = within(query, s.date, asked).order_by(s.date.desc() if asked.newest else s.date, s.id).limit(asked.limit)
        return self._table(arrow.STORIES, query)

    def record(self, doc_id: str) -> dict[str, Any]:
        """The current record of a story, as :meth:`Record.to_dict` gave it.

        Raises:
            NotFoundError: no such story.
        """
        s, r = t.stories.c, t.records.c
        query = select(r.json).join(t.stories, s.id == r.story).where(or_(s.doc_id == doc_id, s.hash == doc_id), r.current)
        with self.database.read() as connection:
            data = connection.execute(query).scalar()
        if data is None:
            raise NotFoundError(f"there is no story {doc_id} in this chronicle; find ids with: legation stories")
        return rows.unpack(data)

    def publishers(self) -> list[str]:
        """The publishers of the stories, that of most stories first."""
        s = t.stories.c
        query = select(s.publisher).where(s.publisher.is_not(None)).group_by(s.publisher).order_by(func.count().desc(), s.publisher)
        return [str(r["publisher"]) for r in self._rows(query)]

    def explain(self, event: str) -> dict[str, Any]:
        """An event down to the characters of each story: its row, its history, every report with its evidence and why it was linked, and the
        corrections. For an engagement (``g…``) its row with its steps, and ``events``, each of its events so explained.

        Args:
            event: id of an event or engagement, or as many of its first characters as no other shares.
        Raises:
            NotFoundError: no such event, or several.
        """
        if event.startswith("g"):
            self.freshen()
            g = self._one(t.engagements, event, "engagement")
            found = arrow.table(arrow.ENGAGEMENTS, self._with_steps([g])).to_pylist()[0]
            return {"engagement": found, "events": [self.explain(e) for e in dict.fromkeys(s["event"] for s in found["steps"])]}
        row = self._event(event)
        event = row["id"]
        with self.database.read() as connection:
            ids = sorted(taken_in(connection, [event]))
        corrections = self._rows(select(t.corrections).where(t.corrections.c.event.in_(ids)).order_by(t.corrections.c.id))
        for name in ("actors", "recipients"):
            row[name] = [dict(zip(("name", "country", "sector"), x, strict=True)) for x in json.loads(row[name])]
        row.pop("features")
        reports = reports_of(event, self._rows)
        return {"event": row, "history": history(reports), "reports": reports, "corrections": corrections}

    def runs(self) -> list[dict[str, Any]]:
        """Every run of ingesting, the latest last."""
        return self._rows(select(t.runs).order_by(t.runs.c.id))

    def corrections(self) -> list[dict[str, Any]]:
        """Every correction, the latest last."""
        return self._rows(select(t.corrections).order_by(t.corrections.c.id))

    def review(self, action: str, event: str, who: str, note: str = "", **options: Any) -> Any:
        """Accept, correct, merge, split or retract an event, or undo a correction; see :mod:`legation.store.review`."""
        call = {"accept": review.accept, "correct": review.correct, "merge": review.merge, "split": review.split, "retract": review.retract}
        if action not in call:
            raise UsageError(f"{action}: no such decision; choose from {', '.join(call)}")
        with lock.writing(self.database), self.database.write() as connection:
            return call[action](connection, event, who=who, note=note, **options)  # type: ignore[operator]

    def undo(self, correction: int, who: str) -> None:
        """Take a correction back."""
        with lock.writing(self.database), self.database.write() as connection:
            review.undo(connection, correction, who)

    def freshen(self) -> None:
        """Make engagements anew whose events have changed, unless another run is writing and will do so itself."""
        from legation.errors import StoreBusyError
        from legation.store.engagements import is_dirty

        with self.database.read() as connection:
            if not is_dirty(connection):
                return
        try:
            with lock.writing(self.database), self.database.write() as connection:
                refresh(connection)
        except StoreBusyError:
            return

    def _event(self, event: str) -> dict[str, Any]:
        return self._one(t.events, event, "event")

    def _one(self, table: Any, begins: str, what: str) -> dict[str, Any]:
        """The row whose id this is, else the only one whose id begins so."""
        found = self._rows(select(table).where(table.c.id == begins))
        if not found and begins:
            query = select(table).where(table.c.id.startswith(begins, autoescape=True)).order_by(table.c.id)
            found = self._rows(query.limit(9))
        if not found:
            raise NotFoundError(f"there is no {what} {begins} in this chronicle; find ids with: legation {what}s")
        if len(found) > 1:
            shown = ", ".join(r["id"] for r in found[:8]) + (" …" if len(found) > 8 else "")
            raise NotFoundError(f"{begins}: several {what}s have ids that begin with it: {shown}; write more of the id")
        return found[0]

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        with self.database.read() as connection:
            return [dict(r) for r in connection.execute(query).mappings()]

    def _table(self, schema: pa.Schema, query: Any) -> pa.Table:
        return arrow.table(schema, self._rows(query))
