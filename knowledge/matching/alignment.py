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
        tokens, places = np.unique(joined, return_inverse=True)
        directions, token_weights = self._encoder.token_parts(tokens)
        found = _agreement(self._directions @ directions.T)[:, places]
        weights = token_weights[places]
        own_found = np.maximum.reduceat(found, starts, axis=1)
        own = self._weights[:, None]
        covered = (own * own_found).sum(axis=0) / own.sum()
        unexplained = (own * (1 - own_found)).max(axis=0) / own.max()
        back = weights * found.max(axis=0)
        covered_back = np.add.reduceat(back, starts) / np.maximum(np.add.reduceat(weights, starts), 1e-8)
        heaviest = np.maximum(np.maximum.reduceat(weights, starts), 1e-8)
        unexplained_back = np.maximum.reduceat(weights - back, starts) / heaviest
        aligned = [Alignment()] * len(texts)
        columns = np.stack([covered, covered_back, unexplained, unexplained_back], axis=1).tolist()
        for number, values in zip(filled.tolist(), columns, strict=True):
            aligned[number] = Alignment(*values)
        return aligned


def _agreement(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    agreement: NDArray[np.float32] = np.clip((cosines - _UNRELATED) / (1 - _UNRELATED), 0, 1).astype(np.float32)
    return agreement

