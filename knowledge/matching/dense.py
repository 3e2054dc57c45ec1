"""Searching all vectors of an index: exactly at every size that is served, by bytes first beyond it."""

from enum import StrEnum
from functools import cached_property
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.matching.encoder import Vectors

Numbers = NDArray[np.int64]

FLAT_ROWS = 50_000
"""The most rows that are scanned whole for every question.

2026-11-26, docs/matching-benchmark.md: a flat scan runs as fast as memory is read, 31 GB/s on a quiet core: 1.7 ms here
(issue 4: median 2 ms for a short question). At 1,000 rows flat is the quickest exact kind (0.02 against 0.03 ms), at
100,000 reading bytes first is (1.5 against 3.3 ms), at 1,000,000 too (15 against 34 ms), with recall@10 1.000 on
clustered and unclustered vectors.
Lists found 0.83 (100,000) and 0.66 (1,000,000) of the best ten clustered rows, graphs 0.94 (100,000), both less than
0.3 of unclustered ones: entries would go missing.
"""
SCALAR_QUANTIZED_CANDIDATES = 4
"""Rows compared exactly for each row wanted, when the first search read bytes: all the best ten were among them."""
SMALLEST_BATCH = 4
"""Queries from which one matrix product over all of them is quicker than one scan for each."""
_TILE_ROWS = 8192
_BLOCK_ROWS = 32
_TILE_BLOCKS = _TILE_ROWS // _BLOCK_ROWS
_TRAINING_ROWS = 50_000


class IndexKind(StrEnum):
    """How the nearest rows are found."""

    FLAT = "flat"
    """Every row is read."""
    SCALAR_QUANTIZED = "sq8"
    """Every row is read as one byte per dimension, the best of them again as they are."""


def index_kind(rows: int) -> IndexKind:
    """Return the kind for an index of that many rows."""
    return IndexKind.FLAT if rows <= FLAT_ROWS else IndexKind.SCALAR_QUANTIZED


class DenseIndex:
    """Unit vectors in a fixed order. Thread-safe after construction.

    ``matrix`` is a view into faiss' own memory, not a second copy.
    """

    def __init__(self, flat: Any, kind: IndexKind | None = None) -> None:
        """Take over a ``faiss.IndexFlatIP``; the kind follows from its size unless given."""
        self.flat = flat
        self.matrix = _matrix(flat)
        self.kind = kind or index_kind(flat.ntotal)

    @cached_property
    def bytes_index(self) -> Any:
        """The rows as bytes, made by the first search that needs them: reading ``matrix`` alone should not cost it."""
        return _scalar_quantized(self.matrix)

    @classmethod
    def of(cls, rows: Vectors, kind: IndexKind | None = None) -> "DenseIndex":
        """Index ``rows``."""
        flat = faiss.IndexFlatIP(rows.shape[1])
        flat.add(np.ascontiguousarray(rows, np.float32))
        return cls(flat, kind)

    def search(self, queries: Vectors, count: int) -> tuple[NDArray[np.float32], Numbers]:
        """Return the ``count`` best rows for each query: cosines and row numbers, best first."""
        count = min(count, len(self.matrix))
        if count == 0 or not len(queries):
            return np.zeros((len(queries), count), np.float32), np.zeros((len(queries), count), np.int64)
        queries = np.ascontiguousarray(queries, np.float32)
        if len(queries) >= SMALLEST_BATCH and len(self.matrix) > _TILE_ROWS:
            return search_batch(self.matrix, queries, count)
        if self.kind is IndexKind.FLAT:
            scores, numbers = self.flat.search(queries, count)
            return scores, numbers
        _, near = self.bytes_index.search(queries, min(SCALAR_QUANTIZED_CANDIDATES * count, len(self.matrix)))
        return _best(self.matrix, queries, list(near), count)


def search_batch(matrix: Vectors, queries: Vectors, count: int) -> tuple[NDArray[np.float32], Numbers]:
    """Search exactly for many queries at once: tiles of one matrix product, of which only each block's best is kept.

    faiss reads the matrix once for every query instead; see docs/matching-benchmark.md. Expects
    at least ``count`` rows.
    """
    rows, tiles = len(matrix), -(-len(matrix) // _TILE_ROWS)
    best_of_block = np.empty((len(queries), tiles * _TILE_BLOCKS), np.float32)
    room = np.empty((len(queries), _TILE_ROWS), np.float32)
    # A block's rows lie a fixed stride apart: its best is found by comparing whole stretches of a tile, which costs
    # nothing beside the product; comparing neighbours took a quarter of it.
    by_block = room.reshape(len(queries), _BLOCK_ROWS, _TILE_BLOCKS)
    for number in range(tiles):
        tile = matrix[number * _TILE_ROWS : (number + 1) * _TILE_ROWS]
        np.matmul(queries, tile.T, out=room[:, : len(tile)])
        room[:, len(tile) :] = -np.inf
        by_block.max(axis=1, out=best_of_block[:, number * _TILE_BLOCKS : (number + 1) * _TILE_BLOCKS])
    # Each of the best rows is in one of the blocks with the highest best; one more, for a tie that rounding decides.
    wanted = min(count + 1, best_of_block.shape[1])
    chosen = np.argpartition(-best_of_block, wanted - 1, axis=1)[:, :wanted]
    tile_of, place = np.divmod(chosen, _TILE_BLOCKS)
    first = tile_of * _TILE_ROWS + place
    near = np.sort((first[:, :, None] + np.arange(_BLOCK_ROWS) * _TILE_BLOCKS).reshape(len(queries), -1), axis=1)
    return _best(matrix, queries, [numbers[numbers < rows] for numbers in near], count)


def _best(matrix: Vectors, queries: Vectors, near: list[Numbers], count: int) -> tuple[NDArray[np.float32], Numbers]:
    """Compare each query exactly with the rows near it."""
    scores = np.empty((len(queries), count), np.float32)
    numbers = np.empty((len(queries), count), np.int64)
    for place, (query, rows) in enumerate(zip(queries, near, strict=True)):
        cosines = matrix[rows] @ query
        order = np.lexsort((rows, -cosines))[:count]
        scores[place], numbers[place] = cosines[order], rows[order]
    return scores, numbers


def _scalar_quantized(matrix: Vectors) -> Any:
    index = faiss.IndexScalarQuantizer(matrix.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    index.train(matrix[:: max(1, len(matrix) // _TRAINING_ROWS)])
    index.add(matrix)
    return index


def _matrix(flat: Any) -> Vectors:
    if flat.ntotal == 0:
        return np.zeros((0, flat.d), np.float32)
    values = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d)
    matrix: Vectors = values.reshape(flat.ntotal, flat.d)
    return matrix
