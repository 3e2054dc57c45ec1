"""``xiaochen staff``: accounts."""

from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain, print_json
from knowledge.staff.roles import StaffRole

app = typer.Typer(help="工作人员账号。", no_args_is_help=True)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="姓名")],
    role: Annotated[
        StaffRole, typer.Option(help="身份：editor 科普编辑，reviewer 审核员，office 区委网信办")
    ],
    json_: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """登记一位工作人员。登录凭证只显示这一次。"""
    with migrated_knowledge() as knowledge:
        token = knowledge.add_staff(name, role)
    if json_:
        print_json({"name": name, "role": role.value, "token": token})
        return
    out = console()
    out.print(plain(f"已登记{role.label}“{name}”。登录凭证（只显示这一次，请妥善保存）："))
    out.print(plain(token))


@app.command("list")
def list_(json_: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """列出工作人员。"""
    with migrated_knowledge() as knowledge:
        people = knowledge.list_staff()
    if json_:
        print_json(people)
        return
    out = console()
    if not people:
        out.print("还没有登记工作人员。用 xiaochen staff add 姓名 --role editor 登记。")
    for person in people:
        out.print(plain(f"{person.name}  {person.role_label}{'' if person.is_active else '  已停用'}"))
