"""What the command line is given, whatever it is: stories to read, or records that were read elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from legation.ingest.fetch import Fetcher
from legation.ingest.sources import open_sources
from legation.ingest.summary import Taken

_MANIFEST = "manifest.json"


def open_paths(paths: Sequence[str], day: str | None = None, fetcher: Fetcher | None = None) -> Iterator[Taken]:
    """Stories of files, archives and addresses; and of folders of shards, also inside other folders, their records and what was set aside.

    Args:
        day: publication date of stories that carry none. fetcher: for addresses.
    Raises:
        InputError: a folder of shards is damaged or unfinished.
    """
    for path in paths:
        folders = _shards(path)
        if not folders:
            yield from open_sources([path], day, fetcher)
            continue
        from legation.cluster.load import read_aside, read_shards

        for folder in folders:
            yield from read_shards(folder)
            yield from read_aside(folder)
        if Path(path) not in folders:
            others = (p for p in sorted(Path(path).rglob("*")) if p.is_file() and not any(f in p.parents for f in folders))
            for other in others:
                yield from open_sources([str(other)], day, fetcher)


def _shards(path: str) -> list[Path]:
    from legation.cluster.manifest import is_shards

    folder = Path(path)
    if "://" in path or path == "-" or not folder.is_dir():
        return []
    return [folder] if is_shards(folder) else sorted(p.parent for p in folder.rglob(_MANIFEST) if is_shards(p.parent))
