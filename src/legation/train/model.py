"""The trained engine: one encoder, small heads on its word vectors (PyTorch; training only)."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from legation.engine.labels import (
    LAYERS,
    LINKS,
    MENTION_LABELS,
    MODE_LABELS,
    RELATION_LABELS,
    SECTOR_LABELS,
    STATUS_LABELS,
    TAGS,
    TRIGGER_LABELS,
)  # fmt: skip

LINK_WIDTH = 48
DISTANCE_BUCKETS = 13
NO_LABEL = -100


class Links(nn.Module):
    """Biaffine scores between words, one matrix a link (Dozat and Manning 2017), with a bias for signed distance."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, len(LINKS) * LINK_WIDTH)
        self.key = nn.Linear(width, len(LINKS) * LINK_WIDTH)
        self.distance = nn.Parameter(torch.zeros(2 * DISTANCE_BUCKETS + 1, len(LINKS)))

    def forward(self, vectors: Tensor) -> Tensor:
        """Word vectors (batch, words, width) to scores (batch, links, words, words): row is from, column is to."""
        batch, words = vectors.shape[0], vectors.shape[1]
        query = self.query(vectors).view(batch, words, len(LINKS), LINK_WIDTH).permute(0, 2, 1, 3)
        key = self.key(vectors).view(batch, words, len(LINKS), LINK_WIDTH).permute(0, 2, 3, 1)
        place = torch.arange(words, device=vectors.device)
        gap = (place[None, :] - place[:, None]).float()
        # Buckets: -12..12, exact up to 4 words, then logarithmic.
        size = torch.where(gap.abs() <= 4, gap.abs(), 4 + 1.8 * torch.log2(gap.abs().clamp(min=1) / 4)).round()
        bucket = (gap.sign() * size.clamp(max=DISTANCE_BUCKETS)).long() + DISTANCE_BUCKETS
        return query @ key / LINK_WIDTH**0.5 + self.distance[bucket].permute(2, 0, 1)[None]


class Engine(nn.Module):
    """Encoder and heads. All outputs are on words, each word standing for its first piece."""

    def __init__(self, config: BertConfig, encoder: BertModel | None = None) -> None:
        super().__init__()
        self.encoder = encoder or BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        tags = len(LAYERS) * len(TAGS)
        self.drop = nn.Dropout(0.1)
        self.attribution = nn.Linear(width, tags)
        self.statement = nn.Linear(width, tags)
        self.transitions = nn.Parameter(torch.zeros(2, len(LAYERS), len(TAGS), len(TAGS)))
        self.hidden = nn.Sequential(nn.Linear(width, width), nn.GELU())
        self.trigger = nn.Linear(width, len(TRIGGER_LABELS))
        self.status = nn.Linear(width, len(STATUS_LABELS))
        self.mode = nn.Linear(width, len(MODE_LABELS))
        self.sector = nn.Linear(width, len(SECTOR_LABELS))
        self.mention = nn.Linear(width, len(MENTION_LABELS))
        self.links = Links(width)
        self.relation = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, len(RELATION_LABELS)))

    @classmethod
    def from_base(cls, folder: Path) -> Engine:
        """Start from the pretrained encoder in ``folder`` (all-MiniLM-L6-v2)."""
        # Dropout inside attention keeps PyTorch from its fused kernel: training ran at 1,000 pieces a second with it, 1,700 without.
        encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa", attention_probs_dropout_prob=0.0)
        return cls(encoder.config, encoder)

    def forward(self, ids: Tensor, mask: Tensor, starts: Tensor, pair: Tensor) -> dict[str, Tensor]:
        """Score one batch of windows.

        Args:
            ids, mask: (batch, pieces). starts: (batch, words), the first piece of each word.
            pair: (batch, 2), the words at which the source and target markers stand (zeros where there are none).
        """
        # Halves of floats in the encoder while training (2,300 pieces a second for 1,700 on two cores); heads and losses stay whole.
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            last = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        pieces = self.drop(last.float())
        index = starts.unsqueeze(-1).expand(-1, -1, pieces.shape[-1])
        vectors = torch.gather(pieces, 1, index)
        hidden = self.hidden(vectors)
        batch, words = starts.shape
        both = torch.gather(vectors, 1, pair.unsqueeze(-1).expand(-1, -1, pieces.shape[-1])).reshape(batch, -1)
        return {
            "attribution": self.attribution(vectors).view(batch, words, len(LAYERS), len(TAGS)),
            "statement": self.statement(vectors).view(batch, words, len(LAYERS), len(TAGS)),
            "trigger": self.trigger(hidden),
            "status": self.status(hidden),
            "mode": self.mode(hidden),
            "sector": self.sector(hidden),
            "mention": self.mention(hidden),
            "links": self.links(vectors),
            "relation": self.relation(torch.cat([both, pieces[:, 0]], dim=-1)),
        }


def crf_loss(emissions: Tensor, transitions: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
    """Mean negative log-likelihood of linear-chain CRFs (Lafferty et al. 2001), one for each layer.

    Args:
        emissions: (batch, words, layers, tags). transitions: (layers, tags, tags), from row to column.
        tags: (batch, layers, words). lengths: (batch,).
    """
    batch, words, layers, _n = emissions.shape
    scores = emissions.permute(1, 0, 2, 3)
    gold = tags.permute(2, 0, 1)
    alpha = scores[0]
    total = scores[0].gather(-1, gold[0].unsqueeze(-1)).squeeze(-1)
    layer = torch.arange(layers)[None, :].expand(batch, -1)
    for t in range(1, words):
        live = (t < lengths)[:, None]
        step = torch.logsumexp(alpha.unsqueeze(-1) + transitions[None], dim=2) + scores[t]
        alpha = torch.where(live.unsqueeze(-1), step, alpha)
        gain = transitions[layer, gold[t - 1], gold[t]] + scores[t].gather(-1, gold[t].unsqueeze(-1)).squeeze(-1)
        total = total + torch.where(live, gain, torch.zeros_like(gain))
    return ((torch.logsumexp(alpha, dim=-1) - total).sum() / lengths.sum()) * 4
