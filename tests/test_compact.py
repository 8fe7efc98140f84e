from __future__ import annotations

from legation.train.compact import Locator, sentences_of_batch, stories

BATCH = """## a-1  date 2001-01-02 (Tuesday)  Wire
[0: headline] Talks
[1] Egypt asked Iran to meet. "We are ready," an aide said.
[2] ¶ Iran refused.
"""
NOTES = """## a-1
N eg = Egypt/EGY/GOV
S 1 | Egyptian aide @ an aide | said | direct | - | "We are ready,"
E 1 | meet | CONSULT | refused | eg @ Egypt; Iran/IRN/GOV @ Iran | - | - | - | -
E 2 | refused | REJECT/meet | actual | Iran/IRN/GOV @ Iran | eg @ Egypt | - | - | -
E 2 | absent | REJECT | actual | - | - | - | - | -
"""
TEXT = 'Egypt asked Iran to meet. "We are ready," an aide said.\n\nIran refused.'


def test_lines_become_offsets_and_misquotes_are_named() -> None:
    ((name, lines),) = stories(NOTES)
    locator = Locator(TEXT, sentences_of_batch(BATCH)[name])
    record = locator.record(lines)
    assert [TEXT[e["start"] : e["end"]] for e in record["events"]] == ["meet", "refused"]
    assert record["events"][1]["actors"][0]["start"] == TEXT.rindex("Iran")
    (statement,) = record["statements"]
    assert TEXT[statement["start"] : statement["end"]] == '"We are ready,"'
    assert TEXT[statement["cue_start"] : statement["cue_end"]] == "said"
    assert len(locator.problems) == 1
    assert "absent" in locator.problems[0]
