"""``python -m api.console_benchmark``: what the list pages cost on a database as large as the targets name.

The whole app answers in this process, without a network between. The database is made once (minutes) under the state
directory and kept; its clock stands still, so that every run reads the same days.
"""

import argparse
import asyncio
import secrets
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from anyio import to_thread
from rich.console import Console
from rich.table import Table

from api.app import create_app
from api.settings import ApiSettings
from api.warming import warm_desks
from knowledge import migrations
from knowledge.benchmark.large_database import Sizes, fill
from knowledge.db import Database
from knowledge.errors import InvalidInput
from knowledge.service import Knowledge
from knowledge.staff.roles import StaffRole

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
"""The instant every run sees: a Thursday afternoon in China."""

TARGET_MILLISECONDS = 200
YARDSTICK = "/healthz"
PAGES = (
    "/console",
    "/console/entries",
    "/console/entries?page=300",
    "/console/entries?status=draft&kind=rumor",
    "/console/entries?mark=source",
    "/console/entries?mark=overdue",
    "/console/entries?words=西瓜 中毒",
    "/console/entries?words=西瓜&by=meaning",
    "/console/questions?reason=unmatched",
    "/console/questions?reason=clarified",
    "/console/questions?reason=unhelpful",
    "/console/questions?reason=unsure",
    "/console/ledger",
    "/console/ledger?view=table",
    "/console/ledger?view=table&words=西瓜",
    "/console/reports",
    "/console/collections",
    "/console/audit",
    "/console/audit?page=2000",
    "/console/audit?words=修改77",
    "/console/accounts",
    "/collections",
    "/feed.json",
)
_NAME = "测速"
_CLOSED_PORT = 9
_FILE_WIDTH = 120


def prepared(var: Path, sizes: Sizes, console: Console) -> ApiSettings:
    """The settings of a filled database below ``var``; made when there is none of these sizes."""
    directory = var / "console-benchmark" / sizes.name
    settings = ApiSettings(var=directory, database_url="", rasa_port=_CLOSED_PORT)
    is_new = not (directory / "filled").exists()
    if is_new:
        for part in directory.glob("xiaochen.db*"):
            part.unlink()
    migrations.upgrade(settings.database_address)
    if is_new:
        database = Database(settings.database_address)
        fill(database, sizes, NOW, lambda step: console.print(f"writing {step}"))
        database.close()
        (directory / "filled").touch()
    return settings


def session_key(knowledge: Knowledge) -> str:
    """A running session of an administrator."""
    try:
        temporary = knowledge.open_account(_NAME, StaffRole.ADMINISTRATOR)
    except InvalidInput:
        temporary = knowledge.reset_password(_NAME)
    # A new one each time: what was used before is refused.
    return knowledge.change_password(_NAME, temporary, f"Koulin {secrets.token_hex(8)}").key


@dataclass(frozen=True, slots=True)
class Taken:
    """What one answer took, in milliseconds: on the clock, and of the processors' time of this whole process."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class PageTimes:
    """The first answer of a page, and those after it."""

    first: Taken
    later: Sequence[Taken]

    def median(self, which: str) -> float:
        """The middle of the later ones: ``wall`` or ``cpu``."""
        return float(statistics.median(getattr(one, which) for one in self.later))

    @property
    def late(self) -> float:
        """What one in twenty of the later ones exceeds, on the clock."""
        return float(statistics.quantiles((one.wall for one in self.later), n=20)[-1])


async def measure(settings: ApiSettings, rounds: int) -> dict[str, PageTimes]:
    """Of every page the first time it was opened and the times after that."""
    knowledge = Knowledge(settings, lambda: NOW)
    app = create_app(settings, knowledge=knowledge)
    async with app.router.lifespan_context(app):
        knowledge.summarise_finished_days()
        # What every worker does in its first half minute is not what a page costs.
        await to_thread.run_sync(knowledge.prepare_intake)
        await warm_desks(knowledge)
        transport = httpx.ASGITransport(app)
        cookies = {"xiaochen_console": session_key(knowledge)}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as client:
            await _timed(client, YARDSTICK)
            found = {}
            for page in (YARDSTICK, *PAGES):
                first = await _timed(client, page)
                found[page] = PageTimes(first, [await _timed(client, page) for _ in range(rounds)])
            return found


async def _timed(client: httpx.AsyncClient, page: str) -> Taken:
    started, spent = time.perf_counter(), time.process_time()
    response = await client.get(page)
    taken = Taken((time.perf_counter() - started) * 1000, (time.process_time() - spent) * 1000)
    if response.status_code != 200:
        raise RuntimeError(f"{page} answered {response.status_code}")
    return taken


def is_within(found: PageTimes) -> bool:
    """Whether a page keeps the target on the clock, the first time and at the slow end too."""
    return max(found.first.wall, found.late) <= TARGET_MILLISECONDS


def table_of(times: dict[str, PageTimes]) -> Table:
    """First time, median and 95th percentile on the clock; first time and median of the processors' time.

    The processors' time tells a slow page from a busy machine.
    """
    table = Table("page (milliseconds)", "first", "median", "p95", "first, CPU", "median, CPU", "within target")
    for page, found in times.items():
        verdict = "yes" if is_within(found) else "NO"
        figures = (found.first.wall, found.median("wall"), found.late, found.first.cpu, found.median("cpu"))
        table.add_row(page, *(f"{figure:.0f}" for figure in figures), verdict)
    return table


def main() -> int:
    """Exit status 1 when a page misses the target."""
    parser = argparse.ArgumentParser(prog="python -m api.console_benchmark", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="requests of each page (default: 15)")
    parser.add_argument("--entries", type=int, default=Sizes().entries, help="entries in the database")
    parser.add_argument("--inquiries", type=int, default=Sizes().inquiries, help="inquiries in the database")
    given = parser.parse_args()
    # Written to a file, no address is broken into lines.
    console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH)
    sizes = Sizes(entries=given.entries, inquiries=given.inquiries)
    settings = prepared(ApiSettings().var, sizes, console)
    times = asyncio.run(measure(settings, max(2, given.rounds)))
    console.print(table_of(times))
    return int(any(found.median("wall") > TARGET_MILLISECONDS for found in times.values()))


if __name__ == "__main__":
    sys.exit(main())
