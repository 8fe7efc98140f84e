"""From a trained engine to the files that the package ships: an int8 ONNX graph, the tokenizer and a model card."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import nn

from legation.engine.labels import LINKS
from legation.train.model import Engine

_OUTPUTS = ("attribution", "statement", "trigger", "status", "mode", "sector", "mention", "links", "relation")


class _Flat(nn.Module):
    """The engine with its outputs as a tuple, as ONNX wants them."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, starts: torch.Tensor, pair: torch.Tensor) -> tuple[torch.Tensor, ...]:
        out = self.engine(ids, mask, starts, pair)
        return tuple(out[name] for name in _OUTPUTS)


def export(
    engine: Engine, tokenizer: Path, folder: Path, version: str, settings: dict[str, Any] | None = None, *, whole: bool = False
) -> Path:  # fmt: skip
    """Write ``model.onnx`` (weights as int8), ``tokenizer.json`` and ``model.json``.

    Args:
        engine: trained. tokenizer: the base model's tokenizer.json. folder: made if missing.
        version: name of the model. settings: thresholds of reading that go with it.
        whole: leave the weights as they are, 4 bytes each, to measure what int8 costs.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    engine.eval()
    engine.encoder.config._attn_implementation = "eager"
    full = folder / "full.onnx"
    example = (
        torch.ones(1, 12, dtype=torch.long),
        torch.ones(1, 12, dtype=torch.long),
        torch.arange(1, 11)[None],
        torch.zeros(1, 2, dtype=torch.long),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Flat(engine), example, str(full), dynamo=False, opset_version=17, input_names=["ids", "mask", "starts", "pair"],
            output_names=list(_OUTPUTS),
            dynamic_axes={
                "ids": {0: "batch", 1: "pieces"}, "mask": {0: "batch", 1: "pieces"}, "starts": {0: "batch", 1: "words"}, "pair": {0: "batch"},
                **{name: {0: "batch", 1: "words"} for name in _OUTPUTS if name not in ("links", "relation")},
                "links": {0: "batch", 2: "from", 3: "to"}, "relation": {0: "batch"},
            },
        )  # fmt: skip
    if whole:
        full.replace(folder / "model.onnx")
    else:
        quantize_dynamic(
            str(full), str(folder / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"]
        )
        full.unlink()
    for rest in folder.glob("full.onnx*"):
        rest.unlink()
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    transitions = engine.transitions.detach().numpy().round(4)
    card = {
        "version": version, "links": list(LINKS),
        "transitions": {"attribution": transitions[0].tolist(), "statement": transitions[1].tolist()},
        "settings": settings or {},
        "sha256": hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest(),
    }  # fmt: skip
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", "utf8")
    return folder
