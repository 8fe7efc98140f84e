from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.language.sentences import LONGEST_SENTENCE, paragraph_of, sentences
from legation.language.windows import windows
from legation.language.words import split
from legation.reader import Reader


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kim met Lee. They talked.", ["Kim met Lee.", "They talked."]),
        ("Mr. Hill met Gen. Lee in St. Petersburg. He left.", ["Mr. Hill met Gen. Lee in St. Petersburg.", "He left."]),
        ("The U.S. Senate voted. It passed.", ["The U.S. Senate voted.", "It passed."]),
        ("It asked the U.S. The answer came late.", ["It asked the U.S.", "The answer came late."]),
        ('"We will go." He said no more.', ['"We will go."', "He said no more."]),
        ("Talks end\n\nNo date was set", ["Talks end", "No date was set"]),
        ("Will they meet? Nobody knows!", ["Will they meet?", "Nobody knows!"]),
        ("", []),
        (" \n\n \t", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_text_without_full_stops_is_cut() -> None:
    found = sentences("word " * 50_000)
    assert max(b - a for a, b in found) <= LONGEST_SENTENCE
    assert sum(b - a for a, b in found) > 240_000


def test_paragraphs_are_numbered() -> None:
    text = "One here. Two here.\n\nThree here."
    assert paragraph_of(text, sentences(text)) == [0, 0, 1]


@given(st.text(max_size=400))
def test_sentences_are_ordered_and_cover_all_letters(text: str) -> None:
    found = sentences(text)
    assert all(0 <= a < b <= len(text) for a, b in found)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(found))
    left = list(text)
    for a, b in found:
        left[a:b] = [" "] * (b - a)
    assert not any(c.isalnum() for c in left)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=600))
def test_words_point_into_the_text(reader: Reader, text: str) -> None:
    words = split(text, reader.session.tokenizer)
    assert all(0 <= a <= b <= len(text) for a, b in words.spans)
    assert all(x[0] <= y[0] for x, y in zip(words.spans, words.spans[1:], strict=False))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(min_value=1, max_value=60), max_size=40), st.integers(min_value=8, max_value=80))
def test_windows_own_each_word_once(reader: Reader, lengths: list[int], size: int) -> None:
    text = " ".join("word " * (n - 1) + "end. Then" for n in lengths)
    words = split(text, reader.session.tokenizer)
    found = windows(words, size=size, context=size // 4)
    assert [w for window in found for w in range(window.own, window.last)] == list(range(len(words)))
    for window in found:
        ids, starts = window.ids(words, 101, 102)
        assert len(ids) <= size
        assert len(starts) == window.last - window.first
