"""Search at one size: the flat scan against what the machine allows, and the other kinds against the flat scan."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np

from knowledge.benchmark.limits import PlainProducts, gigabytes_per_second
from knowledge.benchmark.timing import Latency, time_calls, time_each, timed
from knowledge.benchmark.vectors import DIMENSION, Spread, make_queries, make_rows
from knowledge.matching.dense import DenseIndex, IndexKind, Numbers, search_batch
from knowledge.matching.encoder import Vectors

BATCH = 64
WANTED = 10
QUERIES = 128
SINGLE_ROUNDS = 30
BATCH_ROUNDS = 5
LARGEST_HNSW = 100_000
"""Building this kind for a million vectors takes longer than everything else together."""
HNSW_NEIGHBOURS, HNSW_BUILD_EFFORT, HNSW_SEARCH_EFFORT = 16, 40, 64
MOST_IVF_LISTS = 1024
IVF_PROBES = (16, 64)
_IVF_TRAINING_ROWS = 50_000

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FlatFigures:
    """The flat scan as the product runs it. A ratio above one: quicker than the plain product it is compared with."""

    rows: int
    spread: str
    build_s: float
    memory_mb: float
    single: Latency
    per_second: float
    single_gb_s: float
    matrix_vector_gb_s: float
    matrix_vector_by_rows_gb_s: float
    read_gb_s: float
    single_to_matrix_vector: float
    single_to_fastest: float
    batch: Latency
    batch_per_second: float
    matrix_matrix: Latency
    batch_to_matrix_matrix: float
    faiss_batch_ms: float


@dataclass(frozen=True, slots=True)
class KindFigures:
    """One kind of index: what it costs and how much of what the flat scan finds it finds."""

    rows: int
    spread: str
    kind: str
    build_s: float
    memory_mb: float
    single: Latency
    per_second: float
    recall_at_1: float
    recall_at_10: float


def measure_search(size: int, spread: Spread, tell: Tell) -> tuple[FlatFigures, list[KindFigures]]:
    """Measure all kinds over that many vectors; ``tell`` hears of each step before it begins."""
    tell(f"{size:,} {spread} vectors: making")
    rows = make_rows(size, spread)
    queries = make_queries(rows, QUERIES, spread)
    tell(f"{size:,} {spread} vectors: flat")
    flat, build_s = timed(lambda: DenseIndex.of(rows, IndexKind.FLAT))
    figures = _flat_figures(flat, queries, spread, build_s)
    _, right = search_batch(flat.matrix, queries, min(WANTED, size))
    kinds = []
    for name, build in _kinds(size).items():
        tell(f"{size:,} {spread} vectors: {name}")
        kinds.extend(_kind_figures(name, build, flat, queries, right, spread))
    return figures, kinds


def recall(found: Numbers, right: Numbers) -> float:
    """Return the share of the right rows that were found, query by query."""
    shares = [len(np.intersect1d(one, other)) / len(other) for one, other in zip(found, right, strict=True)]
    return float(np.mean(shares))


def _flat_figures(flat: DenseIndex, queries: Vectors, spread: Spread, build_s: float) -> FlatFigures:
    products = PlainProducts(flat.matrix, queries[:BATCH])
    one, batch = queries[:1], queries[:BATCH]
    calls = [
        lambda: flat.search(one, WANTED),
        products.matrix_vector,
        products.matrix_vector_by_rows,
        products.read,
    ]
    single, *plain = time_calls(calls, rounds=SINGLE_ROUNDS)
    together, product = time_calls([lambda: flat.search(batch, WANTED), products.matrix_matrix], rounds=BATCH_ROUNDS)
    rate, blas, by_rows, read = (gigabytes_per_second(flat.matrix, each.median_ms) for each in (single, *plain))
    return FlatFigures(
        rows=len(flat.matrix),
        spread=spread,
        build_s=build_s,
        memory_mb=flat.matrix.nbytes / 1e6,
        single=single,
        per_second=1000 / single.median_ms,
        single_gb_s=rate,
        matrix_vector_gb_s=blas,
        matrix_vector_by_rows_gb_s=by_rows,
        read_gb_s=read,
        single_to_matrix_vector=rate / blas,
        single_to_fastest=rate / max(blas, by_rows, read),
        batch=together,
        batch_per_second=BATCH * 1000 / together.median_ms,
        matrix_matrix=product,
        batch_to_matrix_matrix=product.median_ms / together.median_ms,
        faiss_batch_ms=1000 * timed(lambda: flat.flat.search(batch, WANTED))[1],
    )


def _kinds(size: int) -> dict[str, Callable[[Vectors], Any]]:
    kinds: dict[str, Callable[[Vectors], Any]] = {
        "sq8": _byte_index,
        "sq8, best compared exactly": _bytes_then_exact,
        "ivf": _lists_index,
    }
    if size <= LARGEST_HNSW:
        kinds["hnsw"] = _graph_index
    return kinds


def _kind_figures(
    name: str, build: Callable[[Vectors], Any], flat: DenseIndex, queries: Vectors, right: Numbers, spread: Spread
) -> list[KindFigures]:
    index, build_s = timed(lambda: build(flat.matrix))
    count = right.shape[1]
    figures = []
    for label, probes in [(f"{name}, {n} lists read", n) for n in IVF_PROBES] if name == "ivf" else [(name, 0)]:
        if probes:
            index.nprobe = probes
        single = time_each(lambda query: index.search(query[None], count), list(queries))
        numbers = np.concatenate([index.search(query[None], count)[1] for query in queries])
        figures.append(
            KindFigures(
                rows=len(flat.matrix),
                spread=spread,
                kind=label,
                build_s=build_s,
                memory_mb=_megabytes(index),
                single=single,
                per_second=1000 / single.median_ms,
                recall_at_1=recall(numbers[:, :1], right[:, :1]),
                recall_at_10=recall(numbers, right),
            )
        )
    return figures


def _byte_index(rows: Vectors) -> Any:
    return DenseIndex.of(rows, IndexKind.SCALAR_QUANTIZED).bytes_index


def _bytes_then_exact(rows: Vectors) -> Any:
    index = DenseIndex.of(rows, IndexKind.SCALAR_QUANTIZED)
    # Made by the first search: its time belongs to building.
    index.search(rows[:1], 1)
    return index


def _lists_index(rows: Vectors) -> Any:
    lists = min(MOST_IVF_LISTS, max(1, int(4 * math.sqrt(len(rows)))))
    index: Any = faiss.index_factory(DIMENSION, f"IVF{lists},Flat", faiss.METRIC_INNER_PRODUCT)
    # Fewer rows per list than faiss would like is what a small index has; it need not say so each time.
    index.cp.min_points_per_centroid = 1
    index.train(rows[:: max(1, len(rows) // _IVF_TRAINING_ROWS)])
    index.add(rows)
    return index


def _graph_index(rows: Vectors) -> Any:
    index = faiss.IndexHNSWFlat(DIMENSION, HNSW_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = HNSW_BUILD_EFFORT
    index.hnsw.efSearch = HNSW_SEARCH_EFFORT
    index.add(rows)
    return index


def _megabytes(index: Any) -> float:
    parts = [index.flat, index.bytes_index] if isinstance(index, DenseIndex) else [index]
    return float(sum(faiss.serialize_index(part).nbytes for part in parts) / 1e6)
