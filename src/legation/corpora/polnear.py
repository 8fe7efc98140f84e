"""PolNeAR (Newell, Margolin, Ruths 2018): attributions with source, cue and content, in brat stand-off files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int]
_ENTITY = re.compile(r"(T\d+)\t(\S+) ([\d; ]+)\t")
_RELATION = re.compile(r"E\d+\t(.*)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution: character fragments of its source, cue and content (several where discontinuous)."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]


@dataclass(frozen=True, slots=True)
class AttributedText:
    """A text and one annotator's attributions."""

    name: str
    text: str
    attributions: list[Attribution]

    def spans(self, layer: str) -> list[Span]:
        """Every fragment of a layer ("source", "cue", "content"), once, in order."""
        return sorted({span for a in self.attributions for span in getattr(a, layer)})


def read(folder: Path, split: str) -> Iterator[AttributedText]:
    """Read ``folder/SPLIT_text`` and ``folder/SPLIT_attributions``; a text annotated twice comes twice."""
    for path in sorted((folder / f"{split}_attributions").glob("*.ann")):
        name = path.stem
        source = folder / f"{split}_text" / f"{name}.txt"
        if not source.exists():
            source = folder / f"{split}_text" / f"{name.rsplit('_', 1)[0]}.txt"
        text = source.read_bytes().decode("utf8")
        fragments: dict[str, list[Span]] = {}
        found: list[Attribution] = []
        for line in path.read_bytes().decode("utf8").split("\n"):
            if entity := _ENTITY.match(line):
                fragments[entity[1]] = [(int(a), int(b)) for a, b in (p.split() for p in entity[3].split(";"))]
            elif relation := _RELATION.match(line):
                parts: dict[str, list[Span]] = {"Source": [], "Cue": [], "Content": []}
                for item in relation[1].split():
                    role, _, key = item.partition(":")
                    role = role.rstrip("0123456789")
                    if role in parts:
                        parts[role].extend(fragments.get(key, []))
                found.append(Attribution(parts["Source"], parts["Cue"], parts["Content"]))
        yield AttributedText(name, text, found)
