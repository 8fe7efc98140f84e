"""The network of who acts on whom, as GraphML: countries as nodes, directed edges with counts by class and mean scores."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from legation.exports import countries
from legation.exports.dyads import QUADS, tally
from legation.exports.tabular import number

if TYPE_CHECKING:
    from legation.exports.job import Job

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_KEYS = (
    ("counted", "graph", "string"), ("name", "node", "string"), ("n", "edge", "int"), *((q, "edge", "int") for q in QUADS),
    ("goldstein_mean", "edge", "double"), ("plover_mean", "edge", "double"), ("weight", "edge", "double"),
)  # fmt: skip
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow."""


def write(job: Job) -> None:
    """Write the file. ``weight`` repeats ``n``, since Gephi and igraph look for that name."""
    sums = tally(job, job.coded())
    root = ElementTree.Element("graphml", {"xmlns": _SPACE})
    for name, owner, type_ in _KEYS:
        ElementTree.SubElement(root, "key", {"id": name, "for": owner, "attr.name": name, "attr.type": type_})
    graph = ElementTree.SubElement(root, "graph", {"id": "legation", "edgedefault": "directed"})
    _data(graph, "counted", job.count)
    for code in sorted({c for pair in sums for c in pair}):
        node = ElementTree.SubElement(graph, "node", {"id": clean(code)})
        _data(node, "name", "international organisations" if code == "IGO" else countries.name(code))
        job.rows["nodes"] += 1
    for (source, target), s in sorted(sums.items()):
        edge = ElementTree.SubElement(graph, "edge", {"source": clean(source), "target": clean(target)})
        _, mean, _, plover = s.scores()
        values = (s.n, *s.quads, number(mean), number(plover), number(float(s.n)))
        for name, value in zip(("n", *QUADS, "goldstein_mean", "plover_mean", "weight"), values, strict=True):
            _data(edge, name, str(value))
        job.rows["edges"] += 1
    ElementTree.indent(root, " ")
    stream = job.files.text(job.target)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n")


def clean(text: str) -> str:
    """A text without characters that XML does not allow."""
    return _ILLEGAL.sub("\ufffd", text)


def _data(parent: ElementTree.Element, key: str, value: str) -> None:
    ElementTree.SubElement(parent, "data", {"key": key}).text = clean(value)
