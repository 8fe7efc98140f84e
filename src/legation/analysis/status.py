"""The status of an act, as the engine reads it.

Words that embed the trigger ("called for", "ruled out") once had a vote beside the engine's. On legation-3 they brought
nothing (.878 with and without them on the gold stories, .865 with and .868 without on 70 left-out stories), so they are gone.
"""

from __future__ import annotations

import numpy as np

from legation.engine.decode import softmax
from legation.engine.labels import STATUS_LABELS
from legation.engine.session import Floats


def read_status(scores: Floats) -> tuple[str, str]:
    """Status of a trigger and what decided it.

    Args:
        scores: the engine's scores of the seven statuses.
    """
    return STATUS_LABELS[int(np.argmax(scores))], f"engine ({float(softmax(scores).max()):.2f})"
