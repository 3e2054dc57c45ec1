"""The calibrated numbers behind a decision: read from dated files, never written by hand into code."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from knowledge.matching.trees import BoostedTrees
from knowledge.matching.types import Richness

THRESHOLDS_FILE = Path(__file__).with_name("thresholds.toml")
CONFIDENCE_FILE = "confidence.json"
"""Beside the thresholds, because it is not for reading: the trees of the confidence."""


class Scoring(Protocol):
    """What turns readable features into a score."""

    def scores(self, rows: Sequence[Mapping[str, float]]) -> list[float]: ...


@dataclass(frozen=True, slots=True)
class LinearModel:
    """A weighted sum of readable features."""

    intercept: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        """Return the weighted sum; a feature without a weight does not count."""
        # A loop, not a comprehension: this runs for every entry considered.
        total = self.intercept
        for name, weight in self.weights.items():
            total += weight * features.get(name, 0.0)
        return total

    def scores(self, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """Return the score of each row of features."""
        return [self.score(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Limits:
    """From which probability on an entry is answered directly, and from which on it is offered."""

    answer: float
    clarify: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Everything a decision needs, and where it came from.

    ``ranking`` orders the candidates, ``confidence`` gives the log-odds that the candidate is right, ``limits`` decide.
    Each depends on how much the entries tell: among bare titles other things show a match than among full entries.
    ``calibrated_for_other_encoder`` is true when the encoder in use is not the one the numbers were fitted with;
    the limits are then the cautious ones of the file.
    """

    ranking: Mapping[Richness, LinearModel]
    confidence: Mapping[Richness, Scoring]
    limits: Mapping[Richness, Limits]
    cautious: Mapping[Richness, Limits]
    baseline: Limits
    encoder_digest: str
    calibrated_on: date
    figures: Mapping[str, Any] = field(default_factory=dict)
    calibrated_for_other_encoder: bool = False


class ThresholdsInvalid(ValueError):
    """The thresholds file cannot be used; the message names the file and the reason."""


def load_thresholds(path: Path | None = None, *, encoder_digest: str | None = None) -> Thresholds:
    """Read ``thresholds.toml`` (the shipped one by default).

    With the digest of another encoder than the calibrated one, ``limits`` become the file's cautious limits and
    ``calibrated_for_other_encoder`` is set: callers should log a warning, and run the calibration.
    """
    file = path or THRESHOLDS_FILE
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        thresholds = Thresholds(
            ranking={richness: _linear(raw["ranking"][richness]) for richness in Richness},
            confidence=_read_trees(file.with_name(CONFIDENCE_FILE), str(raw["confidence_sha256"])),
            limits=_all_limits(raw["limits"]),
            cautious=_all_limits(raw["limits"]["other_encoder"]),
            baseline=_limits(raw["baseline"]),
            encoder_digest=str(raw["encoder_digest"]),
            calibrated_on=raw["calibrated_on"],
            figures=raw.get("figures", {}),
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ThresholdsInvalid(f"{file}: {error!r}") from error
    if encoder_digest is not None and encoder_digest != thresholds.encoder_digest:
        return replace(thresholds, limits=thresholds.cautious, calibrated_for_other_encoder=True)
    return thresholds


def _linear(raw: Mapping[str, Any]) -> LinearModel:
    return LinearModel(float(raw["intercept"]), {name: float(value) for name, value in raw["weights"].items()})


def _read_trees(file: Path, sha256: str) -> Mapping[Richness, BoostedTrees]:
    text = file.read_bytes()
    if hashlib.sha256(text).hexdigest() != sha256:
        raise ValueError(f"{file.name} is not the one these limits were chosen with")
    body = json.loads(text)
    return {richness: BoostedTrees.from_json(body[richness]) for richness in Richness}


def _all_limits(raw: Mapping[str, Any]) -> Mapping[Richness, Limits]:
    return {richness: _limits(raw[richness]) for richness in Richness}


def _limits(raw: Mapping[str, Any]) -> Limits:
    limits = Limits(answer=float(raw["answer"]), clarify=float(raw["clarify"]))
    if not limits.clarify <= limits.answer:
        raise ValueError("the clarify limit must not be above the answer limit")
    return limits
