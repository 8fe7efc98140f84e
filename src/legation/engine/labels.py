"""The label sets of the engine's heads, in the order of the model's outputs."""

from __future__ import annotations

from legation.record.codes import MODES, SECTORS, STATUSES, TYPES

TAGS = ("O", "B", "I", "E", "S")
"""Span tags: outside, begin, inside, end, single word."""
LAYERS = ("source", "cue", "content")
TRIGGER_LABELS = ("O", "I", *TYPES)
STATUS_LABELS = STATUSES
MODE_LABELS = ("", *(f"{type_}/{mode}" for type_ in TYPES for mode in MODES[type_]))
SECTOR_LABELS = SECTORS
MENTION_TYPES = ("person", "organization", "place")
MENTION_LABELS = ("O", *(f"{tag}-{kind}" for kind in MENTION_TYPES for tag in "BI"))
LINKS = ("actor", "recipient", "place", "source", "content", "antecedent", "nation", "end", "time")
"""Word-to-word links: trigger to the first word of its actors, recipients and place; cue to the first word of its
source and content; mention to its antecedent; actor to the word that names its country; first to last word of a
mention; trigger to the first word of the time expression that dates it."""
MANY_LINKS = LINKS[:3]
"""Links that may hold to several words at once (scored by sigmoid); the others choose one (softmax)."""
RELATION_LABELS = (*tuple(t for t in TYPES if t not in ("CONCEDE", "RETREAT")), "YIELD")
MARKERS = ("[unused1]", "[unused2]", "[unused3]", "[unused4]")
"""Reserved pieces put around the source and the target of a relation."""
