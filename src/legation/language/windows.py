"""Windows of whole sentences that fit the encoder."""

from __future__ import annotations

from dataclasses import dataclass

from legation.language.words import Words

WINDOW_PIECES = 320
"""Word pieces in a window. Most wire stories (median 330 pieces) take one or two windows; attention stays cheap."""
CONTEXT_PIECES = 64
"""Pieces of earlier sentences repeated at a window's head, so that pronouns and implied actors find their mention."""


@dataclass(frozen=True, slots=True)
class Window:
    """Words ``first:last`` of a text; those before ``own`` are context already read by the window before."""

    first: int
    own: int
    last: int

    def ids(self, words: Words, head: int, tail: int) -> tuple[list[int], list[int]]:
        """Piece ids with the special pieces ``head`` and ``tail`` around, and the position of each word's first piece."""
        pieces, starts = [head], []
        for word in words.pieces[self.first : self.last]:
            starts.append(len(pieces))
            pieces.extend(word)
        return [*pieces, tail], starts


def windows(words: Words, size: int = WINDOW_PIECES, context: int = CONTEXT_PIECES) -> list[Window]:
    """Cut a text into windows of whole sentences.

    Args:
        words: the text's words.
        size: pieces in a window at most, special pieces included; a longer sentence is cut.
        context: pieces of context repeated from the window before, at most.
    """
    room = size - 2
    lengths = [len(p) for p in words.pieces]
    found: list[Window] = []
    own = 0
    while own < len(words):
        first, used = own, 0
        while first > 0:
            start = words.sentence_words[words.sentence_of[first - 1]][0]
            extra = sum(lengths[start:first])
            if used + extra > context:
                break
            first, used = start, used + extra
        last, sentence = own, words.sentence_of[own]
        while sentence < len(words.sentence_words):
            start, end = words.sentence_words[sentence]
            extra = sum(lengths[max(start, own) : end])
            if used + extra > room:
                break
            used, last, sentence = used + extra, end, sentence + 1
        while last == own or (last < len(words) and last < words.sentence_words[words.sentence_of[own]][1]):
            # A sentence longer than the window: take what fits, at least one word.
            if last > own and used + lengths[last] > room:
                break
            if last == own and used + lengths[last] > room and first < own:
                first, used = own, 0
            used, last = used + lengths[last], last + 1
        found.append(Window(first, own, last))
        own = last
    return found
