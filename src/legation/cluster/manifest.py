"""``manifest.json``: what a folder of shards was made of, so that two runs are never mixed in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from legation.cluster.shards import FORM, whole
from legation.errors import InputError, UsageError
from legation.record.model import Versions

_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the folder holds.

    Attributes:
        shards: their number. versions: what made the records.
        input: the paths, date and limit the run was given; ``stories`` (their number), ``unreadable`` (places in the files that
            gave no story), ``digest`` (of all stories, whatever their order) and ``stamp`` (of the files' names, sizes and times).
    """

    shards: int
    versions: Versions
    input: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the manifest into a folder of shards."""
        text = json.dumps({"form": FORM, **asdict(self)}, ensure_ascii=True, indent=1)
        with whole(folder / _NAME) as part:
            part.write_text(text + "\n", "utf8", newline="\n")

    def agrees(self, folder: Path, shards: int | None, versions: Versions, digest: str | None = None) -> None:
        """Refuse to go on with another run (None: not asked).

        Raises:
            UsageError: the folder was made with another number of shards, by other versions, or of other stories.
        """
        anew = "name another folder, or make this one anew with --no-resume"
        if shards is not None and shards != self.shards:
            raise UsageError(f"{folder}: holds {self.shards} shards, not {shards}; leave the number out, {anew}")
        if versions != self.versions:
            changed = ", ".join(
                f"{k} {v} (now {asdict(versions)[k]})" for k, v in asdict(self.versions).items() if v != asdict(versions)[k]
            )
            raise UsageError(f"{folder}: its shards were made by {changed}; {anew}")
        if digest is not None and digest != self.input.get("digest"):
            was = ", ".join(map(str, self.input.get("paths", ()))) or "other input"
            raise UsageError(f"{folder}: its shards were made of other stories ({was}: {self.input.get('stories', 0):,} stories); {anew}")


def is_shards(path: Path) -> bool:
    """Whether a path is a folder of shards."""
    return (path / _NAME).is_file()


def load(folder: Path) -> Manifest:
    """The manifest of a folder of shards.

    Raises:
        InputError: there is none, it is damaged, or made by a newer version of Legation.
    """
    path = folder / _NAME
    try:
        row = json.loads(path.read_text("utf8"))
        form = row.pop("form")
        if form != FORM:
            raise InputError(f"shards of form {form}, of which this version of Legation knows nothing; upgrade Legation", str(path))
        return Manifest(**{**row, "versions": Versions(**row["versions"])})
    except FileNotFoundError:
        raise InputError(
            "no folder of shards (it has no manifest.json); make one with: legation read … --shards DIR", str(folder)
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"damaged ({error}); make the shards anew with: legation read … --no-resume", str(path)) from None


def remove(folder: Path) -> None:
    """Take the manifest away."""
    (folder / _NAME).unlink(missing_ok=True)
