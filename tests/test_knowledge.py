from __future__ import annotations

import pytest

from legation.analysis.actors import names
from legation.knowledge.base import Knowledge
from legation.knowledge.compiler import COMPILED, compiled
from legation.language.words import split
from legation.reader import Reader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks between the U.S. and North Korea", ["USA", "PRK"]),
        ("South Korean and Sri Lankan officials", ["KOR", "LKA"]),
        ("The White House told us so", ["USA"]),
        ("US-led forces near N'Djamena", ["USA", "TCD"]),
        ("tell us all", []),
    ],
)
def test_find(reader: Reader, text: str, expected: list[str]) -> None:
    hits = Knowledge.load().find(split(text, reader.session.tokenizer))
    assert [h.entry.country for h in hits] == expected


def test_compiled_form_equals_its_regeneration() -> None:
    assert COMPILED.read_text("utf8") == compiled(), "the tables have changed; run: legation kb compile"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chinese foreign ministry spokesman Shen Guofang", "Shen Guofang"),
        ("Secretary of State Mike Pompeo", "Mike Pompeo"),
        ("President Lee Teng-hui", "Lee Teng-hui"),
        ("US President George W. Bush's", "George W. Bush"),
        ("the foreign minister", None),
        ("The White House", None),
        ("Osama bin Laden", "Osama bin Laden"),
    ],
)
def test_person(text: str, expected: str | None) -> None:
    assert names.person(text, frozenset({"Chinese", "US", "White", "House"})) == expected


@pytest.mark.parametrize(("text", "kind"), [("He", "pronoun"), ("the envoy", "nominal"), ("the White House", "named"), ("Kim", "named")])
def test_kind(text: str, kind: str) -> None:
    assert names.kind(text) == kind
