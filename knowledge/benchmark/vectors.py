"""Unit vectors for scale: gathered around topics as phrasings are, or scattered evenly, which is the harder case."""

from enum import StrEnum

import numpy as np

from knowledge.matching.encoder import Vectors, unit_rows

DIMENSION = 256
PHRASINGS_PER_TOPIC = 10
COSINE_TO_TOPIC = 0.8
"""How near a phrasing stands to its topic's middle; that of a question to its own phrasing is about the square."""

_SEED = 4
_SLICE = 50_000


class Spread(StrEnum):
    """How the vectors lie."""

    CLUSTERED = "clustered"
    UNCLUSTERED = "unclustered"


def make_rows(count: int, spread: Spread) -> Vectors:
    """Return that many rows, always the same."""
    chance = np.random.default_rng(_SEED)
    rows = np.empty((count, DIMENSION), np.float32)
    topics = _scattered(chance, max(1, count // PHRASINGS_PER_TOPIC))
    for start in range(0, count, _SLICE):
        part = rows[start : start + _SLICE]
        part[:] = _scattered(chance, len(part))
        if spread is Spread.CLUSTERED:
            part[:] = _near(topics[np.arange(start, start + len(part)) % len(topics)], part)
    return rows


def make_queries(rows: Vectors, count: int, spread: Spread) -> Vectors:
    """Return queries as the rows lie: each near some row's topic, or anywhere."""
    chance = np.random.default_rng(_SEED + 1)
    queries = _scattered(chance, count)
    if spread is Spread.UNCLUSTERED:
        return queries
    return _near(rows[chance.integers(0, len(rows), count)], queries)


def _scattered(chance: np.random.Generator, count: int) -> Vectors:
    return unit_rows(chance.standard_normal((count, DIMENSION), dtype=np.float32))


def _near(middle: Vectors, noise: Vectors) -> Vectors:
    # Scattered vectors are nearly at right angles to everything, so the cosine comes out as asked.
    near: Vectors = np.float32(COSINE_TO_TOPIC) * middle + np.float32((1 - COSINE_TO_TOPIC**2) ** 0.5) * noise
    return unit_rows(near)
