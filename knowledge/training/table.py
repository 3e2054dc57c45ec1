"""The word table before any training on sentences: dictionary meanings, made isotropic and weighted."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

DIMENSION = 256
GLOSS_DECAY = 0.7
SIF_CONSTANT = 3e-4
_SEED = 20261123
_EPSILON = 1e-9

Matrix = NDArray[np.float32]


def _unit_rows(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit: NDArray[np.float64] = np.divide(matrix, norms, out=np.zeros_like(matrix), where=norms > _EPSILON)
    return unit


def word_vectors(
    words: Sequence[str], glosses_of: Callable[[str], Sequence[str]], vectors: Mapping[str, Matrix]
) -> NDArray[np.float64]:
    """One row per word: its glosses' vectors, each worth 0.7 of the one before; zero without a gloss."""
    width = len(next(iter(vectors.values())))
    rows = np.zeros((len(words), width), dtype=np.float64)
    for row, word in enumerate(words):
        for rank, gloss in enumerate(glosses_of(word)):
            rows[row] += vectors[gloss].astype(np.float64) * GLOSS_DECAY**rank
    return _unit_rows(rows)


def untrained_table(rows: NDArray[np.float64], shares: NDArray[np.float64]) -> Matrix:
    """Rows as 256 whitened directions, each as long as the word is telling (SIF: a / (a + share)).

    The weighted mean and the strongest direction go first: every gloss has them, so they tell nothing.
    A word without glosses (letters, digits) gets a direction of its own.
    """
    glossed = np.linalg.norm(rows, axis=1) > _EPSILON
    known = rows[glossed]
    weights = np.sqrt(shares[glossed])
    known = known - (weights[:, None] * known).sum(axis=0) / weights.sum()
    values, directions = np.linalg.eigh(known.T @ known / len(known))
    kept = directions[:, ::-1][:, 1 : DIMENSION + 1]
    # An eigenvector's sign is arbitrary; choose it, so that the same inputs give the same table.
    kept = kept * np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(DIMENSION)])
    whitened = known @ kept / np.sqrt(values[::-1][1 : DIMENSION + 1])
    table = np.random.default_rng(_SEED).standard_normal((len(rows), DIMENSION))
    table[glossed] = whitened
    telling = SIF_CONSTANT / (SIF_CONSTANT + shares)
    weighted: Matrix = (_unit_rows(table) * telling[:, None]).astype(np.float32)
    return weighted
