"""The tables of the store, the same on SQLite and PostgreSQL; docs/data-model.md draws them.

Days are text, YYYY-MM-DD, so that they sort alike everywhere; moments are UTC, ISO 8601 to the second. Empty text stands for
"none" in columns that are part of a key.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"})
_Id = BigInteger().with_variant(Integer, "sqlite")
_Day = String(10)
_Moment = String(20)

runs = Table(
    "runs", metadata,
    Column("id", _Id, primary_key=True),
    Column("command", Text, nullable=False),
    Column("began", _Moment, nullable=False),
    Column("ended", _Moment),
    Column("state", String(12), nullable=False),
    Column("host", Text, nullable=False),
    Column("process", Integer, nullable=False),
    Column("read", Integer, nullable=False, default=0),
    Column("known", Integer, nullable=False, default=0),
    Column("aside", Integer, nullable=False, default=0),
    Column("events", Integer, nullable=False, default=0),
)  # fmt: skip
"""One row an ingest: ``state`` is running, done, stopped or failed; ``known`` counts stories that were in the store already."""

stories = Table(
    "stories", metadata,
    Column("id", _Id, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("doc_id", Text, nullable=False, index=True),
    Column("date", _Day, index=True),
    Column("title", Text, nullable=False),
    Column("publisher", Text),
    Column("url", Text),
    Column("text", Text, nullable=False),
    Column("source", Text),
    Column("line", Integer),
    Column("relation", String(8), nullable=False),
    Column("copy_of", _Id, ForeignKey("stories.id")),
    Column("similarity", Float),
    Column("label", Text, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    Column("seen", _Moment, nullable=False),
    Column("run", _Id, ForeignKey("runs.id"), nullable=False),
)  # fmt: skip
"""One row a text, by the hash of it. ``relation`` is original, reprint or version (of ``copy_of``); ``label`` is the agency's own
mark of a version ("2nd lead", "ADDS quotes"); ``sketch`` is the MinHash of the text."""

sightings = Table(
    "sightings", metadata,
    Column("story", _Id, ForeignKey("stories.id"), primary_key=True),
    Column("doc_id", String(500), primary_key=True),
    Column("publisher", String(300), primary_key=True),
    Column("url", String(2000), primary_key=True),
    Column("date", _Day),
    Column("seen", _Moment, nullable=False),
)  # fmt: skip
"""Every place where a text was seen: the same text under another id, publisher or address is one story and one sighting more."""

bands = Table(
    "bands", metadata,
    Column("value", BigInteger, primary_key=True),
    Column("band", SmallInteger, primary_key=True),
    Column("story", _Id, ForeignKey("stories.id"), primary_key=True),
)  # fmt: skip
"""Locality-sensitive hash of the sketches: near copies share a band."""

records = Table(
    "records", metadata,
    Column("id", _Id, primary_key=True),
    Column("story", _Id, ForeignKey("stories.id"), nullable=False),
    Column("versions", Text, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("json", LargeBinary, nullable=False),
    Column("made", _Moment, nullable=False),
    Column("run", _Id, ForeignKey("runs.id"), nullable=False),
    UniqueConstraint("story", "versions"),
)  # fmt: skip
"""The readings of a story, one for each set of versions (software, model, knowledge base, codebook); ``json`` is zlib-packed.
Only the ``current`` one has mentions in the chronicle."""

mentions = Table(
    "mentions", metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("record", _Id, ForeignKey("records.id"), nullable=False, index=True),
    Column("story", _Id, ForeignKey("stories.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("type", String(10), nullable=False),
    Column("mode", String(20)),
    Column("status", String(12), nullable=False),
    Column("date", String(10)),
    Column("first_day", _Day),
    Column("last_day", _Day),
    Column("place", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("country", String(3)),
    Column("sentence", Text, nullable=False),
    Column("attributed_to", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("event", String(16), ForeignKey("events.id"), nullable=False, index=True),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reported", _Day),
)  # fmt: skip
"""Reports: one row an event of a record. ``number`` counts from 0 in the record; ``attributed_to`` and ``reason`` are JSON lists;
``score`` and ``reason`` say why the mention was linked to its ``event`` (empty where it opened it)."""

parties = Table(
    "parties", metadata,
    Column("mention", BigInteger, ForeignKey("mentions.id"), primary_key=True, autoincrement=False),
    Column("role", String(9), primary_key=True),
    Column("position", SmallInteger, primary_key=True),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("country", String(3)),
    Column("sector", String(4), nullable=False),
    Column("entry", Text),
)  # fmt: skip
"""Actors and recipients of a mention."""

statements = Table(
    "statements", metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("record", _Id, ForeignKey("records.id"), nullable=False, index=True),
    Column("story", _Id, ForeignKey("stories.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("speaker", Text),
    Column("country", String(3)),
    Column("sector", String(4)),
    Column("cue", Text),
    Column("kind", String(8), nullable=False),
    Column("addressee", Text),
    Column("content", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("about", Text, nullable=False),
    Column("day", _Day),
    Column("confidence", Float, nullable=False),
    Index("ix_statements_speaker", "speaker", "day"),
    Index("ix_statements_country", "country", "day"),
)  # fmt: skip
"""Who said what: ``about`` names the entities of the content, joined by "; "."""

events = Table(
    "events", metadata,
    Column("id", String(16), primary_key=True),
    Column("type", String(10), nullable=False),
    Column("mode", String(20)),
    Column("quad", SmallInteger, nullable=False),
    Column("status", String(12), nullable=False),
    Column("date", String(10)),
    Column("day", _Day, nullable=False),
    Column("first_day", _Day),
    Column("last_day", _Day),
    Column("trigger", Text, nullable=False),
    Column("actors", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("place", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("country", String(3)),
    Column("reports", Integer, nullable=False),
    Column("publishers", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("contradicted", Boolean, nullable=False),
    Column("first_reported", _Day),
    Column("last_reported", _Day),
    Column("confidence", Float, nullable=False),
    Column("features", Text, nullable=False),
    Column("retracted", Boolean, nullable=False, default=False),
    Index("ix_events_day", "day", "id"),
    Index("ix_events_type_day", "type", "day"),
    Index("ix_events_status_day", "status", "day"),
)  # fmt: skip
"""The chronicle: one row an event, however often reported. ``day`` is what it is sorted by (its first day, else the day it was
first reported); ``actors`` and ``recipients`` are JSON lists of [name, country, sector]; ``features`` is what linking compares."""

event_parties = Table(
    "event_parties", metadata,
    Column("key", String(200), primary_key=True),
    Column("day", _Day, primary_key=True),
    Column("event", String(16), ForeignKey("events.id"), primary_key=True),
    Column("role", String(9), primary_key=True),
    Index("ix_event_parties_event", "event"),
)  # fmt: skip
"""Finds events by party: ``key`` is a country code or a name in lower case."""

dyads = Table(
    "dyads", metadata,
    Column("a", String(3), primary_key=True),
    Column("b", String(3), primary_key=True),
    Column("day", _Day, primary_key=True),
    Column("event", String(16), ForeignKey("events.id"), primary_key=True),
    Index("ix_dyads_event", "event"),
)  # fmt: skip
"""Finds events between two countries, ``a`` before ``b`` in the alphabet."""

blocks = Table(
    "blocks", metadata,
    Column("key", String(60), primary_key=True),
    Column("day", _Day, primary_key=True),
    Column("event", String(16), ForeignKey("events.id"), primary_key=True),
    Index("ix_blocks_event", "event"),
)  # fmt: skip
"""Where linking looks for an event that a mention may be of; ``day`` is a day of it or of a report of it."""

engagements = Table(
    "engagements", metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("a", String(3), nullable=False),
    Column("b", String(3), nullable=False),
    Column("parties", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("first_day", _Day, nullable=False),
    Column("last_day", _Day, nullable=False),
    Column("steps", Integer, nullable=False),
    Index("ix_engagements_pair", "a", "b", "first_day"),
)  # fmt: skip
"""Meetings, rounds of talks, visits, agreements and aid programmes between two states, or a state and an organisation, with the state they
have reached."""

steps = Table(
    "steps", metadata,
    Column("engagement", String(16), ForeignKey("engagements.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("step", String(12), nullable=False),
    Column("day", _Day, nullable=False),
    Column("date", String(10)),
    Column("status", String(12), nullable=False),
    Column("event", String(16), ForeignKey("events.id"), nullable=False),
    Column("mention", BigInteger, ForeignKey("mentions.id"), nullable=False),
)  # fmt: skip
"""The life of an engagement; each step points at the mention that tells it."""

dirty = Table("dirty", metadata, Column("a", String(3), primary_key=True), Column("b", String(3), primary_key=True))
"""Dyads whose engagements are older than their events; they are made anew when next asked for, or at the end of a run."""

positions = Table(
    "positions", metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("record", _Id, ForeignKey("records.id"), nullable=False, index=True),
    Column("story", _Id, ForeignKey("stories.id"), nullable=False),
    Column("holder", Text, nullable=False),
    Column("country", String(3)),
    Column("sector", String(4)),
    Column("stance", String(8), nullable=False),
    Column("target", Text),
    Column("issue", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("source", Text),
    Column("day", _Day),
    Column("event", Boolean, nullable=False),
    Index("ix_positions_country", "country", "day"),
    Index("ix_positions_holder", "holder", "day"),
)  # fmt: skip
"""Who supports, opposes, demands, offers, refuses, fears or denies what; ``words`` are the story's at ``start``:``end``."""

