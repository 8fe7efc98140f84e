"""The training loop: several tasks, one encoder; seeded, and resumable from its last checkpoint."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from legation.engine.labels import LINKS
from legation.errors import InputError
from legation.train.batch import Batch, batches, collate
from legation.train.example import NO_LABEL, Example
from legation.train.model import Engine, crf_loss

_WORD_HEADS = ("trigger", "status", "mode", "sector", "mention")
_SCALE = {"trigger": 8.0, "status": 1.0, "mode": 0.4, "sector": 0.4, "mention": 0.5, "many": 0.6, "one": 0.4, "relation": 1.0}
"""Weights of the losses; set by hand so that no task's gradient drowns another's, not searched."""
_TRIGGER_WEIGHT = 2.0
"""Weight of a missed trigger against a false one; set by hand (at 1 the head stayed silent for five epochs)."""
_AVERAGE = 0.998
"""Decay of the running mean of the weights (Polyak and Juditsky 1992), which is what training returns: about the last
500 steps. Set by hand to a fifth of the second stage, not searched."""
_MASKED = 0.05
"""Part of the pieces of events' windows that are hidden at each reading, so that more is read from what stands around. Set by hand, not searched."""
_MASK, _FIRST_PIECE = 103, 1000
"""The vocabulary's [MASK], and its first piece that is neither special nor unused (BERT, uncased)."""
_PIECES = {"events": 1000, "relation": 800, "event relation": 800}
"""Word pieces in a batch of the small corpora, so that they get enough steps."""


def loss(engine: Engine, batch: Batch) -> Tensor:
    """The summed loss of the tasks that the batch's examples are labelled for."""
    out = engine(batch.ids, batch.mask, batch.starts, batch.pair)
    total = torch.zeros(())
    for head, index in (("attribution", 0), ("statement", 1)):
        rows = [i for i, e in enumerate(batch.examples) if head in e.tags]
        if rows:
            width = batch.starts.shape[1]
            tags = torch.zeros(len(rows), 3, width, dtype=torch.long)
            for k, i in enumerate(rows):
                found = torch.tensor(batch.examples[i].tags[head])
                tags[k, :, : found.shape[1]] = found
            total = total + crf_loss(out[head][rows], engine.transitions[index], tags, batch.lengths[rows])
    for head in _WORD_HEADS:
        labels = torch.full(batch.starts.shape, NO_LABEL)
        for i, e in enumerate(batch.examples):
            if head in e.full:
                labels[i, : len(e.starts)] = 0
            for word, label in e.words.get(head, {}).items():
                labels[i, word] = label
        if (labels != NO_LABEL).any():
            logits = out[head].reshape(-1, out[head].shape[-1])
            smooth = 0.05 if head == "status" else 0.0
            weight = None
            if head == "trigger":  # 96 % of words are no trigger
                weight = torch.full((logits.shape[-1],), _TRIGGER_WEIGHT)
                weight[0] = 1.0
            total = total + _SCALE[head] * functional.cross_entropy(
                logits, labels.reshape(-1), weight, ignore_index=NO_LABEL, label_smoothing=smooth
            )
    return total + _link_loss(out["links"], batch) + _relation_loss(out["relation"], batch)


def _link_loss(links: Tensor, batch: Batch) -> Tensor:
    total = torch.zeros(())
    many = [(i, k, w, to) for i, e in enumerate(batch.examples) for (k, w), to in e.many.items()]
    one = [(i, k, w, to) for i, e in enumerate(batch.examples) for (k, w), to in e.one.items()]
    live = torch.arange(links.shape[-1])[None, :] < batch.lengths[:, None]
    if many:
        i, k, w = (torch.tensor([row[n] for row in many]) for n in range(3))
        scores, goal = links[i, k, w], torch.zeros(len(many), links.shape[-1])
        for n, row in enumerate(many):
            goal[n, row[3]] = 1
        each = functional.binary_cross_entropy_with_logits(scores - 3, goal, reduction="none") * live[i]
        total = total + _SCALE["many"] * each.sum(1).mean()
    if one:
        i, k, w = (torch.tensor([row[n] for row in one]) for n in range(3))
        scores = links[i, k, w].masked_fill(~live[i], -1e4)
        # Antecedents stand before the mention (or are the mention itself).
        back = (k == LINKS.index("antecedent"))[:, None] & (torch.arange(links.shape[-1])[None, :] > w[:, None])
        scores = scores.masked_fill(back, -1e4)
        right = torch.full_like(scores, -1e4)
        for n, row in enumerate(one):
            right[n, row[3]] = 0
        total = total + _SCALE["one"] * (torch.logsumexp(scores, 1) - torch.logsumexp(scores + right, 1)).mean()
    return total


