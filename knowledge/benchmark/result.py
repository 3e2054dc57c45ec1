"""All figures of one run, as tables for a terminal and for docs/matching-benchmark.md."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from knowledge.benchmark.matching import MESSAGE_CHARACTERS, MatchingFigures
from knowledge.benchmark.searching import BATCH, FlatFigures, KindFigures
from knowledge.benchmark.timing import Latency
from knowledge.benchmark.vectors import DIMENSION
from knowledge.matching.dense import FLAT_ROWS, SCALAR_QUANTIZED_CANDIDATES

TARGET_RATIO = 0.8
"""Of issue 4: the flat search's share of the matrix-vector rate of the same run, for one query and for a batch."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """One run, whole."""

    measured_on: str
    machine: str
    load: float
    command: str
    seconds: float
    encoder: str
    encoding: Latency
    flat: tuple[FlatFigures, ...]
    kinds: tuple[KindFigures, ...]
    matching: tuple[MatchingFigures, ...]


def grids(result: BenchmarkResult) -> Iterator[Grid]:
    """Return the run's tables."""
    if result.flat:
        yield _flat_grid(result.flat)
        yield _batch_grid(result.flat)
        yield _kinds_grid(result.flat, result.kinds)
    yield _matching_grid(result.matching)
    yield _publishing_grid(result.matching)


