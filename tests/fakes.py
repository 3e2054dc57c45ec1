"""Stand-ins with behaviour of their own: what they give depends only on what they are given."""

import hashlib
import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.encoder import unit_rows


class HashEncoder:
    """A deterministic encoder: hashed characters and character pairs, so texts that share them are similar."""

    def __init__(self, dimension: int = 256, name: str = "hash") -> None:
        self.name = name
        self.dimension = dimension
        self.digest = hashlib.sha256(f"{name}:{dimension}".encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            characters = [character for character in text if character.isalnum()]
            pairs = [a + b for a, b in itertools.pairwise(characters)]
            for term, weight in [(c, 1.0) for c in characters] + [(p, 2.0) for p in pairs]:
                hashed = hashlib.blake2b(term.encode(), digest_size=8).digest()
                place = int.from_bytes(hashed[:4], "big") % self.dimension
                row[place] += weight if hashed[4] % 2 else -weight
        return unit_rows(rows)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode(texts)
