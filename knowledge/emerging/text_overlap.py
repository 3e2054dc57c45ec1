"""How much of their wording two messages share, rare wording counting for more; pure.

Characters and pairs are hashed into fixed buckets, so that a message is two short arrays and many messages are compared
at once. How rare a bucket is comes from a fixed collection of texts (``same_rumor.npz``, made by
``python -m knowledge.calibration.same_rumor``): what two messages share never depends on what else came in before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.normalize import word_characters

RARITY_FILE = Path(__file__).with_name("same_rumor.npz")
BUCKETS = 1 << 18
"""Two messages of 200 runs each meet by chance in 0.15 buckets on average."""

_LENGTHS = (1, 2)
_LEAST_WEIGHT = 0.1
_MIXERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_SHIFT = np.uint64(46)

Buckets = NDArray[np.int32]
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Wording:
    """A message's distinct characters and pairs by bucket, each with its squared rarity; never empty, so that sums are
    simple."""

    buckets: Buckets
    weights: Values
    weight: float


class Overlap(NamedTuple):
    """What one message shares with each of several: cosine and containment.

    Containment is the share of the lighter message that the heavier one holds: 1 for a message cut short.
    """

    cosine: Values
    contained: Values


def read_wording(core: str) -> Wording:
    """The characters and pairs of a text whose punctuation and hearsay are gone."""
    characters = "".join(word_characters(core))
    buckets = np.unique(np.concatenate([buckets_of(characters, length) for length in _LENGTHS]))
    if not len(buckets):
        return Wording(np.zeros(1, np.int32), np.zeros(1, np.float32), 0.0)
    weights = _squared_rarity()[buckets]
    return Wording(buckets, weights, float(weights.sum()))


def overlap(one: Wording, others: Sequence[Wording]) -> Overlap:
    """Compare a message with others, of which there is at least one."""
    shared, own = _shared(one, others)
    return Overlap(
        cosine=_share(shared, np.sqrt(own * np.float32(one.weight))),
        contained=_share(shared, np.minimum(own, np.float32(one.weight))),
    )


def buckets_of(text: str, length: int) -> Buckets:
    """The distinct buckets of a text's characters (``length`` 1) or pairs (2); bucket 0 is nobody's."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    count = len(codes) - length + 1
    if count <= 0:
        return np.zeros(0, np.int32)
    mixed = np.full(count, length, np.uint64)
    for place in range(length):
        mixed = (mixed ^ codes[place : place + count]) * _MIXERS[place]
        mixed ^= mixed >> np.uint64(29)
    mixed *= _MIXERS[0]
    return np.unique(np.maximum(mixed >> _SHIFT, np.uint64(1)).astype(np.int32))


def count_buckets(texts: Iterable[str]) -> tuple[NDArray[np.uint16], int]:
    """In how many of ``texts`` each bucket occurs, and how many texts there are."""
    counts = np.zeros(BUCKETS, np.int64)
    number = 0
    for text in texts:
        number += 1
        characters = "".join(word_characters(text))
        for length in _LENGTHS:
            counts[buckets_of(characters, length)] += 1
    return np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16), number


def _shared(one: Wording, others: Sequence[Wording]) -> tuple[Values, Values]:
    """The weight each of the others shares with one, and its own weight."""
    held = np.zeros(BUCKETS, np.float32)
    held[one.buckets] = one.weights
    starts = np.cumsum([0, *(len(other.buckets) for other in others[:-1])])
    shared: Values = np.add.reduceat(held[np.concatenate([other.buckets for other in others])], starts)
    return shared, np.array([other.weight for other in others], np.float32)


def _share(part: Values, whole: Values) -> Values:
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0), np.float32)


@cache
def _squared_rarity() -> Values:
    with np.load(RARITY_FILE) as kept:
        counts, texts = kept["counts"].astype(np.float64), int(kept["texts"])
    return np.asarray((np.log((texts + 1) / (counts + 1)) + _LEAST_WEIGHT) ** 2, np.float32)
