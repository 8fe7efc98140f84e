"""How alike a mention and an event are: named signals, and the weights that make them one score.

A logistic model over the signals (:data:`SIGNALS`), trained by ``legation train linker`` on the chains of ``corpus/chains.jsonl``;
the weights lie in ``legation/data/linker.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from operator import mul

from legation.chronicle.traits import Sum, Traits
from legation.errors import ModelError

SIGNALS: dict[str, str] = {
    "same type": "the mention's type is one the event was told with",
    "same class": "another type of the same PLOVER class",
    "same mode": "the same mode",
    "other mode": "modes that differ",
    "same word": "the same word names the act",
    "same sense": "a near synonym names the act",
    "same parties": "share of the parties that both name",
    "core parties": "share of the parties that most reports of the event name, among those and the mention's",
    "no core party": "none of the parties that most reports of the event name",
    "new party": "share of the mention's parties that no report of the event has named",
    "party conflict": "each names a party that the other does not",
    "same person": "a name of two words or more in common that is no state's",
    "name words": "share of the words of the parties' names (states left out) that both use",
    "core parties missing": "share of the parties that most reports name that the mention does not",
    "same actors": "an actor in common",
    "other actors": "actors named by both, none in common",
    "same recipients": "a recipient in common",
    "other recipients": "recipients named by both, none in common",
    "swapped": "the actor of one is the recipient of the other",
    "same names": "share of the names that both name",
    "same days": "dates that meet",
    "same day": "the same single day",
    "near days": "dates a day or two apart",
    "other days": "dates further apart",
    "date unknown": "one of the two has no date",
    "days apart": "how long after the last report the story is, logarithm of days",
    "same place": "the same place",
    "other place": "places that differ",
    "words": "share of the mention's content words that the event's reports use",
    "marks": "share of the names and numbers of the sentence that the event's reports use",
    "rare marks": "names and numbers in common, logarithm of their number",
    "same story": "told in the same story",
    "same story, same word": "told in the same story with the same word",
    "same word and days": "the same word, and dates that meet",
    "same type and parties": "the same type, times the share of parties",
    "told often": "logarithm of the number of mentions",
    "known act": "the mention speaks of an act as known, in the event's story (“the talks”)",
    "same theme": "share of the words that tell the story's subject that the event's other stories have in common with it",
    "same sense and parties": "a near synonym, times the share of parties",
    "same sense and theme": "a near synonym, times the share of the subject, in another story",
    "same sense, same story": "a near synonym in the same story",
}
"""Every signal with its meaning, in the order of the weights."""


def signals(mention: Traits, event: Sum) -> list[float]:
    """The values of :data:`SIGNALS` for a mention and an event, mostly 0 to 1."""
    face, mine = event.face, mention.parties
    theirs, core = face.parties, face.core
    type_ = mention.type in event.types
    word = not mention.heads.isdisjoint(event.heads)
    sense = not mention.senses.isdisjoint(event.senses)
    story = mention.story in event.stories
    party = held = fresh = missing = 0.0
    strange = conflict = False
    if mine or theirs:
        shared = len(mine & theirs)
        party = shared / (len(mine) + len(theirs) - shared)
        inside = len(mine & core)
        held = inside / (len(mine) + len(core) - inside) if mine or core else 0.0
        if mine:
            fresh = (len(mine) - shared) / len(mine)
            if core:
                missing = (len(core) - inside) / len(core)
                strange = not inside
                conflict = shared < len(mine) and inside < len(core)
    act = not mention.actors.isdisjoint(face.actors)
    receive = not mention.recipients.isdisjoint(face.recipients)
    mode = mention.mode is not None and mention.mode in event.modes
    meet = near = far = single = False
    days = face.days
    if mention.days and days:
        gap = max(mention.days[0], days[0]) - min(mention.days[1], days[1])
        meet, near, far = gap <= 0, 0 < gap <= 2, gap > 2
        single = meet and mention.days == days and days[0] == days[1]
    apart = 0.0
    if mention.reported is not None and event.told:
        apart = math.log1p(max(0, mention.reported - event.told[1], event.told[0] - mention.reported))
    names = mention.names & face.names
    marks = len(mention.marks & face.marks)
    theme = 0.0 if story or not mention.theme else len(mention.theme & face.theme) / len(mention.theme)
    place = mention.place is not None
    return [
        float(type_), float(not type_ and mention.quad in event.quads), float(mode),
        float(mention.mode is not None and bool(event.modes) and not mode), float(word), float(sense), party, held, float(strange), fresh,
        float(conflict), float(any(" " in n and n not in mention.states for n in names)),
        len(mention.name_words & face.name_words) / len(mention.name_words) if mention.name_words else 0.0, missing,
        float(act), float(bool(mention.actors) and bool(face.actors) and not act),
        float(receive), float(bool(mention.recipients) and bool(face.recipients) and not receive),
        float(not act and not mention.actors.isdisjoint(face.recipients)),
        len(names) / len(mention.names) if mention.names else 0.0,
        float(meet), float(single), float(near), float(far), float(not (mention.days and days)), apart,
        float(place and mention.place in event.places), float(place and bool(event.places) and mention.place not in event.places),
        len(mention.words & face.words) / len(mention.words) if mention.words else 0.0,
        marks / len(mention.marks) if mention.marks else 0.0, math.log1p(marks),
        float(story), float(story and word), float(word and meet), party if type_ else 0.0, face.often,
        float(mention.definite and story), theme, party if sense else 0.0, theme if sense else 0.0, float(sense and story),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """The linker's model.

    Attributes:
        bias, weights: of the logistic model, in the order of :data:`SIGNALS`. threshold: least probability for a link.
    """

    bias: float
    weights: tuple[float, ...]
    threshold: float
    version: str = ""

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Weights:
        """The weights that ship with the package.

        Raises:
            ModelError: the file is missing or for other signals.
        """
        try:
            form = json.loads((resources.files("legation") / "data" / "linker.json").read_text("utf8"))
            by_name = form["weights"]
            return cls(form["bias"], tuple(by_name[s] for s in SIGNALS), form["threshold"], form["version"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"data/linker.json: the linker's weights cannot be read ({error}); reinstall legation") from None

    def chance(self, values: Sequence[float]) -> float:
        """Probability that mention and event are the same act."""
        z = self.bias + sum(map(mul, self.weights, values))
        return 1.0 / (1.0 + math.exp(-z)) if z > -700 else 0.0

    def reasons(self, values: Sequence[float], most: int = 6) -> list[tuple[str, float]]:
        """The signals that weighed most, with what each added to the score (log-odds), heaviest first."""
        added = [(name, round(w * v, 2)) for name, w, v in zip(SIGNALS, self.weights, values, strict=True) if v]
        return sorted((a for a in added if a[1]), key=lambda a: (-abs(a[1]), a[0]))[:most]
