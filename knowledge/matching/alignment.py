"""Word-by-word agreement of two texts, for encoders that know a vector per token."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.encoder import TokenEncoder, TokenIds

# Below this cosine two words have nothing to do with each other; noise there must not add up to agreement.
_UNRELATED = 0.15


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

    def align(self, texts: Sequence[TokenIds]) -> list[Alignment]:
        """Align with the tokens of several texts, each token once; one text without tokens agrees with nothing."""
        lengths = np.array([len(ids) for ids in texts], np.int64)
        filled = np.flatnonzero(lengths)
        if not len(self._weights) or not len(filled):
            return [Alignment()] * len(texts)
        # All texts at once: a few operations on one wide matrix instead of many on narrow ones.
        starts = np.concatenate(([0], np.cumsum(lengths[filled])[:-1]))
        joined: NDArray[np.int64] = np.concatenate([np.asarray(texts[number], np.int64) for number in filled.tolist()])
        tokens, places = _numbered(joined)
        directions, token_weights = self._encoder.token_parts(tokens)
        # One line per token of the texts: lines are copied and compared whole, columns would be one number at a time.
        found = _agreement(directions @ self._directions.T)
        weights = token_weights.take(places)
        back = weights * found.max(axis=1).take(places)
        own_found = np.maximum.reduceat(found.take(places, axis=0), starts, axis=0)
        own = self._weights
        covered = own_found @ own / own.sum()
        unexplained = (own * (1 - own_found)).max(axis=1) / own.max()
        covered_back = np.add.reduceat(back, starts) / np.maximum(np.add.reduceat(weights, starts), 1e-8)
        heaviest = np.maximum(np.maximum.reduceat(weights, starts), 1e-8)
        unexplained_back = np.maximum.reduceat(weights - back, starts) / heaviest
        aligned = [Alignment()] * len(texts)
        columns = np.stack([covered, covered_back, unexplained, unexplained_back], axis=1).tolist()
        for number, values in zip(filled.tolist(), columns, strict=True):
            aligned[number] = Alignment(*values)
        return aligned


def _numbered(ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the different ids in order, and the place of each given one among them, without sorting."""
    is_there = np.zeros(int(ids.max()) + 1, np.bool_)
    is_there[ids] = True
    different = np.flatnonzero(is_there)
    place_of = np.empty(len(is_there), np.int64)
    place_of[different] = np.arange(len(different))
    return different, place_of.take(ids)


def _agreement(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rescale cosines in place: what is unrelated becomes zero, the same word one."""
    cosines -= np.float32(_UNRELATED)
    cosines /= np.float32(1 - _UNRELATED)
    return np.clip(cosines, np.float32(0), np.float32(1), out=cosines)
