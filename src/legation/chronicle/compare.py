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
    parties = event.actors.keys() | event.recipients.keys()
    shared = mention.parties & parties
    most = len(mention.parties | parties)
    party = len(shared) / most if most else 0.0
    core = event.core()
    held = len(mention.parties & core) / len(mention.parties | core) if mention.parties or core else 0.0
    type_ = mention.type in event.types
    word = bool(mention.heads & event.heads.keys())
    sense = bool(mention.senses & event.senses.keys())
    theme = len(mention.theme & event.theme.keys()) / len(mention.theme) if mention.theme else 0.0
    mode = mention.mode is not None and mention.mode in event.modes
    days = event.best_days()
    meet = near = far = single = False
    if mention.days and days:
        gap = max(mention.days[0], days[0]) - min(mention.days[1], days[1])
        meet, near = gap <= 0, 0 < gap <= 2
        far = gap > 2
        single = meet and mention.days == days and days[0] == days[1]
    apart = 0.0
    if mention.reported is not None and event.told:
        apart = math.log1p(max(0, mention.reported - event.told[1], event.told[0] - mention.reported))
    names = mention.names & event.names.keys()
    marks = mention.marks & event.marks.keys()
    story = mention.story in event.stories
    return [
        float(type_), float(not type_ and mention.quad in event.quads), float(mode),
        float(mention.mode is not None and bool(event.modes) and not mode), float(word), float(sense), party, held, float(bool(core) and bool(mention.parties) and not mention.parties & core),
        float(bool(mention.actors & event.actors.keys())),
        float(bool(mention.actors) and bool(event.actors) and not mention.actors & event.actors.keys()),
        float(bool(mention.recipients & event.recipients.keys())),
        float(bool(mention.recipients) and bool(event.recipients) and not mention.recipients & event.recipients.keys()),
        float(bool(mention.actors & event.recipients.keys()) and not mention.actors & event.actors.keys()),
        len(names) / len(mention.names) if mention.names else 0.0,
        float(meet), float(single), float(near), float(far), float(not (mention.days and days)), apart,
        float(mention.place is not None and mention.place in event.places),
        float(mention.place is not None and bool(event.places) and mention.place not in event.places),
        len(mention.words & event.words.keys()) / len(mention.words) if mention.words else 0.0,
        len(marks) / len(mention.marks) if mention.marks else 0.0, math.log1p(len(marks)),
        float(story), float(story and word), float(word and meet), party if type_ else 0.0, math.log(max(event.count, 1)),
        float(mention.definite and story), 0.0 if story else theme, party if sense else 0.0, theme if sense and not story else 0.0,
        float(sense and story),
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
        z = self.bias + math.fsum(w * v for w, v in zip(self.weights, values, strict=True))
        return 1.0 / (1.0 + math.exp(-z)) if z > -700 else 0.0

    def reasons(self, values: Sequence[float], most: int = 6) -> list[tuple[str, float]]:
        """The signals that weighed most, with what each added to the score (log-odds), heaviest first."""
        added = [(name, round(w * v, 2)) for name, w, v in zip(SIGNALS, self.weights, values, strict=True) if v]
        return sorted((a for a in added if a[1]), key=lambda a: (-abs(a[1]), a[0]))[:most]
