"""From corpora to training examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from legation.corpora import gum, polnear
from legation.engine.labels import LAYERS, LINKS, MENTION_LABELS, MENTION_TYPES, RELATION_LABELS
from legation.engine.relation import marked_pieces
from legation.language.windows import windows
from legation.language.words import split
from legation.train.example import Example, example, layer_tags

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LONGEST_MENTION = 12
_LINK = {name: i for i, name in enumerate(LINKS)}


def attribution_examples(texts: Iterable[polnear.AttributedText], tokenizer: Tokenizer) -> Iterator[Example]:
    """Windows labelled with attribution tags and the links from each cue to its source and content."""
    for item in texts:
        words = split(item.text, tokenizer)
        spans = {layer: [words.within(*s) for s in item.spans(layer)] for layer in LAYERS}
        for window in windows(words):
            made = example(words, window)
            inside = {
                layer: [
                    (max(a, window.first) - window.first, min(b, window.last) - window.first)
                    for a, b in spans[layer] if a < window.last and b > window.first
                ]
                for layer in LAYERS
            }  # fmt: skip
            made.tags["attribution"] = layer_tags(len(made.starts), inside)
            for attribution in item.attributions:
                if not attribution.cue:
                    continue
                cue = words.within(*attribution.cue[0])[0]
                if not window.first <= cue < window.last:
                    continue
                for layer in ("source", "content"):
                    targets = [words.within(*s)[0] for s in getattr(attribution, layer)]
                    targets = [t - window.first for t in targets if window.first <= t < window.last]
                    made.one[_LINK[layer], cue - window.first] = targets or [cue - window.first]
            yield made


def coreference_examples(documents: Iterable[tuple[str, str, list[gum.Mention]]], tokenizer: Tokenizer) -> Iterator[Example]:
    """Windows labelled with mention types, mention ends and antecedents."""
    for _, text, mentions in documents:
        words = split(text, tokenizer)
        located = [(words.within(m.start, m.end), m) for m in mentions]
        for window in windows(words):
            made = example(words, window)
            seen: dict[int, list[int]] = defaultdict(list)
            labels: dict[int, int] = {}
            inside = [(ab, m) for ab, m in located if window.first <= ab[0] < ab[1] <= window.last]
            for (a, b), m in inside:
                a, b = a - window.first, b - window.first
                if m.kind not in MENTION_TYPES or b - a > _LONGEST_MENTION:
                    continue
                if not any(w in labels for w in range(a, b)):
                    labels[a] = MENTION_LABELS.index(f"B-{m.kind}")
                    labels.update(dict.fromkeys(range(a + 1, b), MENTION_LABELS.index(f"I-{m.kind}")))
                    made.one[_LINK["end"], a] = [b - 1]
                earlier = [w for w in seen[m.entity] if w < a]
                if (_LINK["antecedent"], a) not in made.one:
                    made.one[_LINK["antecedent"], a] = earlier or [a]
                seen[m.entity].append(a)
            made.words["mention"] = labels
            made.full = frozenset({"mention"})
            yield made


def relation_example(marked: str, tokenizer: Tokenizer, label: str) -> Example:
    """A sentence with ``<s>…</s>`` and ``<t>…</t>`` as one example."""
    ids, starts, pair = marked_pieces(marked, tokenizer)
    return Example(ids, starts, pair=pair, relation=RELATION_LABELS.index("YIELD" if label in ("CONCEDE", "RETREAT") else label))