corrections = Table(
    "corrections", metadata,
    Column("id", _Id, primary_key=True),
    Column("at", _Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(8), nullable=False),
    Column("event", String(16), nullable=False, index=True),
    Column("other", String(16)),
    Column("field", String(20), nullable=False),
    Column("value", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("undone", _Moment),
    Column("undone_by", Text),
)  # fmt: skip
"""What people decided of an ``event``: accept, correct a ``field``, merge (``other`` is the event taken in), split (``other`` is
the event the mentions left), retract. ``value`` and ``before`` are JSON. The machine's reading stays in ``mentions``."""

anchors = Table(
    "anchors", metadata,
    Column("correction", _Id, ForeignKey("corrections.id"), primary_key=True),
    Column("story", String(64), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("type", String(10), nullable=False),
    Index("ix_anchors_story", "story"),
)  # fmt: skip
"""The mentions a correction was made on, by the story's hash and the trigger's offsets, so that it outlives a reading with a newer
model."""

aside = Table(
    "aside", metadata,
    Column("id", _Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("doc_id", Text),
    Column("source", Text),
    Column("line", Integer),
    Column("reason", Text, nullable=False),
    Column("story", Text),
    Column("at", _Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("run", _Id, ForeignKey("runs.id")),
)  # fmt: skip
"""Stories that could not be read, with the reason; ``story`` is what there was of them (JSON), to try again."""

feeds = Table(
    "feeds", metadata,
    Column("url", String(2000), primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("checked", _Moment),
    Column("due", _Moment),
    Column("failures", Integer, nullable=False, default=0),
    Column("problem", Text),
)  # fmt: skip
"""What is known of each feed that is followed: validators for conditional requests, and when it may next be asked."""
