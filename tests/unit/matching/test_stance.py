"""Who denies a claim, who states it, and who only asks."""

import pytest

from knowledge.matching.stance import affirmed, denies

GEYECAI = "隔夜菜致癌，剩菜必须全倒掉"


@pytest.mark.parametrize(
    ("message", "claim"),
    [
        ("隔夜菜其实不致癌吧", GEYECAI),
        ("隔夜菜不会致癌", GEYECAI),
        ("隔夜菜致癌是谣言吧", GEYECAI),
        ("隔夜菜致癌这是假的", GEYECAI),
        ("我觉得隔夜菜致癌没有科学依据", GEYECAI),
        ("味精没有毒的，放心", "味精有毒，吃多了致癌"),
        ("打针西瓜不是真的", "西瓜打针催熟，有毒"),
        ("发芽的土豆没毒吧", "发芽的土豆有毒，不能吃"),
        ("微波炉热饭不会导致得癌", "微波炉加热的饭致癌"),
        ("螃蟹和柿子其实可以一起吃，没事的", "螃蟹和柿子一起吃会中毒"),
        ("隔夜菜其實不致癌吧", GEYECAI),
    ],
)
def test_who_denies_the_claim_is_recognised(message: str, claim: str) -> None:
    assert denies(message, claim)


@pytest.mark.parametrize(
    ("message", "claim"),
    [
        ("隔夜菜致癌", GEYECAI),
        ("隔夜菜致癌吗", GEYECAI),
        ("隔夜菜不致癌吗", GEYECAI),
        ("隔夜菜会不会致癌", GEYECAI),
        ("微波炉热饭致不致癌", "微波炉加热的饭致癌"),
        ("听说隔夜菜不致癌", GEYECAI),
        ("隔夜菜是不是谣言", GEYECAI),
        ("隔夜菜能吃吗", GEYECAI),
        ("隔夜菜不能吃，会致癌", GEYECAI),
        ("发芽的土豆不能吃", "发芽的土豆有毒，不能吃"),
        ("隔夜菜致癌是真的还是谣言", GEYECAI),
        ("隔夜菜致癌不是谣言", GEYECAI),
        ("塑料大米不是谣言", "大米是塑料做的"),
        ("味精不致癌是谣言", "味精有毒，吃多了致癌"),
        ("柿子和螃蟹一起吃会中毒不是瞎说", "螃蟹和柿子一起吃会中毒"),
        ("谁敢说隔夜菜致癌是谣言，我亲戚就是吃出癌的", GEYECAI),
        ("四季豆没炒熟会中毒不是谣言", "四季豆没炒熟会中毒"),
        ("谁说隔夜菜没事", GEYECAI),
        ("不含防腐剂的酱油才没有害处", "不含防腐剂的酱油才没有害处"),
        ("", GEYECAI),
        ("转给家人：隔夜菜不会致癌是骗人的，" + "大家千万要小心，" * 8, GEYECAI),
    ],
)
def test_stating_or_asking_denies_nothing(message: str, claim: str) -> None:
    assert not denies(message, claim)


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("隔夜菜其实不致癌吧", "隔夜菜其实致癌吧"),
        ("微波炉热饭不会导致得癌", "微波炉热饭得癌"),
        ("隔夜菜致癌", "隔夜菜致癌"),
        ("隔夜菜不致癌吗", "隔夜菜不致癌吗"),
        ("什么零食不发胖", "什么零食不发胖"),
        ("", ""),
    ],
)
def test_a_denied_claim_is_looked_up_as_the_claim(said: str, claim: str) -> None:
    assert affirmed(said) == claim
