"""Output files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from legation.errors import UsageError

if TYPE_CHECKING:
    from legation.exports import Format


def place(out: Path, form: Format) -> Path:
    """Where an export goes: the folder, or the file (a folder that exists gives ``chronicle`` with the format's suffix in it).

    Raises:
        UsageError: a file stands where a folder is wanted.
    """
    if form.folder:
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out}: {form.name} is a folder of files, and a file of this name is there; name a folder with --output")
        return out
    return out / f"chronicle{form.suffix}" if out.is_dir() else out


class Files:
    """The files of one export. Leaving the ``with`` block gives them their names, an error takes them away.

    Attributes:
        written: their names, after the block.
    """

    def __init__(self) -> None:
        self._open: list[IO[str]] = []
        self._pending: list[tuple[Path, Path]] = []
        self.written: tuple[Path, ...] = ()

    def __enter__(self) -> Files:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            for stream in self._open:
                stream.close()
            if kind is None:
                for temporary, target in self._pending:
                    os.replace(temporary, target)
                self.written = tuple(target for _, target in self._pending)
        finally:
            for temporary, _ in self._pending:
                temporary.unlink(missing_ok=True)

    def temporary(self, target: Path) -> Path:
        """The name under which to write a file; folders on the way are made."""
        target.parent.mkdir(parents=True, exist_ok=True)
        made = target.with_name(f".{target.name}.{os.getpid()}.part")
        self._pending.append((made, target))
        return made

    def text(self, target: Path, encoding: str = "utf8") -> IO[str]:
        """A text file to write to; line ends are written as given."""
        stream = self.temporary(target).open("w", encoding=encoding, errors="backslashreplace", newline="")
        self._open.append(stream)
        return stream
