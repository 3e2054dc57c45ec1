"""Searching vectors: every way that is exact finds what a plain product finds."""

import numpy as np
import pytest

from knowledge.benchmark.vectors import Spread, make_queries, make_rows
from knowledge.matching.dense import FLAT_ROWS, DenseIndex, IndexKind, index_kind, search_batch
from knowledge.matching.encoder import Vectors

SEVERAL_TILES = 20_011


@pytest.fixture(scope="module")
def rows() -> Vectors:
    return make_rows(SEVERAL_TILES, Spread.UNCLUSTERED)


@pytest.fixture(scope="module")
def queries(rows: Vectors) -> Vectors:
    return make_queries(rows, 9, Spread.UNCLUSTERED)


def _right(rows: Vectors, queries: Vectors, count: int) -> list[list[int]]:
    return np.argsort(-(queries @ rows.T), axis=1, kind="stable")[:, :count].tolist()


@pytest.mark.parametrize("kind", IndexKind)
@pytest.mark.parametrize("together", [1, 9])
def test_every_kind_finds_the_nearest_rows_best_first(
    rows: Vectors, queries: Vectors, kind: IndexKind, together: int
) -> None:
    scores, numbers = DenseIndex.of(rows, kind).search(queries[:together], 10)

    assert numbers.tolist() == _right(rows, queries[:together], 10)
    assert np.allclose(scores, np.take_along_axis(queries[:together] @ rows.T, numbers, axis=1), atol=1e-6)


@pytest.mark.parametrize("size", [1, 31, 32, 33, 8192, 8193])
def test_a_batch_is_exact_at_every_edge_of_tiles_and_blocks(rows: Vectors, queries: Vectors, size: int) -> None:
    count = min(10, size)
    assert search_batch(rows[:size], queries, count)[1].tolist() == _right(rows[:size], queries, count)


def test_equal_rows_are_each_found_once(rows: Vectors) -> None:
    same = np.repeat(rows[:1], 9000, axis=0)

    scores, numbers = search_batch(same, rows[:1], 100)

    assert len(set(numbers[0].tolist())) == 100
    assert np.allclose(scores, 1)


def test_no_more_rows_are_returned_than_there_are(rows: Vectors, queries: Vectors) -> None:
    assert DenseIndex.of(rows[:3]).search(queries, 10)[1].shape == (9, 3)
    assert DenseIndex.of(rows[:0]).search(queries, 10)[1].shape == (9, 0)
    assert DenseIndex.of(rows[:3]).search(queries[:0], 10)[0].shape == (0, 3)


def test_the_kind_follows_from_the_size() -> None:
    assert index_kind(FLAT_ROWS) is IndexKind.FLAT
    assert index_kind(FLAT_ROWS + 1) is IndexKind.SCALAR_QUANTIZED
