"""The country of a mention."""

from __future__ import annotations

from collections import Counter, defaultdict

from legation.analysis.actors.mentions import SUFFIXES, Mentions, Span
from legation.engine.decode import softmax
from legation.knowledge.base import Hit

_OF_PLACE = frozenset("to in with against on at near from toward towards over".split())
"""Prepositions after which a name is where or towards whom, not whose: "China's ambassador to Japan"."""
_RELATIVE = frozenset(["who", "which", "whose", "whom", "where"])
_BETWEEN = frozenset([",", "and", "-", "/", "or", "the", "&"])
PLACES = frozenset(["state", "demonym", "capital", "byword", "city"])


class Nations:
    """Finds countries: named in the mention, or where the engine's "nation" link points.

    Args:
        hits: names of the knowledge base in the text, each with one entry.
    """

    def __init__(self, mentions: Mentions, hits: list[Hit]) -> None:
        self._mentions = mentions
        # "Ethnic Albanian rebels" are not Albania's: such an adjective tells a people, not a country.
        self._hits = [h for h in hits if h.entry.country and h.entry.kind != "person" and not self._ethnic(h)]

    def named(self, span: Span) -> Hit | None:
        """The name inside a mention that tells its country: the first that says whose it is, else the first."""
        inside = [h for h in self._hits if span[0] <= h.first and h.last <= self._relative(span)]
        own = [h for h in inside if not self._foreign(h, span)]
        return (own or [h for h in inside if not self._leaning(h, span)] or [None])[0]  # type: ignore[list-item]

    def _relative(self, span: Span) -> int:
        """The word at which a relative clause begins: "Obasanjo, who chairs the African Union" is not the Union's."""
        words = self._mentions.words
        return next((w for w in range(span[0] + 1, span[1]) if words.word(w).lower() in _RELATIVE), span[1])

    def chain(self, span: Span) -> list[Hit]:
        """Names of two states or more that stand together for one party each: "Israeli-Palestinian", "leaders from Laos, Burma and Thailand"."""
        words = self._mentions.words
        inside = [h for h in self._hits if span[0] <= h.first and h.last <= span[1] and h.entry.kind in ("state", "demonym", "capital")]
        for number, first in enumerate(inside):
            run = [first]
            for hit in inside[number + 1 :]:
                if not all(words.word(w).lower() in _BETWEEN for w in range(run[-1].last, hit.first)):
                    break
                run.append(hit)
            if len({h.entry.country for h in run}) > 1:
                return run if not self._leaning(first, span) and not self._suffixed(run[-1]) else []
        return []

    def _suffixed(self, hit: Hit) -> bool:
        """Whether a name has a suffix, as in "Russian-Chinese-led"."""
        words = self._mentions.words
        return hit.last + 1 < len(words) and words.word(hit.last) == "-" and words.word(hit.last + 1).lower() in SUFFIXES

    def _ethnic(self, hit: Hit) -> bool:
        return hit.entry.kind == "demonym" and hit.first > 0 and self._mentions.words.word(hit.first - 1).lower() in ("ethnic", "minority")

    def _foreign(self, hit: Hit, span: Span) -> bool:
        words = self._mentions.words
        return self._leaning(hit, span) or (hit.first > span[0] and words.word(hit.first - 1).lower() in _OF_PLACE)

    def _leaning(self, hit: Hit, span: Span) -> bool:
        """ "pro-Syrian", "anti-US", "China-appointed": a country that the actor is for, against or sent by."""
        words = self._mentions.words
        before = hit.first >= 2 and words.word(hit.first - 1) == "-" and words.word(hit.first - 2).lower() in ("pro", "anti", "ex")
        after = hit.last + 1 < span[1] and words.word(hit.last) == "-" and words.word(hit.last + 1).lower() in SUFFIXES
        agent = hit.first > span[0] and words.word(hit.first - 1).lower() == "by"
        return before or agent or (after and words.word(hit.last + 1).lower() not in ("led", "born"))

    def pointed(self, span: Span) -> list[tuple[str, float, Hit]]:
        """Countries by the engine's "nation" link, likeliest first, each with its probability and its strongest name.

        Those less likely than "no country" are left out.
        """
        first, scores = self._mentions.scores.link("nation", span[0])
        spots = [h for h in self._hits if first <= h.first < first + len(scores)]
        if not spots:
            return []
        chances = softmax(scores[[span[0] - first, *(h.first - first for h in spots)]])
        total: dict[str, float] = defaultdict(float)
        strongest: dict[str, tuple[float, Hit]] = {}
        for hit, chance in zip(spots, chances[1:].tolist(), strict=True):
            country = str(hit.entry.country)
            total[country] += chance
            if country not in strongest or chance > strongest[country][0]:
                strongest[country] = (chance, hit)
        ranked = sorted(total, key=lambda c: (-total[c], c))
        return [(c, total[c], strongest[c][1]) for c in ranked if total[c] > float(chances[0])]

    def of_story(self) -> list[str]:
        """The countries that the story names, most often first."""
        return countries(self._hits)


def countries(hits: list[Hit]) -> list[str]:
    """The countries named by sure names (those of one place only), most often first."""
    count: Counter[str] = Counter()
    for hit in hits:
        if not hit.generic and hit.entry.country and hit.entry.kind in PLACES and len({e.country for e in hit.entries}) == 1:
            count[hit.entry.country] += 1
    return sorted(count, key=lambda c: (-count[c], c))