def rich_table(grid: Grid) -> Table:
    """Return a grid for a terminal."""
    table = Table(title=grid.title, title_justify="left")
    for number, column in enumerate(grid.columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for line in grid.lines:
        table.add_row(*line)
    return table


def markdown(result: BenchmarkResult) -> str:
    """Return the report: when, where and how it was measured, every table, what follows from them."""
    parts = [
        "# How fast matching is",
        f"Written by `{result.command}` on {result.measured_on} ({result.seconds:.0f} s); do not edit.\n\n"
        f"Machine: {result.machine}. Load average at the end: {result.load:.1f}, of which this command is 1; other "
        "work ran beside it, so medians say more than the slow end, and ratios within a row more than either.\n\n"
        f"Vectors are made up: {DIMENSION} dimensions, unit length, single precision. *Clustered* ones lie around "
        "topics as phrasings do; *unclustered* ones lie anywhere, which no text does, and are the worst case of every "
        "index that skips rows. Searches and builds run on one thread; a search wants ten rows.",
        f"Encoding one short question with {result.encoder}: {_ms(result.encoding)} (median / p95).",
        *map(_markdown_table, grids(result)),
        _conclusions(result),
    ]
    return "\n\n".join(parts) + "\n"


def _flat_grid(flat: tuple[FlatFigures, ...]) -> Grid:
    return Grid(
        "Flat search, one query",
        (
            "vectors",
            "ms median / p95",
            "queries/s per core",
            "GB/s",
            "matrix-vector GB/s (BLAS)",
            "row by row GB/s",
            "only read GB/s",
            "share of BLAS rate",
            "share of the fastest",
        ),
        tuple(
            (
                f"{one.rows:,} {one.spread}",
                _ms(one.single),
                f"{one.per_second:,.0f}",
                f"{one.single_gb_s:.1f}",
                f"{one.matrix_vector_gb_s:.1f}",
                f"{one.matrix_vector_by_rows_gb_s:.1f}",
                f"{one.read_gb_s:.1f}",
                f"{one.single_to_matrix_vector:.0%}",
                f"{one.single_to_fastest:.0%}",
            )
            for one in flat
        ),
    )


def _batch_grid(flat: tuple[FlatFigures, ...]) -> Grid:
    return Grid(
        f"Flat search, {BATCH} queries at once",
        ("vectors", "ms median / p95", "queries/s per core", "plain product ms", "share of its rate", "faiss alone ms"),
        tuple(
            (
                f"{one.rows:,} {one.spread}",
                _ms(one.batch),
                f"{one.batch_per_second:,.0f}",
                _ms(one.matrix_matrix),
                f"{one.batch_to_matrix_matrix:.0%}",
                f"{one.faiss_batch_ms:,.1f}",
            )
            for one in flat
        ),
    )


def _kinds_grid(flat: tuple[FlatFigures, ...], kinds: tuple[KindFigures, ...]) -> Grid:
    lines = []
    for one in flat:
        size = f"{one.rows:,} {one.spread}"
        whole = (_ms(one.single), f"{one.per_second:,.0f}", "1.000", "1.000", f"{one.build_s:.2f}")
        lines.append((size, "flat", *whole, f"{one.memory_mb:,.0f}"))
        lines.extend(
            (
                size,
                kind.kind,
                _ms(kind.single),
                f"{kind.per_second:,.0f}",
                f"{kind.recall_at_1:.3f}",
                f"{kind.recall_at_10:.3f}",
                f"{kind.build_s:.2f}",
                f"{kind.memory_mb:,.0f}",
            )
            for kind in kinds
            if (kind.rows, kind.spread) == (one.rows, one.spread)
        )
    columns = ("vectors", "kind", "ms median / p95", "queries/s", "recall@1", "recall@10", "build s", "MB")
    return Grid("Kinds of index, one query, recall against flat", columns, tuple(lines))


def _matching_grid(matching: tuple[MatchingFigures, ...]) -> Grid:
    return Grid(
        f"Matching one short question and reading a message of {MESSAGE_CHARACTERS} characters, encoding included",
        ("phrasings", "entries", "rows with answers", "ms median / p95", "questions/s per core", "message ms", "MB"),
        tuple(
            (
                f"{one.phrasings:,}",
                f"{one.entries:,}",
                f"{one.rows:,}",
                _ms(one.match),
                f"{one.per_second:,.0f}",
                _ms(one.message),
                f"{one.memory_mb:,.0f}",
            )
            for one in matching
        ),
    )


def _publishing_grid(matching: tuple[MatchingFigures, ...]) -> Grid:
    return Grid(
        "Publishing one entry, in ms, against building everything",
        ("phrasings", "next index from the last", "its matcher", "saving", "full build", "saved by reuse"),
        tuple(
            (
                f"{one.phrasings:,}",
                _ms(one.publish),
                _ms(one.publish_matcher),
                _ms(one.save),
                f"{1000 * one.build_s:,.0f}",
                f"{1 - one.publish.median_ms / (1000 * one.build_s):.0%}",
            )
            for one in matching
        ),
    )


def _conclusions(result: BenchmarkResult) -> str:
    lines = ["## What follows", ""]
    if result.flat:
        size = max(one.rows for one in result.flat)
        for one in (one for one in result.flat if one.rows == size):
            single, batch = one.single_to_matrix_vector, one.batch_to_matrix_matrix
            verdict = "reached" if min(single, batch) >= TARGET_RATIO else "missed"
            lines.append(
                f"- {TARGET_RATIO:.0%} of the plain product's rate at {size:,} {one.spread} vectors: {verdict} "
                f"({single:.0%} for one query, {batch:.0%} for {BATCH} at once)."
            )
    lines += [
        f"- The product's default (`knowledge/matching/dense.py`): flat up to {FLAT_ROWS:,} rows; above, one byte per "
        f"dimension first and the best {SCALAR_QUANTIZED_CANDIDATES} rows for each one wanted compared exactly. Lists "
        "(IVF) and graphs (HNSW) are quicker still, but lose rows, the more the less the vectors are clustered.",
        "- Several queries at once go through tiles of one matrix product: faiss reads the whole matrix for each.",
    ]
    return "\n".join(lines)


def _markdown_table(grid: Grid) -> str:
    rule = "|".join(["---"] + ["---:"] * (len(grid.columns) - 1))
    lines = [f"## {grid.title}", "", "| " + " | ".join(grid.columns) + " |", f"|{rule}|"]
    lines.extend("| " + " | ".join(line) + " |" for line in grid.lines)
    return "\n".join(lines)


def _ms(latency: Latency) -> str:
    return f"{_short(latency.median_ms)} / {_short(latency.p95_ms)}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
