"""``python -m knowledge.benchmark``: measure encoding, search, matching and publishing by size."""

import json
import os
import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from threadpoolctl import threadpool_limits

from knowledge.benchmark.machine import describe_machine
from knowledge.benchmark.matching import MatchingFigures, measure_encoding, measure_matching
from knowledge.benchmark.result import BenchmarkResult, grids, markdown, rich_table
from knowledge.benchmark.searching import FlatFigures, KindFigures, Tell, measure_search
from knowledge.benchmark.vectors import Spread
from knowledge.matching.encoder import Encoder, load_encoder

SIZES = "1000,100000,1000000"
PHRASINGS = "1000,10000,100000"
_FILE_WIDTH = 160
_SHIPPED = Path(__file__).resolve().parents[1] / "encoder"


def _numbers(text: str) -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a list of numbers with commas between") from None
    if any(number < 10 for number in numbers):
        raise typer.BadParameter("the smallest size that can be measured is 10")
    return numbers


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of vectors to search; empty: none.")] = SIZES,
    phrasings: Annotated[str, typer.Option(help="Numbers of phrasings to match against.")] = PHRASINGS,
    encoder: Annotated[str, typer.Option(help="Model to match with; empty: the shipped one.")] = "",
    json_file: Annotated[Path | None, typer.Option("--json", dir_okay=False, help="Write all figures there.")] = None,
    report: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the tables there as Markdown.")] = None,
) -> None:
    """Measure on one core, show the tables, and write them where asked."""
    vectors, texts = _numbers(sizes), _numbers(phrasings)
    console = Console(stderr=True)
    if not console.is_terminal:
        console.width = _FILE_WIDTH
    chosen = load_encoder(encoder or _SHIPPED)
    with _progress(console) as progress:
        step = progress.add_task("starting", total=2 * len(vectors) + len(texts) + 1)

        def tell(what: str) -> None:
            progress.update(step, description=what)

        result = run(vectors, texts, chosen, tell, lambda: progress.advance(step))
    for grid in grids(result):
        console.print(rich_table(grid))
    if json_file is not None:
        json_file.write_text(json.dumps(asdict(result), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if report is not None:
        report.write_text(markdown(result), encoding="utf-8")


def run(
    vectors: Sequence[int], texts: Sequence[int], encoder: Encoder, tell: Tell, advance: Callable[[], None]
) -> BenchmarkResult:
    """Measure everything, one thread at work."""
    started = time.perf_counter()
    flat: list[FlatFigures] = []
    kinds: list[KindFigures] = []
    matching: list[MatchingFigures] = []
    with threadpool_limits(limits=1):
        tell("encoding")
        encoding = measure_encoding(encoder)
        advance()
        # Texts first: a million vectors leave the allocator and the caches in another state.
        for size in texts:
            matching.append(measure_matching(size, encoder, tell))
            advance()
        for size in vectors:
            for spread in Spread:
                figures, others = measure_search(size, spread, tell)
                flat.append(figures)
                kinds.extend(others)
                advance()
    return BenchmarkResult(
        load=os.getloadavg()[0],
        measured_on=datetime.now(UTC).date().isoformat(),
        machine=describe_machine(),
        command=_command(vectors, texts),
        seconds=time.perf_counter() - started,
        encoder=encoder.name,
        encoding=encoding,
        flat=tuple(flat),
        kinds=tuple(kinds),
        matching=tuple(matching),
    )


def _command(vectors: Sequence[int], texts: Sequence[int]) -> str:
    # What was measured, not where the figures went: those paths are nobody else's.
    sizes, phrasings = (",".join(map(str, numbers)) for numbers in (vectors, texts))
    return shlex.join(["python", "-m", "knowledge.benchmark", "--sizes", sizes, "--phrasings", phrasings])


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


if __name__ == "__main__":
    typer.run(main)
