"""``xiaochen partner``: opening units of the interface on the machine."""

import json

import pytest

from knowledge.errors import NotAllowed
from knowledge.service import Knowledge
from tests.integration.conftest import Xiaochen


def test_a_partner_is_opened_renewed_and_switched_off(xiaochen: Xiaochen, knowledge: Knowledge) -> None:
    assert "还没有接入单位" in xiaochen("partner", "list").out
    opened = json.loads(xiaochen("partner", "add", "12345 热线", "--hotline", "--conclude", "--json").out)
    token = opened["token"]
    partner = knowledge.partner_for_token(token)
    assert (partner.channel.label, partner.rate) == ("热线", "600/minute")
    assert partner.may_read_ledger
    listed = xiaochen("partner", "list").out
    assert listed.startswith("12345 热线  热线  600/minute  最近使用：2026-11-23")
    assert token not in listed + xiaochen("partner", "list", "--json").out
    renewed = xiaochen("partner", "token", "12345 热线").out.splitlines()[-1]
    with pytest.raises(NotAllowed) as void:
        knowledge.partner_for_token(token)
    assert "已经换发" in void.value.message
    assert knowledge.partner_for_token(renewed).name == "12345 热线"
    xiaochen("partner", "deactivate", "12345 热线")
    with pytest.raises(NotAllowed) as off:
        knowledge.partner_for_token(renewed)
    assert "已经停用" in off.value.message
    assert "已停用" in xiaochen("partner", "list").out
    xiaochen("partner", "activate", "12345 热线")
    assert knowledge.partner_for_token(renewed).is_active


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "12345 热线"), "name：已经有同名的接入单位。"),
        (("add", "另一家", "--rate", "很多"), "rate：每分钟次数请写成 600/minute 这样"),
        (("token", "没有这家"), "没有找到这个接入单位。"),
        (("deactivate", "没有这家"), "没有找到这个接入单位。"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(xiaochen: Xiaochen, words: tuple[str, ...], said: str) -> None:
    xiaochen("migrate")
    xiaochen("partner", "add", "12345 热线")
    ended = xiaochen("partner", *words)
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith(said)
