"""The status of an act: the engine's reading, corrected by what embeds the trigger.

The rules follow the codebook's section "Status"; :data:`RULES` can be switched off to measure them
(``legation bench record --without status-rules``).
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from legation.engine.decode import softmax
from legation.engine.labels import STATUS_LABELS
from legation.engine.session import Floats

SURE = 0.8
"""Probability above which the engine's own reading stands against a rule; of .6, .7, .8 and .9 the best on the
stories that the training left out for measuring."""

_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("negated", re.compile(r"\b(?:no|without(?: an?| any)?|never|neither|nor) (?:[\w-]+ ){0,2}$|\b(?:did|has|have|had|was|were|is|are|do|does) ?(?:not|n[’']t) (?:yet )?(?:[\w-]+ ){0,1}$|\b(?:denied|denies|deny|avoided|avoid) (?:[\w-]+ ){0,4}$", re.IGNORECASE)),
    ("refused", re.compile(r"\b(?:refus(?:ed|es|ing|al) to|declin(?:ed|es|ing) to|ruled out|rules out|rejected|rejecting|cancell?ed|called off|postponed|blocked|scrapped|boycotted) (?:[\w’'-]+ ){0,3}$", re.IGNORECASE)),
    ("possible", re.compile(r"\b(?:may|might|could|considering|possibility of|likelihood of|possible|potential|potentially|unlikely to|likely to|chances? of|prospects? (?:of|for)|fears? of|hopes? (?:of|for|to)) (?:[\w’'-]+ ){0,4}$", re.IGNORECASE)),
    ("requested", re.compile(r"\b(?:urged|asked|called (?:on|for)|calls? for|demand(?:ed|ing|s)?|appealed (?:to|for)|requested|invited|proposed) (?:[\w’',-]+ ){0,6}to (?:[\w-]+ )?$|\b(?:call(?:ed|s|ing)? for|demand(?:ed|s|ing)?|propos(?:ed|es|al for)|sought|seeks|requested) (?:an? |the |an immediate |immediate |new |fresh )?(?:[\w-]+ )?$", re.IGNORECASE)),
    ("planned", re.compile(r"\b(?:will|is to|are to|was to|were to|due to|set to|scheduled (?:to|for)|plans? to|planned|planning to|agreed to|intends? to|vowed to|pledged to|promised to|upcoming|expected to) (?:[\w-]+ ){0,2}$", re.IGNORECASE)),
)  # fmt: skip
_CONDITION = re.compile(
    r"\b(?:if|unless|only (?:if|once|when|after)|provided(?: that)?|on condition|as long as|in return for|in exchange for)\b", re.IGNORECASE
)
Rule = Callable[[str, int, int, int, int], str | None]


def embedding_rule(text: str, sentence_start: int, sentence_end: int, start: int, end: int) -> str | None:
    """The status that the words right before a trigger impose, or None."""
    before = text[max(sentence_start, start - 90) : start]
    for status, pattern in _BEFORE:
        if pattern.search(before):
            return status
    return None


def condition_rule(text: str, sentence_start: int, sentence_end: int, start: int, end: int) -> str | None:
    """ "conditional" where the act's clause depends on an "if" that stands in the same sentence and has "will" or "would"."""
    sentence = text[sentence_start:sentence_end]
    match = _CONDITION.search(sentence)
    if (
        match
        and re.search(r"\b(?:will|would|could|can|only)\b", sentence)
        and not sentence_start + match.start() < start < sentence_start + match.start() + 60
    ):
        return "conditional"
    return None


RULES: dict[str, Rule] = {"embedding verbs": embedding_rule, "condition": condition_rule}


def read_status(scores: Floats, text: str, sentence: tuple[int, int], start: int, end: int, rules: bool = True) -> tuple[str, str]:
    """Status of a trigger and what decided it.

    Args:
        scores: the engine's scores of the seven statuses. text, sentence, start, end: where the trigger stands.
    """
    chances = softmax(scores)
    best = int(np.argmax(chances))
    label, sure = STATUS_LABELS[best], float(chances[best])
    if rules and sure < SURE:
        for name, rule in RULES.items():
            said = rule(text, *sentence, start, end)
            if said is not None and said != label and float(chances[STATUS_LABELS.index(said)]) > 0.15:
                return said, f"{name} rule over the engine's “{label}” ({sure:.2f})"
    return label, f"engine ({sure:.2f})"
