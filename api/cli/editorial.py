"""``xiaochen submit``, ``publish`` and ``withdraw``: the life of an entry."""

from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain

_Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="条目编号")]


def submit(
    entry: _Entry, actor: Annotated[str, typer.Option("--actor", "--author", help="提交人（登记的工作人员）")]
) -> None:
    """把草稿提交审核。"""
    with migrated_knowledge() as knowledge:
        knowledge.submit(entry, actor)
    console().print(plain(f"已提交审核：{entry}"))


def publish(entry: _Entry, reviewer: Annotated[str, typer.Option(help="审核员，不能是撰写人")]) -> None:
    """审核并发布条目。几秒内居民就能查到，不需要重启。"""
    with migrated_knowledge() as knowledge:
        view = knowledge.publish(entry, reviewer)
    console().print(plain(f"已发布：{entry}（第 {view.version} 版）"))


def withdraw(
    entry: _Entry, actor: Annotated[str, typer.Option("--actor", "--reviewer", help="审核员")]
) -> None:
    """撤回条目，居民不再看到它。"""
    with migrated_knowledge() as knowledge:
        knowledge.withdraw(entry, actor)
    console().print(plain(f"已撤回：{entry}"))
