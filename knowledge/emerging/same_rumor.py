"""How probable it is that two messages, one of them long, spread the same rumor: a small linear model; pure.

``same_rumor.json`` holds its weights; ``python -m knowledge.calibration.same_rumor`` fits them, on texts of our own.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MODEL_FILE = Path(__file__).with_name("same_rumor.json")

Values = NDArray[np.float32]


class Evidence(NamedTuple):
    """What speaks for and against, one value per pair; shares are from 0 to 1."""

    cosine: Values
    """Of the characters and pairs of both, rare ones counting for more."""
    contained: Values
    """The share of the one with less wording that the other holds."""
    meaning: Values
    concepts: Values
    """Foods, substances, effects and practices named by both."""
    other_substance: Values
    """1 where both name some and none is the same or of the same family."""
    length: Values
    """The logarithm of the characters of the shorter: much text in common by chance is more to be expected there."""


class SameRumorModel(NamedTuple):
    """Weights in the order of ``Evidence``."""

    weights: Values
    intercept: float

    def log_odds(self, evidence: Evidence) -> Values:
        """The logarithm of the odds for the same rumor: 0 is as probable as not."""
        return np.asarray(np.stack(evidence, axis=1) @ self.weights + np.float32(self.intercept), np.float32)

    @classmethod
    def of(cls, weights: Mapping[str, float], intercept: float) -> "SameRumorModel":
        """The model with these weights by name."""
        return cls(np.array([weights[name] for name in Evidence._fields], np.float32), intercept)


@cache
def shipped_model() -> SameRumorModel:
    """The one in ``MODEL_FILE``."""
    kept = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    return SameRumorModel.of(kept["weights"], kept["intercept"])
