"""A record as HTML: a fragment for notebooks and a page of its own, without anything from outside."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from html import escape

from legation.record.codes import QUAD_NAMES
from legation.record.model import Event, Record
from legation.show import event_parties, one_line, statement_speaker, visible

_STYLE = """
.legation{color-scheme:light dark;--fg:#1b1b1b;--bg:#fff;--soft:#595959;--line:#8a8a8a;--link:#0b4f9e;--q1:#d3e8fb;--q2:#d5efd9;--q3:#fde6bd;
--q4:#fcd9d4;--on:#fff3a3;font:1rem/1.6 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:75rem;margin:0 auto;padding:1rem}
@media(prefers-color-scheme:dark){.legation{--fg:#ececec;--bg:#15171a;--soft:#b3b3b3;--line:#7d7d7d;--link:#9cc8ff;--q1:#16395a;--q2:#1b4425;
--q3:#533c0b;--q4:#5c211b;--on:#5a5200}}
.legation h2{margin:0;font-size:1.4rem;line-height:1.3}.legation p{margin:.3rem 0}.legation .about,.legation .key{color:var(--soft);font-size:.9rem}
.legation .text{white-space:pre-wrap;overflow-wrap:anywhere;max-width:48rem;margin:1rem 0}
.legation mark{color:inherit;background:var(--q1);border-radius:.2rem;padding:0 .1rem;font-weight:600}
.legation .q2{background:var(--q2)}.legation .q3{background:var(--q3)}.legation .q4{background:var(--q4)}
.legation .tag,.legation .num{font-size:.72em;user-select:none;-webkit-user-select:none}.legation .tag{margin-left:.25em}
.legation .num{color:var(--soft);font-weight:700}
.legation .said{text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.25em}
.legation .on{background:var(--on);outline:2px solid currentColor}.legation mark:target,.legation .num:target{outline:3px solid var(--link)}
.legation .wide{overflow-x:auto;margin:1rem 0}.legation table{border-collapse:collapse;width:100%;font-size:.9rem;color:inherit;background:var(--bg)}
.legation caption{text-align:left;font-weight:700;padding:.3rem 0}
.legation tr,.legation thead{background:var(--bg);color:inherit}
.legation th,.legation td{text-align:left;vertical-align:top;border-bottom:1px solid var(--line);padding:.3rem .5rem;white-space:normal}
.legation tbody tr:hover,.legation tbody tr:focus-within{background:var(--on)}.legation a{color:var(--link)}
.legation a:focus-visible,.legation .wide:focus-visible{outline:3px solid var(--link);outline-offset:2px}.legation .warn{border-left:.3rem solid var(--line);padding-left:.6rem}
"""
_SCRIPT = """
(function(){if(window.__legation)return;window.__legation=true;
function set(row,on){var k=row.dataset.row,s=row.closest('.legation').querySelectorAll('[data-of~="'+k+'"]');
for(var i=0;i<s.length;i++)s[i].classList.toggle('on',on)}
[['mouseover',true],['mouseout',false],['focusin',true],['focusout',false]].forEach(function(p){document.addEventListener(p[0],function(e){
var row=e.target.closest&&e.target.closest('.legation tr[data-row]');if(row)set(row,p[1])})})})();
"""
HEAD = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Legation: diplomatic records</title>
<style>html{{color-scheme:light dark}}body{{margin:0;background:#fff}}@media(prefers-color-scheme:dark){{body{{background:#15171a}}}}{_STYLE}</style>
</head>
<body>
<main>
"""
FOOT = f"</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"
_KEY = (
    "In the text, a shaded word is the trigger of an event; the small capitals behind it give type and status. Underlined text between "
    "[S1 and S1] is what a source is cited for. Hover over a row of a table, or move to it with the Tab key, to see its evidence in the text."
)


def fragment(record: Record) -> str:
    """The record as a piece of HTML that carries its own style, for notebooks."""
    key = "f" + hashlib.sha256((record.doc_id + record.text).encode("utf8", "replace")).hexdigest()[:10]
    return f"<style>{_STYLE}</style>{article(record, key)}<script>{_SCRIPT}</script>"


def page(records: Iterable[Record]) -> str:
    """Records as one self-contained HTML page."""
    return HEAD + "".join(article(record, f"r{n}") for n, record in enumerate(records)) + FOOT


def article(record: Record, key: str) -> str:
    """One record; ``key`` makes its ids unique on the page."""
    about = [record.doc_id, record.date or "no date", record.publisher]
    link = f' · <a href="{_e(record.url)}">source</a>' if record.url and record.url.lower().startswith(("http://", "https://")) else ""
    warnings = "".join(f'<p class="warn"><strong>Warning:</strong> {_e(w)}</p>\n' for w in record.warnings)
    v = record.versions
    made = f"Made by Legation {v.software}, model {v.model}, knowledge {v.knowledge}, codebook {v.codebook}."
    return f"""<article class="legation" aria-labelledby="{key}t">
<h2 id="{key}t">{_e(record.title or record.doc_id)}</h2>
<p class="about">{" · ".join(_e(a) for a in about if a)}{link}</p>
{warnings}<p class="key">{_KEY}</p>
<div class="text" lang="en">{_text(record, key)}</div>
{_events(record, key)}{_statements(record, key)}<p class="about">{_e(made)}</p>
</article>
"""


def _e(value: object) -> str:
    return escape(visible("" if value is None else str(value)))


def _spans(record: Record) -> Iterator[tuple[int, int, str]]:
    """All evidence: start, end, row it belongs to."""
    for n, e in enumerate(record.events, 1):
        yield from ((a.start, a.end, f"e{n}") for a in (*e.actors, *e.recipients))
        for start, end in ((e.start, e.end), (e.date_start, e.date_end), (e.place_start, e.place_end)):
            if start is not None and end is not None:
                yield start, end, f"e{n}"
    for n, s in enumerate(record.statements, 1):
        for start, end in ((s.start, s.end), (s.speaker_start, s.speaker_end), (s.cue_start, s.cue_end)):
            if start is not None and end is not None:
                yield start, end, f"s{n}"


def _text(record: Record, key: str) -> str:
    """The story, cut at every bound of a span, so that spans may nest and overlap in any way."""
    spans = [s for s in _spans(record) if s[0] < s[1]]
    cuts = sorted({0, len(record.text), *(p for a, b, _ in spans for p in (a, b))})
    parts = []
    for start, end in itertools.pairwise(cuts):
        over = {row for a, b, row in spans if a <= start and end <= b}
        said = " said" if any(s.start <= start and end <= s.end for s in record.statements) else ""
        events = [(n, e) for n, e in enumerate(record.events, 1) if e.start <= start and end <= e.end]
        body = _e(record.text[start:end])
        of = f' data-of="{" ".join(key + r for r in sorted(over))}"' if over else ""
        if events:
            first = next((f' id="{key}e{n}"' for n, e in events if e.start == start), "")
            tags = "".join(f'<span class="tag">{_e(_label(e))}</span>' for _, e in events if e.end == end)
            body = f'<mark{first} class="q{events[0][1].quad}{said}"{of}>{body}{tags}</mark>'
        elif said or of:
            body = f"<span{f' class={said.strip()!r}' if said else ''}{of}>{body}</span>"
        opening = "".join(
            f'<span class="num" id="{key}s{n}">[S{n} </span>' for n, s in enumerate(record.statements, 1) if s.start == start < s.end
        )
        closing = "".join(
            f'<span class="num"> S{n}]</span>' for n, s in reversed([*enumerate(record.statements, 1)]) if s.end == end > s.start
        )
        parts.append(opening + body + closing)
    return "".join(parts)


def _label(event: Event) -> str:
    return f"{event.type}{f'/{event.mode}' if event.mode else ''} {event.status}"


def _events(record: Record, key: str) -> str:
    seen: dict[int, int] = {}
    rows = []
    for n, e in enumerate(record.events, 1):
        actors, recipients = event_parties(e)
        target = seen.setdefault(e.start, n)  # two events may share a trigger, and an element has one id
        said = " < ".join(reversed(e.attributed_to)) or "the text"
        cells = ((e.mode and f"{e.type}/{e.mode}") or e.type, e.status, actors, recipients, e.date or e.date_text, e.place, said)
        name = f"{QUAD_NAMES[e.quad]} ({e.score:+g})"
        rows.append(_row(f"{key}e{n}", f"{key}e{target}", f"{n}. {e.trigger}", (*cells, name, f"{e.confidence:.2f}")))
    heads = ("Trigger", "Type", "Status", "Actors", "Recipients", "Date", "Place", "On whose word", "Class (score)", "Confidence")
    return _table(f"Events: acts named in the story ({len(rows)})", heads, rows, "No events found.")


def _statements(record: Record, key: str) -> str:
    rows = []
    for n, s in enumerate(record.statements, 1):
        speaker = statement_speaker(s) + "".join(f", cited by {o}" for o in reversed(s.sources[:-1]))
        cells = (speaker, s.addressee, s.cue, s.kind, one_line(s.content, 160), f"{s.confidence:.2f}")
        rows.append(_row(f"{key}s{n}", f"{key}s{n}", f"S{n}", cells))
    heads = ("Number", "Speaker", "To", "Cue", "Kind", "Content", "Confidence")
    return _table(f"Statements: what sources are cited for ({len(rows)})", heads, rows, "No statements found.")


def _row(key: str, target: str, name: str, cells: Iterable[str | None]) -> str:
    body = "".join(f"<td>{_e(cell) or '–'}</td>" for cell in cells)
    return f'<tr data-row="{key}"><th scope="row"><a href="#{target}">{_e(name)}</a></th>{body}</tr>'


def _table(caption: str, heads: Iterable[str], rows: list[str], none: str) -> str:
    if not rows:
        return f"<p>{none}</p>\n"
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    body = "\n".join(rows)
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>\n"
    )
