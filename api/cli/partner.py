"""``xiaochen partner``: units that send and read leads by interface."""

from typing import Annotated

import typer

from api.cli.opened import migrated_knowledge
from api.cli.output import console, plain, print_json
from api.partners.limits import USUAL_RATE, require_rate
from knowledge.audit.actions import OPERATOR
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.partners import NewPartner

app = typer.Typer(help="接入单位：用程序上报线索、查看台账的单位。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="接入单位的名称")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def add(
    name: Name,
    hotline: Annotated[bool, typer.Option("--hotline", help="热线；不写就是联动机制")] = False,
    rate: Annotated[str, typer.Option(help="限速，如 600/minute 或 600/minute;20000/day")] = USUAL_RATE,
    read_ledger: Annotated[bool, typer.Option("--read-ledger", help="可以查看台账（不宜公开的始终看不到）")] = False,
    conclude: Annotated[bool, typer.Option("--conclude", help="可以办结线索，也就能查看台账")] = False,
    json_: Json = False,
) -> None:
    """开通一个接入单位。接口凭证只显示这一次，只保存它的摘要。"""
    channel = IntakeChannel.HOTLINE if hotline else IntakeChannel.PARTNER
    new = NewPartner(name, channel, require_rate(rate), read_ledger or conclude, conclude)
    with migrated_knowledge() as knowledge:
        token = knowledge.add_partner(new, OPERATOR)
    _show_once(name, token, json_=json_)


@app.command()
def token(name: Name, json_: Json = False) -> None:
    """换发接口凭证，只显示这一次；原来的凭证立即失效。"""
    with migrated_knowledge() as knowledge:
        issued = knowledge.renew_partner_token(knowledge.partner(name).partner_id, OPERATOR)
    _show_once(name, issued, json_=json_)


@app.command()
def deactivate(name: Name) -> None:
    """停用：凭证立即失效，上报过的线索保留。"""
    _set_active(name, active=False)
    console().print(plain(f"已停用“{name}”。"))


@app.command()
def activate(name: Name) -> None:
    """重新启用，原来的凭证又可以用。"""
    _set_active(name, active=True)
    console().print(plain(f"已启用“{name}”。"))


@app.command("list")
def list_(json_: Json = False) -> None:
    """列出接入单位。"""
    with migrated_knowledge() as knowledge:
        found = knowledge.list_partners()
    if json_:
        print_json(found)
        return
    out = console()
    if not found:
        out.print("还没有接入单位。用 xiaochen partner add 名称 开通第一个。")
    for one in found:
        used = one.last_used_on or "没有用过"
        state = "" if one.is_active else "  已停用"
        out.print(plain(f"{one.name}  {one.channel.label}  {one.rate}  最近使用：{used}{state}"))


def _set_active(name: str, *, active: bool) -> None:
    with migrated_knowledge() as knowledge:
        knowledge.set_partner_active(knowledge.partner(name).partner_id, OPERATOR, active=active)


def _show_once(name: str, secret: str, *, json_: bool) -> None:
    if json_:
        print_json({"name": name, "token": secret})
        return
    out = console()
    out.print(plain(f"“{name}”的接口凭证（只显示这一次，请妥善保存）："))
    out.print(plain(secret))
