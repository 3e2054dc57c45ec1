"""Cutting a message into its claims."""

import pytest

from knowledge.matching.claims import LONGEST_CLAIM, MOST_CLAIMS, split_claims, split_clauses
from knowledge.matching.spelling import plain_words


def test_a_short_message_is_one_claim_without_its_alarm() -> None:
    assert split_claims("【紧急通知】隔夜菜致癌！") == ("隔夜菜致癌",)


@pytest.mark.parametrize("text", ["", "  ", "😀😀", "https://example.com/a", "\u200b"])
def test_a_message_without_words_makes_no_claim(text: str) -> None:
    assert split_claims(text) == ()


def test_a_list_gives_a_claim_an_item_without_its_number() -> None:
    claims = split_claims("这几样千万不能吃：1. 隔夜菜会致癌 2. 打针西瓜有毒 3. 微波炉热的饭致癌，告诉家里老人")
    assert [claim for claim in claims if claim[:1].isdigit()] == []
    assert any("隔夜菜" in claim and "西瓜" not in claim for claim in claims)
    assert any("打针西瓜" in claim for claim in claims)


def test_a_short_list_is_a_list_too() -> None:
    assert split_claims("1.隔夜菜致癌 2.打针西瓜有毒") == ("隔夜菜致癌", "打针西瓜有毒")


def test_sentences_that_name_nothing_to_eat_or_fear_are_dropped_when_others_do() -> None:
    claims = split_claims("昨天开会领导讲了很久。隔夜菜吃了会致癌。楼下的张阿姨也听见了，回来跟我们说了半天。")
    assert claims == ("隔夜菜吃了会致癌",)


def test_a_long_message_about_nothing_known_keeps_its_sentences() -> None:
    claims = split_claims("昨天开会领导讲了很久很久的话。楼下的张阿姨也听见了。她回来跟我们说了半天才走。")
    assert len(claims) == 3


def test_the_claims_that_say_most_stay_when_there_are_too_many() -> None:
    dull = "".join(f"第{number}个摊位也卖西瓜。" for number in "一二三四五六七八九十甲乙丙丁")
    claims = split_claims(f"{dull}打针西瓜里的甜蜜素吃了会致癌。")
    assert len(claims) == MOST_CLAIMS
    assert "打针西瓜里的甜蜜素吃了会致癌" in claims


def test_no_claim_is_longer_than_the_limit() -> None:
    assert all(len(claim) <= LONGEST_CLAIM for claim in split_claims("隔夜菜致癌" * 200))


def test_a_claim_said_twice_is_one() -> None:
    text = "隔夜菜吃了会致癌！千万千万记住了。隔夜菜吃了会致癌！家里的西瓜也别买打针的，听见没有。"
    assert split_claims(text).count("隔夜菜吃了会致癌") == 1


def test_only_a_long_claim_has_clauses() -> None:
    assert split_clauses("隔夜菜致癌") == ()
    long = "昨天炒的青菜放在桌上一夜没有盖盖子，今天早上热了一下，孩子吃了以后说味道有点不对，这样的菜还能吃吗"
    assert len(split_clauses(plain_words(long))) == 4
