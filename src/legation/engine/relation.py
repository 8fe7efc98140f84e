"""The relation between a marked source and target of one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from legation.engine.labels import MARKERS, RELATION_LABELS
from legation.engine.session import HEAD, TAIL, Session

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LONGEST = 255


def marked_pieces(marked: str, tokenizer: Tokenizer) -> tuple[list[int], list[int], tuple[int, int]]:
    """Encode a sentence with ``<s>…</s>`` and ``<t>…</t>``; the marks become reserved pieces.

    Returns:
        piece ids, the first piece of each word, and the words at which source and target are marked.
    """
    ids, pair = [HEAD], [0, 0]
    starts: list[int] = []
    marks = dict(zip(("<s>", "</s>", "<t>", "</t>"), (tokenizer.token_to_id(m) or 0 for m in MARKERS), strict=True))
    for part in re.split(r"(</?[st]>)", marked):
        if part in marks:
            if part in ("<s>", "<t>"):
                pair[part == "<t>"] = len(starts)
            starts.append(len(ids))
            ids.append(marks[part])
        elif part.strip():
            encoding = tokenizer.encode(part, add_special_tokens=False)
            previous: int | None = -1
            for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
                if word != previous:
                    starts.append(len(ids))
                ids.append(piece)
                previous = word
    ids = ids[:_LONGEST]
    starts = [s for s in starts if s < len(ids)] or [0]
    return [*ids, TAIL], starts, (min(pair[0], len(starts) - 1), min(pair[1], len(starts) - 1))


def classify(marked: str, session: Session) -> str:
    """The type between source and target of a marked sentence, one of ``RELATION_LABELS``."""
    ids, starts, pair = marked_pieces(marked, session.tokenizer)
    out = session.run(ids, starts, ("relation",), pair)["relation"]
    return str(RELATION_LABELS[int(out.argmax())])
