"""Word-by-word agreement of two texts, for encoders that know a vector per token."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.encoder import TokenEncoder, TokenIds, Vectors, Weights

# Below this cosine two words have nothing to do with each other; noise there must not add up to agreement.
_UNRELATED = 0.15
_WIDE = 64
"""Different words of a question from which on it is a whole message: lines so long are compared one by one."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How well each side's words are found on the other side.

    ``covered`` and ``covered_back`` are weighted means (0-1), ``unexplained`` and ``unexplained_back`` the weight share
    of the single heaviest word without a counterpart, relative to the heaviest word (0-1).
    """

    covered: float = 0.0
    covered_back: float = 0.0
    unexplained: float = 1.0
    unexplained_back: float = 1.0


class AlignedQuery:
    """A question's tokens, ready to be aligned with many texts."""

    def __init__(self, encoder: TokenEncoder, ids: TokenIds) -> None:
        self._encoder = encoder
        self._directions, self._weights = encoder.token_parts(np.unique(ids))

    def align(self, texts: Sequence[TokenIds], both_ways: int) -> list[Alignment]:
        """Align with the tokens of several texts, each token once; one text without tokens agrees with nothing.

        The first ``both_ways`` are compared in both directions. Of the others, which may be long, only how they cover
        the question is told: their ``covered_back`` is zero.
        """
        lengths = np.array([len(ids) for ids in texts], np.int64)
        filled = np.flatnonzero(lengths)
        aligned = [Alignment()] * len(texts)
        if not len(self._weights) or not len(filled):
            return aligned
        # All texts at once: a few operations on one wide matrix instead of many on narrow ones.
        starts = lengths[filled].cumsum() - lengths[filled]
        tokens, places = _numbered(np.concatenate([texts[number] for number in filled.tolist()]))
        directions, weights = self._encoder.token_parts(tokens)
        # One line per token of the texts: lines are copied and compared whole, columns would be one number at a time.
        cosines = (directions @ self._directions.T).take(places, axis=0)
        columns = np.tile(np.array([0, 0, 1, 1], np.float32), (len(filled), 1))
        columns[:, ::2] = self._forth(cosines, starts)
        count, end = np.count_nonzero(lengths[:both_ways]), lengths[:both_ways].sum()
        if count:
            columns[:count, 1::2] = _back(cosines[:end], weights.take(places[:end]), starts[:count])
        for number, values in zip(filled.tolist(), columns.tolist(), strict=True):
            aligned[number] = Alignment(*values)
        return aligned

    def _forth(self, cosines: Vectors, starts: NDArray[np.int64]) -> Vectors:
        """Return how well each text covers the question, and the question's heaviest word it leaves unexplained."""
        found, own = _agreement(_best_of_each(cosines, starts)), self._weights
        return np.stack([found @ own / own.sum(), (own * (1 - found)).max(axis=1) / own.max()], axis=1)


def _best_of_each(cosines: Vectors, starts: NDArray[np.int64]) -> Vectors:
    if cosines.shape[1] <= _WIDE:
        narrow: Vectors = np.maximum.reduceat(cosines, starts, axis=0)
        return narrow
    # The same, but whole lines are compared at once: ``reduceat`` goes column by column.
    stops = [*starts[1:].tolist(), len(cosines)]
    return np.stack([cosines[start:stop].max(axis=0) for start, stop in zip(starts.tolist(), stops, strict=True)])


def _back(cosines: Vectors, weights: Weights, starts: NDArray[np.int64]) -> Vectors:
    """Return how well the question covers each text, and the text's heaviest word it leaves unexplained."""
    found = weights * _agreement(cosines.max(axis=1))
    covered = np.add.reduceat(found, starts) / np.maximum(np.add.reduceat(weights, starts), 1e-8)
    heaviest = np.maximum(np.maximum.reduceat(weights, starts), 1e-8)
    return np.stack([covered, np.maximum.reduceat(weights - found, starts) / heaviest], axis=1)


def _numbered(ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different ids in order, and the place of each given one among them, without sorting."""
    is_there = np.zeros(int(ids.max()) + 1, np.bool_)
    is_there[ids] = True
    different = np.flatnonzero(is_there)
    place_of = np.empty(len(is_there), np.int64)
    place_of[different] = np.arange(len(different))
    return different, place_of.take(ids)


def _agreement(cosines: Vectors) -> Vectors:
    """Rescale cosines in place: what is unrelated becomes zero, the same word one."""
    cosines -= np.float32(_UNRELATED)
    cosines /= np.float32(1 - _UNRELATED)
    return np.clip(cosines, np.float32(0), np.float32(1), out=cosines)
