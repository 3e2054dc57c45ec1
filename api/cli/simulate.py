"""``xiaochen simulate``: a made-up inflow, for first looks."""

from datetime import date, datetime
from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain
from knowledge.clock import china_date
from knowledge.simulation.service import SimulationRequest
from knowledge.trends.weeks import last_full_week


def simulate(
    weeks: Annotated[int, typer.Option(min=1, max=260, help="模拟多少周")] = 12,
    seed: Annotated[int, typer.Option(min=0, help="随机种子；同样的种子和日期得到同样的数据")] = 7,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="最后一天（北京时间），默认为上一个完整的周的周日"),
    ] = None,
    weekly_asks: Annotated[int, typer.Option(min=50, max=1_000_000, help="每周大约多少条提问")] = 1500,
    force: Annotated[bool, typer.Option("--force", help="数据库里有真实提问时也写入")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="清除模拟数据，不再写入")] = False,
) -> None:
    """写入一批虚构的提问、线索和处置记录，先看看各个页面和周报的样子。不要在正式使用的数据库上运行。"""
    with migrated_knowledge() as knowledge:
        if clear:
            removed = knowledge.clear_simulation()
            console().print(plain(f"已清除模拟提问 {removed:,} 条及其线索、评价、通知和周报草稿。"))
            return
        last_week = last_full_week(knowledge.clock())
        last_day = until.date() if until is not None else last_week.sunday
        _require_past(last_day, china_date(knowledge.clock()))
        done = knowledge.simulate(SimulationRequest(weeks, last_day, seed, weekly_asks, force)).written
    console().print(
        plain(
            f"已写入模拟提问 {done.inquiries:,} 条、上报线索 {done.reports:,} 条、线索簇 {done.clusters:,} 个、"
            f"评价 {done.votes:,} 次，截至 {last_day}。"
        )
    )
    console().print(plain(f"看周报：xiaochen report weekly --week {last_week.name} --out 目录"))


def _require_past(last_day: date, today: date) -> None:
    if last_day > today:
        raise typer.BadParameter(f"{last_day} 还没有到。", param_hint="--until")
