"""PLV (Hu et al. 2024): sentences with a marked source and target and the PLOVER type between them."""

from __future__ import annotations

import csv
from pathlib import Path


def relation_rows(path: Path) -> list[tuple[str, str]]:
    """(marked sentence, type) from a PLV table, or from a file of ``TYPE<TAB>marked sentence`` lines."""
    with path.open(encoding="utf8", newline="") as file:
        first = file.readline()
        file.seek(0)
        if "marked_sentence" in first:
            return [(r["marked_sentence"], r["gold_root"]) for r in csv.DictReader(file, delimiter="\t")]
        return [(line.rstrip("\n").split("\t", 1)[1], line.split("\t", 1)[0]) for line in file if line.strip()]
