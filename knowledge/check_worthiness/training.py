"""Fitting the model and measuring it on topics it has not seen."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from knowledge.check_worthiness.examples import Example, Source
from knowledge.check_worthiness.reading import cues, plain, runs

FOLDS = 5
SHORT = 40
"""Characters up to which a message counts as short."""
_REGULARISATION = 2.0
_LEAST_SEEN = 4
"""Examples a run of characters must be seen in to get a weight."""
_CUE_SCALE = 1.0
_LEAST_WEIGHT = 0.02
_BINS = 10

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A linear model over named runs and cues."""

    intercept: float
    cue_weights: dict[str, float]
    run_weights: dict[str, float]

    def scaled(self, slope: float, shift: float) -> "Fitted":
        """The same ranking with log-odds ``slope * x + shift``."""
        return Fitted(
            round(self.intercept * slope + shift, 4),
            {name: round(weight * slope, 4) for name, weight in self.cue_weights.items()},
            {
                run: round(weight * slope, 3)
                for run, weight in sorted(self.run_weights.items())
                if abs(weight * slope) >= _LEAST_WEIGHT
            },
        )

    def write(self, file: Path) -> None:
        """Write the model where ``CheckWorthiness.load`` finds it."""
        stored = {"intercept": self.intercept, "cues": self.cue_weights, "runs": self.run_weights}
        file.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Read:
    """The examples as the model sees them."""

    examples: tuple[Example, ...]
    runs: tuple[frozenset[str], ...]
    cues: Vector
    cue_names: tuple[str, ...]
    lengths: NDArray[np.int64]
    is_rumor: NDArray[np.bool_]
    weights: Vector

    def rows(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The places where ``mask`` holds."""
        return np.flatnonzero(mask)


def read_examples(examples: Sequence[Example]) -> Read:
    """Take every example apart once."""
    texts = [plain(example.text) for example in examples]
    found = [cues(text) for text in texts]
    names = tuple(sorted(found[0]))
    return Read(
        tuple(examples),
        tuple(runs(text) for text in texts),
        np.array([[one[name] for name in names] for one in found]),
        names,
        np.array([len(text) for text in texts]),
        np.array([example.is_rumor for example in examples]),
        np.array([example.weight for example in examples]),
    )


def fit(read: Read, rows: NDArray[np.int64]) -> Fitted:
    """Fit on these rows; the probabilities are those of the fit, not calibrated yet."""
    counts = Counter(run for row in rows for run in read.runs[row])
    vocabulary = {run: place for place, run in enumerate(sorted(run for run, n in counts.items() if n >= _LEAST_SEEN))}
    model = LogisticRegression(C=_REGULARISATION, max_iter=2_000, tol=1e-6)
    model.fit(_matrix(read, rows, vocabulary), read.is_rumor[rows], sample_weight=read.weights[rows])
    weights = model.coef_[0]
    return Fitted(
        float(model.intercept_[0]),
        {name: float(weights[place] * _CUE_SCALE) for place, name in enumerate(read.cue_names)},
        {run: float(weights[len(read.cue_names) + place]) for run, place in vocabulary.items()},
    )


def log_odds(fitted: Fitted, read: Read, rows: NDArray[np.int64]) -> Vector:
    """What ``fitted`` says of these rows."""
    vocabulary = {run: place for place, run in enumerate(fitted.run_weights)}
    weights = np.array(
        [fitted.cue_weights[name] / _CUE_SCALE for name in read.cue_names] + list(fitted.run_weights.values())
    )
    return np.asarray(_matrix(read, rows, vocabulary) @ weights + fitted.intercept)


def _matrix(read: Read, rows: NDArray[np.int64], vocabulary: dict[str, int]) -> csr_matrix:
    starts, places, values = [0], [], []
    for row in rows:
        known = sorted(vocabulary[run] for run in read.runs[row] if run in vocabulary)
        places += known
        values += [1 / np.sqrt(max(1, len(known)))] * len(known)
        starts.append(len(places))
    of_runs = csr_matrix((values, places, starts), shape=(len(rows), len(vocabulary)))
    return csr_matrix(hstack([csr_matrix(read.cues[rows] * _CUE_SCALE), of_runs]))


def fold_of(group: str) -> int:
    """The fold of a topic; it depends on nothing but its name."""
    return hashlib.sha256(group.encode()).digest()[0] % FOLDS


@dataclass(frozen=True, slots=True)
class Figures:
    """How well rumors were told from the rest, on topics (or a source) the model had not seen."""

    examples: int
    rumors: int
    auroc: float
    short_examples: int
    short_auroc: float
    calibration_error: float


def held_back_log_odds(read: Read) -> Vector:
    """The log-odds of every example from a model that saw no example of its topic."""
    folds = np.array([fold_of(example.group) for example in read.examples])
    found = np.zeros(len(read.examples))
    for fold in range(FOLDS):
        inside = read.rows(folds == fold)
        found[inside] = log_odds(fit(read, read.rows(folds != fold)), read, inside)
    return found


def calibration_of(found: Vector, read: Read) -> tuple[float, float]:
    """Slope and shift that make held-back log-odds probabilities (Platt's method)."""
    model = LogisticRegression(C=1e6, max_iter=1_000)
    model.fit(found[:, None], read.is_rumor, sample_weight=read.weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def figures(found: Vector, read: Read, rows: NDArray[np.int64]) -> Figures:
    """Measure calibrated log-odds of ``rows`` (in their order)."""
    is_rumor, short = read.is_rumor[rows], read.lengths[rows] <= SHORT
    return Figures(
        examples=len(rows),
        rumors=int(is_rumor.sum()),
        auroc=float(roc_auc_score(is_rumor, found)),
        short_examples=int(short.sum()),
        short_auroc=float(roc_auc_score(is_rumor[short], found[short])),
        calibration_error=_calibration_error(1 / (1 + np.exp(-found)), is_rumor),
    )


def _calibration_error(probabilities: Vector, is_rumor: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten equal bins: how far the stated probability is off on average."""
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(probabilities[bins == one].mean() - is_rumor[bins == one].mean()) * (bins == one).mean()
        for one in range(_BINS)
        if (bins == one).any()
    ]
    return float(sum(gaps))


def without_source(read: Read, source: Source, slope: float, shift: float) -> Figures:
    """Figures on one source from a model that saw only the others."""
    inside = np.array([example.source is source for example in read.examples])
    rows = read.rows(inside)
    fitted = fit(read, read.rows(~inside))
    return figures(log_odds(fitted, read, rows) * slope + shift, read, rows)
