"""``xiaochen staff``: accounts."""

from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain, print_json
from knowledge.staff.roles import StaffRole

app = typer.Typer(help="工作人员账号。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="姓名")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def add(
    name: Name,
    role: Annotated[
        StaffRole,
        typer.Option(
            help="身份：editor 科普编辑，reviewer 审核员，office 区委网信办，administrator 管理员，viewer 只读查看"
        ),
    ],
    program: Annotated[
        bool, typer.Option("--program", help="只给程序用：不能登录工作台，直接显示调用接口的凭证")
    ] = False,
    json_: Json = False,
) -> None:
    """登记一位工作人员。初始密码只显示这一次，第一次登录时必须改掉。"""
    if program:
        _add_program(name, role, json_=json_)
        return
    with migrated_knowledge() as knowledge:
        password = knowledge.open_account(name, role)
    if json_:
        print_json({"name": name, "role": role.value, "initial_password": password})
        return
    _show_once(
        f"已登记{role.label}“{name}”。在 /console 登录的初始密码（只显示这一次，第一次登录时必须改掉）：", password
    )


@app.command()
def password(name: Name, json_: Json = False) -> None:
    """重置密码：给一个新的初始密码，原来的密码和所有登录立即失效。"""
    with migrated_knowledge() as knowledge:
        initial = knowledge.reset_password(name)
    if json_:
        print_json({"name": name, "initial_password": initial})
        return
    _show_once(f"“{name}”的新初始密码（只显示这一次，登录后必须改掉）：", initial)


@app.command()
def token(name: Name, json_: Json = False) -> None:
    """签发程序调用 /api/v1/staff 用的凭证，只显示这一次；以前的凭证立即失效。"""
    with migrated_knowledge() as knowledge:
        issued = knowledge.issue_token(name)
    if json_:
        print_json({"name": name, "token": issued})
        return
    _show_once(f"“{name}”的程序凭证（只显示这一次，请妥善保存）：", issued)


@app.command()
def deactivate(name: Name) -> None:
    """停用账号：登录和程序凭证立即失效。"""
    with migrated_knowledge() as knowledge:
        knowledge.deactivate_staff(name)
    console().print(plain(f"已停用“{name}”。"))


@app.command()
def activate(name: Name) -> None:
    """重新启用账号，也解除因输错密码造成的锁定。"""
    with migrated_knowledge() as knowledge:
        knowledge.activate_staff(name)
    console().print(plain(f"已启用“{name}”。"))


@app.command("list")
def list_(json_: Json = False) -> None:
    """列出工作人员。"""
    with migrated_knowledge() as knowledge:
        people = knowledge.list_staff()
    if json_:
        print_json(people)
        return
    out = console()
    if not people:
        out.print("还没有登记工作人员。用 xiaochen staff add 姓名 --role administrator 登记第一位管理员。")
    for person in people:
        out.print(plain(f"{person.name}  {person.role_label}{'' if person.is_active else '  已停用'}"))


def _add_program(name: str, role: StaffRole, *, json_: bool) -> None:
    with migrated_knowledge() as knowledge:
        issued = knowledge.add_staff(name, role)
    if json_:
        print_json({"name": name, "role": role.value, "token": issued})
        return
    _show_once(f"已登记程序账号“{name}”。凭证（只显示这一次，请妥善保存）：", issued)


def _show_once(sentence: str, secret: str) -> None:
    out = console()
    out.print(plain(sentence))
    out.print(plain(secret))
