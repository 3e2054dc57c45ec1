"""``xiaochen index``: build and inspect the search index."""

from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain, print_json

app = typer.Typer(help="检索索引：建立、查看。", no_args_is_help=True)


@app.command()
def build(force: Annotated[bool, typer.Option(help="已有也重新建立")] = False) -> None:
    """为当前已发布的内容建立索引；已有完好的就直接用。"""
    out = console()
    with migrated_knowledge() as knowledge, out.status("正在建立索引 …"):
        published = knowledge.published()
        store = knowledge.index_store()
        snapshot = store.rebuild(published) if force else store.obtain(published)
        directory = store.path_for(published.revision)
    out.print(plain(f"索引可用：{directory}，{len(snapshot.entries)} 条条目，{len(snapshot.rows)} 条文本。"))


@app.command()
def inspect(json_: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """列出磁盘上的索引，逐个核对校验和。"""
    with migrated_knowledge() as knowledge:
        stored = knowledge.index_store().inspect()
        wanted = knowledge.published().revision
    if json_:
        print_json(stored)
        return
    out = console()
    out.print(f"当前知识版本 {wanted}。")
    for index in stored:
        state = f"不能用：{index.problem}" if index.problem else "完好"
        out.print(plain(f"{index.directory.name}  {index.entries} 条条目  {index.rows} 条文本  {state}"))
