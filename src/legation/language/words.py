"""Words and word pieces with character offsets, as the encoder sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from legation.language.sentences import Span, sentences

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Words:
    """A text cut into words.

    Attributes:
        text: the text itself.
        spans: character span of each word.
        pieces: vocabulary ids of the pieces of each word.
        sentence_of: index of the sentence each word is in.
        sentence_spans: character span of each sentence.
        sentence_words: first and one-past-last word of each sentence.
    """

    text: str
    spans: list[Span]
    pieces: list[list[int]]
    sentence_of: list[int]
    sentence_spans: list[Span]
    sentence_words: list[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.spans)

    def word(self, index: int) -> str:
        """The characters of one word."""
        start, end = self.spans[index]
        return self.text[start:end]

    def within(self, start: int, end: int) -> tuple[int, int]:
        """First and one-past-last word that overlap the characters ``start:end`` (equal if none do)."""
        from bisect import bisect_left, bisect_right

        first = bisect_right(self.spans, start, key=lambda s: s[1])
        last = bisect_left(self.spans, end, key=lambda s: s[0])
        return first, max(first, last)


def split(text: str, tokenizer: Tokenizer) -> Words:
    """Cut a text into sentences, words and word pieces.

    Args:
        text: any text.
        tokenizer: the encoder's tokenizer, without truncation.
    """
    spans: list[Span] = []
    pieces: list[list[int]] = []
    sentence_of: list[int] = []
    sentence_spans: list[Span] = []
    sentence_words: list[tuple[int, int]] = []
    found = sentences(text)
    encodings = tokenizer.encode_batch([text[a:b] for a, b in found], add_special_tokens=False)
    for (start, end), encoding in zip(found, encodings, strict=True):
        first: int = len(spans)
        previous: int | None = -1
        for piece, (a, b), word in zip(encoding.ids, encoding.offsets, encoding.word_ids, strict=True):
            if word == previous:
                pieces[-1].append(piece)
                spans[-1] = (spans[-1][0], start + b)
            else:
                spans.append((start + a, start + b))
                pieces.append([piece])
                sentence_of.append(len(sentence_spans))
            previous = word
        if len(spans) > first:
            sentence_spans.append((start, end))
            sentence_words.append((first, len(spans)))
    return Words(text, spans, pieces, sentence_of, sentence_spans, sentence_words)
