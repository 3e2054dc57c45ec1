"""``python -m knowledge.benchmark.intake``: a day of reports taken in by one process, into a new SQLite database.

Everything happens as in service: masking, reading, placing, writing, in the lots a partner sends. Making the reports is
not measured. Seconds of the processor stand beside those of the clock: another program may have been busy.
"""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from knowledge import migrations
from knowledge.benchmark.inflow import day_of_reports, lots
from knowledge.benchmark.machine import describe_machine
from knowledge.benchmark.timing import resident_mb
from knowledge.clock import utc_now
from knowledge.emerging.models import Cluster
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings

_PER_REQUEST = 1_000
"""Reports a partner sends at once."""


class Stretch(NamedTuple):
    """What some thousand reports took; ``memory_mb`` and ``clusters`` are what there is after them."""

    reports: int
    seconds: float
    processor_seconds: float
    memory_mb: float
    clusters: int


def measure(knowledge: Knowledge, seed_dir: Path, *, reports: int, stretch: int, seed: int) -> Iterator[Stretch]:
    """Take in that many reports; one ``Stretch`` after every ``stretch`` of them."""
    coming = lots(day_of_reports(seed_dir, seed=seed), reports, min(_PER_REQUEST, stretch))
    taken, wall, processor = 0, 0.0, 0.0
    for lot in coming:
        begun, worked = time.perf_counter(), time.process_time()
        taken += len(knowledge.take_reports(lot))
        wall += time.perf_counter() - begun
        processor += time.process_time() - worked
        if taken >= stretch:
            yield Stretch(taken, wall, processor, resident_mb(), _clusters(knowledge))
            taken, wall, processor = 0, 0.0, 0.0
    if taken:
        yield Stretch(taken, wall, processor, resident_mb(), _clusters(knowledge))


def _clusters(knowledge: Knowledge) -> int:
    with knowledge.database.read() as session:
        return session.scalar(select(func.count(Cluster.id))) or 0


def restart(knowledge: Knowledge, settings: KnowledgeSettings, seed_dir: Path, *, seed: int) -> float:
    """Seconds until a process that just started has taken in one report."""
    knowledge.close()
    knowledge = Knowledge(settings, utc_now)
    knowledge.open()
    try:
        lot = next(lots(day_of_reports(seed_dir, seed=seed), 1, 1))
        begun = time.perf_counter()
        knowledge.take_reports(lot)
        return time.perf_counter() - begun
    finally:
        knowledge.close()


def main(
    reports: Annotated[int, typer.Option(min=1)] = 100_000,
    stretch: Annotated[int, typer.Option(min=1, help="Say how it goes after so many.")] = 10_000,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Take in a day of reports; print the rate, the time, the memory and how both grow."""
    console = Console()
    console.print(describe_machine(), highlight=False)
    with tempfile.TemporaryDirectory() as var, tempfile.TemporaryDirectory() as nothing:
        # Without entries: every report is a new one, as the intake sees them.
        settings = KnowledgeSettings(var=Path(var), database_url="", encoder="", seed_dir=Path(nothing))
        migrations.upgrade(settings.database_address)
        knowledge = Knowledge(settings, utc_now)
        knowledge.open()
        seed_dir = KnowledgeSettings().seed_dir
        found = []
        for one in measure(knowledge, seed_dir, reports=reports, stretch=stretch, seed=seed):
            found.append(one)
            _tell(console.print, found)
        console.print(_summary(found), highlight=False)
        console.print(f"first report after a restart: {restart(knowledge, settings, seed_dir, seed=seed + 1):.1f} s")


def _tell(write: Callable[[str], object], found: list[Stretch]) -> None:
    one, so_far = found[-1], sum(one.reports for one in found)
    write(
        f"{so_far:>9,}  {one.reports / one.seconds:6.0f}/s  {one.reports / one.processor_seconds:6.0f}/s of processor  "
        f"{one.memory_mb:6.0f} MB  {one.clusters:,} clusters"
    )


def most_resident_mb() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _summary(found: list[Stretch]) -> Table:
    reports, seconds = sum(one.reports for one in found), sum(one.seconds for one in found)
    processor = sum(one.processor_seconds for one in found)
    table = Table(show_header=False)
    table.add_row("reports", f"{reports:,}")
    table.add_row("seconds (of the processor)", f"{seconds:.0f} ({processor:.0f})")
    table.add_row("reports/s (per second of the processor)", f"{reports / seconds:.0f} ({reports / processor:.0f})")
    table.add_row("memory at the end, at most", f"{found[-1].memory_mb:.0f} MB, {most_resident_mb():.0f} MB")
    if len(found) > 2:
        # The first stretch fills the caches; from then on memory should not grow.
        growth = (found[-1].memory_mb - found[1].memory_mb) / sum(one.reports for one in found[2:]) * 10_000
        table.add_row("growth per 10,000 reports, after the second stretch", f"{growth:.1f} MB")
    return table


if __name__ == "__main__":
    typer.run(main)
