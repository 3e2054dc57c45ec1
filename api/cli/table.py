"""``xiaochen import-table``: an editors' table becomes drafts."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain
from knowledge.entry_tables.template import write_template
from knowledge.errors import InvalidInput


def import_table(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", exists=True, dir_okay=False, help="表格，.csv 或 .xlsx")
    ] = None,
    author: Annotated[str, typer.Option(help="撰写人（登记的工作人员）")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", dir_okay=False, help="写一个带示例的空表，.xlsx 或 .csv")
    ] = None,
) -> None:
    """把表格里的条目导入为草稿，一行一条，不会直接发布。有一处要改就什么都不导入。"""
    out = console()
    if template is not None:
        write_template(template)
        out.print(plain(f"模板已写到 {template}，删掉示例行再填。"))
        return
    if file is None:
        raise InvalidInput("file", "请写明要导入的表格，或用 --template 先取模板。")
    if not author:
        raise InvalidInput("author", "请用 --author 写明撰写人。")
    with migrated_knowledge() as knowledge:
        result = knowledge.import_table(file, author, dry_run=dry_run)
    if dry_run:
        out.print(f"检查通过：{result.rows} 行都可以导入，这次没有导入。")
        return
    out.print(f"已存为草稿 {result.rows} 条，提交审核后由另一位同事发布：")
    for entry_id in result.entry_ids:
        out.print(plain(f"  {entry_id}"))
