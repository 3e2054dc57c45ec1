"""``python -m api.console_benchmark``: what the list pages cost on a database as large as the targets name.

The whole app answers in this process, without a network between. The database is made once (minutes) under the state
directory and kept; its clock stands still, so that every run reads the same days.
"""

import argparse
import asyncio
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from api.app import create_app
from api.settings import ApiSettings
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
_NAME, _PASSWORD = "测速", "Ce su yong de koulin 7"
_CLOSED_PORT = 9


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
    return knowledge.change_password(_NAME, temporary, _PASSWORD).key


async def measure(settings: ApiSettings, rounds: int) -> dict[str, tuple[float, list[float]]]:
    """Of every page the first time it was opened and the times after that, in milliseconds."""
    knowledge = Knowledge(settings, lambda: NOW)
    app = create_app(settings, knowledge=knowledge)
    async with app.router.lifespan_context(app):
        knowledge.summarise_finished_days()
        transport = httpx.ASGITransport(app)
        cookies = {"xiaochen_console": session_key(knowledge)}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as client:
            await _timed(client, YARDSTICK)
            found = {}
            for page in (YARDSTICK, *PAGES):
                first = await _timed(client, page)
                found[page] = (first, [await _timed(client, page) for _ in range(rounds)])
            return found


async def _timed(client: httpx.AsyncClient, page: str) -> float:
    started = time.perf_counter()
    response = await client.get(page)
    milliseconds = (time.perf_counter() - started) * 1000
    if response.status_code != 200:
        raise RuntimeError(f"{page} answered {response.status_code}")
    return milliseconds


def table_of(times: dict[str, tuple[float, list[float]]]) -> Table:
    """First time, median, 95th percentile, and the ratio to the yardstick."""
    table = Table("page (milliseconds)", "first", "median", "p95", "× healthz", "within target")
    base = statistics.median(times[YARDSTICK][1])
    for page, (first, later) in times.items():
        median, late = statistics.median(later), statistics.quantiles(later, n=20)[-1]
        verdict = "yes" if max(first, late) <= TARGET_MILLISECONDS else "NO"
        table.add_row(page, f"{first:.0f}", f"{median:.0f}", f"{late:.0f}", f"{median / base:.0f}", verdict)
    return table


def main() -> int:
    """Exit status 1 when a page misses the target."""
    parser = argparse.ArgumentParser(prog="python -m api.console_benchmark", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="requests of each page (default: 15)")
    parser.add_argument("--entries", type=int, default=Sizes().entries, help="entries in the database")
    parser.add_argument("--inquiries", type=int, default=Sizes().inquiries, help="inquiries in the database")
    given = parser.parse_args()
    console = Console()
    sizes = Sizes(entries=given.entries, inquiries=given.inquiries)
    settings = prepared(ApiSettings().var, sizes, console)
    times = asyncio.run(measure(settings, max(2, given.rounds)))
    console.print(table_of(times))
    return int(any(statistics.median(later) > TARGET_MILLISECONDS for _, later in times.values()))


if __name__ == "__main__":
    sys.exit(main())
