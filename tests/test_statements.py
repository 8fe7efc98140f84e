"""Contents of statements: their quote marks and kinds, and where they nest."""

from __future__ import annotations

import pytest

import legation
from legation.analysis.statements.find import balance, quote_kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('"We will not go,"', "direct"), ("“We will not go.”", "direct"), ('"We will not go. We never said so', "direct"),
        ("that they would not go", "indirect"), ('that they would "never, ever" go', "mixed"), ('"never" while the siege went on', "mixed"),
        ("that the minister's \"tour\" was over", "mixed"),
    ],
)  # fmt: skip
def test_kind_of_quote(content: str, kind: str) -> None:
    assert quote_kind(content) == kind


@pytest.mark.parametrize(
    ("text", "inside", "balanced"),
    [
        ('He said: "We go home." Then he left.', '"We go home.', '"We go home."'),
        ("“We go home,” he said.", "“We go home", "“We go home,”"),
        ('She called it "a farce" on Monday.', 'a farce"', '"a farce"'),
        ("She said the talks were over.", "the talks were over", "the talks were over"),
    ],
)
def test_marks_are_taken_in_pairs(text: str, inside: str, balanced: str) -> None:
    start = text.index(inside)
    a, b = balance(text, start, start + len(inside))
    assert text[a:b] == balanced


def test_a_statement_within_a_statement_has_both_sources() -> None:
    record = legation.read(
        "Yonhap news agency reported on Monday that the foreign ministry in Seoul had said it would send rice to the North.", date="2021-06-07"
    )
    inner = min(record.statements, key=lambda s: s.end - s.start)
    outer = max(record.statements, key=lambda s: s.end - s.start)
    assert outer.start <= inner.start < inner.end <= outer.end
    assert outer.speaker is not None
    assert "Yonhap" in outer.speaker
    assert inner.sources[0] == outer.speaker
    assert len(inner.sources) == 2
    sent = next(e for e in record.events if e.trigger == "send")
    assert sent.attributed_to == inner.sources


def test_a_quote_split_by_its_cue_is_two_statements_of_one_speaker() -> None:
    record = legation.read(
        '"We have waited long enough," said Foreign Minister Dana Ruvo, "and we will not wait until the summer."', date="2021-06-07"
    )
    assert [s.content for s in record.statements] == ['"We have waited long enough,"', '"and we will not wait until the summer."']
    assert {s.speaker for s in record.statements} == {"Dana Ruvo"}
    assert {s.kind for s in record.statements} == {"direct"}


def test_a_quote_over_two_sentences_is_one_statement() -> None:
    record = legation.read(
        'Dana Ruvo told reporters in Lima: "We have waited long enough. Nobody can say that we did not try."', date="2021-06-07"
    )
    assert [s.content for s in record.statements] == ['"We have waited long enough. Nobody can say that we did not try."']
    assert record.statements[0].addressee == "reporters"