def _relation_loss(logits: Tensor, batch: Batch) -> Tensor:
    labels = torch.tensor([e.relation for e in batch.examples])
    if (labels == NO_LABEL).all():
        return torch.zeros(())
    return _SCALE["relation"] * functional.cross_entropy(logits, labels, ignore_index=NO_LABEL, label_smoothing=0.1)


def train(
    engine: Engine,
    tasks: Mapping[str, tuple[Sequence[Example], int]],
    folder: Path,
    *,
    rate: float = 1.5e-4,
    head_rate: float = 6e-4,
    pieces: int = 2048,
    seed: int = 1,
    save_every: int = 100,
) -> Engine:
    """Train on several tasks.

    Args:
        engine: changed in place.
        tasks: name to (examples, times each is seen).
        folder: takes ``checkpoint.pt`` and ``log.jsonl``; a run killed midway resumes from them with the same result
            as far as batches are concerned, a finished one is only loaded. The checkpoint also holds the running mean of the
            weights ("mean").
        rate, head_rate: peak learning rates of encoder and heads; 6 % warm-up, then linear to zero.
        pieces: word pieces in a batch. seed: of the batch order and the dropout.
    Raises:
        InputError: the checkpoint of an unfinished run was made with other examples.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = _plan(tasks, pieces, seed)
    engine.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    encoder = [p for p in engine.encoder.parameters() if p.requires_grad]
    known = {id(p) for p in engine.encoder.parameters()}
    heads = [p for p in engine.parameters() if id(p) not in known]
    optimiser = torch.optim.AdamW([{"params": encoder, "lr": rate}, {"params": heads, "lr": head_rate}], weight_decay=0.01)
    warm = max(1, len(plan) * 6 // 100)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min((s + 1) / warm, max(0.0, (len(plan) - s) / (len(plan) - warm))))
    checkpoint, done = folder / "checkpoint.pt", 0
    mean = {name: value.detach().clone() for name, value in engine.state_dict().items()}
    torch.manual_seed(seed)
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        if state["step"] == state["of"]:  # finished, whatever has come to the corpora since
            engine.load_state_dict(state["mean"])
            return engine.eval()
        if state["of"] != len(plan):
            raise InputError(
                f"it was saved on the way through {state['of']} batches, and the corpora now make {len(plan)}; train in another folder",
                str(checkpoint),
            )
        engine.load_state_dict(state["engine"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        torch.set_rng_state(state["random"])
        mean = state["mean"]
        done = state["step"]
    engine.train()
    recent: dict[str, list[float]] = {}
    begun, read = time.perf_counter(), 0
    with (folder / "log.jsonl").open("a", encoding="utf8") as log:
        for step in range(done, len(plan)):
            name, group = plan[step]
            batch = collate(group)
            if name == "events":
                hidden = (torch.rand(batch.ids.shape) < _MASKED) & (batch.ids >= _FIRST_PIECE)
                batch.ids = batch.ids.masked_fill(hidden, _MASK)
            lost = loss(engine, batch)
            lost.backward()
            torch.nn.utils.clip_grad_norm_(encoder + heads, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            decay = min(_AVERAGE, (step + 1) / (step + 10))
            for key, value in engine.state_dict().items():
                mean[key].lerp_(value, 1 - decay) if value.is_floating_point() else mean[key].copy_(value)
            recent.setdefault(name, []).append(float(lost.detach()))
            read += sum(len(e.ids) for e in group)
            if (step + 1) % 25 == 0 or step + 1 == len(plan):
                means = {k: round(sum(v) / len(v), 4) for k, v in recent.items()}
                speed = read / (time.perf_counter() - begun)
                log.write(json.dumps({"step": step + 1, "of": len(plan), "loss": means, "pieces_per_second": round(speed)}) + "\n")
                log.flush()
                recent = {}
            if (step + 1) % save_every == 0 or step + 1 == len(plan):
                _save(checkpoint, engine, mean, optimiser, schedule, step + 1, len(plan))
    engine.load_state_dict(mean)
    return engine.eval()


def _plan(tasks: Mapping[str, tuple[Sequence[Example], int]], pieces: int, seed: int) -> list[tuple[str, list[Example]]]:
    rng = random.Random(seed)
    placed: list[tuple[float, str, list[Example]]] = []
    for name, (examples, times) in tasks.items():
        groups = [g for _ in range(times) for g in batches(examples, _PIECES.get(name, pieces), rng)]
        placed.extend(((i + rng.random()) / len(groups), name, g) for i, g in enumerate(groups))
    return [(name, group) for _, name, group in sorted(placed, key=lambda p: p[0])]


def _save(
    path: Path,
    engine: Engine,
    mean: dict[str, Tensor],
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    step: int,
    of: int,
) -> None:
    state = {
        "engine": engine.state_dict(), "mean": mean, "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(),
        "random": torch.get_rng_state(), "step": step, "of": of,
    }  # fmt: skip
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)
