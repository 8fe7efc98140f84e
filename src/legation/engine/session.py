"""The model file: loading it, and one encoder pass per window."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from legation.engine.labels import LINKS
from legation.errors import ModelError
from legation.language.windows import Window, windows
from legation.language.words import Words, split

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
HEAD, TAIL = 101, 102
_WORD_OUTPUTS = ("attribution", "statement", "trigger", "status", "mode", "sector", "mention")
_OUTPUTS = ("statement", "trigger", "status", "mode", "sector", "mention", "links")


@dataclass(frozen=True, slots=True)
class Scores:
    """What the engine says of one text.

    Attributes:
        words: the text's words.
        by_word: head name to scores (words, ...).
        links: for each window, scores (links, words of the window, words of the window).
        windows: the windows. window_of: index of the window that owns each word.
    """

    words: Words
    by_word: dict[str, Floats]
    links: list[Floats]
    windows: list[Window]
    window_of: list[int]

    def link(self, name: str, word: int) -> tuple[int, Floats]:
        """Scores of a link from one word.

        Returns:
            the number of the first word scored, and the scores of the words from there on.
        """
        number = self.window_of[word]
        first = self.windows[number].first
        return first, self.links[number][LINKS.index(name), word - first]


class Session:
    """The trained engine, run by onnxruntime on the CPU.

    Args:
        folder: holds ``model.onnx``, ``tokenizer.json`` and ``model.json``; by default the one in the package.
        threads: of onnxruntime; 0 takes one for each core.
    """

    def __init__(self, folder: Path | None = None, threads: int = 0) -> None:
        self.folder = folder or Path(str(resources.files("legation") / "data" / "model"))
        self.threads = threads
        if not (self.folder / "model.onnx").exists():
            raise ModelError(f"{self.folder}: no model.onnx there; reinstall legation, or name a folder that holds a trained model")
        try:
            self.card: dict[str, Any] = json.loads((self.folder / "model.json").read_text("utf8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"{self.folder / 'model.json'}: cannot be read ({error}); reinstall legation") from error
        if self.card.get("links") != list(LINKS):
            raise ModelError(
                f"{self.folder}: the model was made for other labels than this version of Legation reads; retrain or reinstall"
            )

    @property
    def version(self) -> str:
        """Name and version of the model."""
        return str(self.card["version"])

    @cached_property
    def transitions(self) -> dict[str, Floats]:
        """Learned transition scores of the span layers: head name to (layers, tags, tags)."""
        return {name: np.array(self.card["transitions"][name], dtype=np.float32) for name in ("attribution", "statement")}

    @property
    def cores(self) -> int:
        """Threads that this session may use at once."""
        available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return self.threads or available

    @cached_property
    def narrow(self) -> Session:
        """The same engine on one thread, to be used by several threads at once."""
        narrow = Session(self.folder, 1)
        narrow.tokenizer = self.tokenizer
        assert narrow.network  # made now: two threads would make two
        return narrow

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The encoder's tokenizer, without truncation."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def network(self) -> onnxruntime.InferenceSession:
        """The ONNX graph, loaded on first use."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.log_severity_level = 3
        # An idle thread that spins would steal time from the Python part of the pipeline.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            return onnxruntime.InferenceSession(str(self.folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelError(f"{self.folder / 'model.onnx'}: cannot be loaded ({error}); reinstall legation") from error

    def run(self, ids: list[int], starts: list[int], outputs: tuple[str, ...], pair: tuple[int, int] = (0, 0)) -> dict[str, Floats]:
        """One window through the network; word numbers in ``pair`` mark a relation's source and target."""
        feed = {
            "ids": np.array([ids], dtype=np.int64), "mask": np.ones((1, len(ids)), dtype=np.int64),
            "starts": np.array([starts], dtype=np.int64), "pair": np.array([pair], dtype=np.int64),
        }  # fmt: skip
        return {name: value[0] for name, value in zip(outputs, self.network.run(list(outputs), feed), strict=True)}

    def read(self, text: str, outputs: tuple[str, ...] = _OUTPUTS) -> Scores:
        """Score a text, window by window."""
        words = split(text, self.tokenizer)
        cut = windows(words)
        parts: dict[str, list[Floats]] = {name: [] for name in outputs if name in _WORD_OUTPUTS}
        links: list[Floats] = []
        window_of: list[int] = []
        for number, window in enumerate(cut):
            ids, starts = window.ids(words, HEAD, TAIL)
            out = self.run(ids[: self.longest], starts, outputs)
            for name, kept in parts.items():
                kept.append(out[name][window.own - window.first :])
            if "links" in out:
                links.append(out["links"])
            window_of.extend([number] * (window.last - window.own))
        by_word = {name: np.concatenate(kept) if kept else np.zeros((0, 1), np.float32) for name, kept in parts.items()}
        return Scores(words, by_word, links, cut, window_of)

    longest = 512
    """Positions the encoder knows."""
